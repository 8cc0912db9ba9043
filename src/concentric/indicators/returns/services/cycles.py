"""Acts on cycles: open one for a population, and bring the numbers that rooms recorded into its returns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import checking
from concentric.indicators.returns.types import Contest, CycleInfo
from concentric.kernel.api import Conflict, Invalid, Refused, msgid
from concentric.kernel.types import Actor, Period
from concentric.members import api as members
from concentric.rulebook.types import Form, LineBasis


def open_cycle(
    *,
    actor: Actor,
    code: str,
    form: str,
    period: Period,
    population: str,
    opens_on: date,
    due_on: date,
    backfilled: bool = False,
) -> CycleInfo:
    """Open a cycle: one return per firm of the population, room lines prefilled from the facts.

    Raises `Refused`, `Conflict` for a code that exists, `Missing` for an unknown form or population,
    `Invalid` for dates in the wrong order or a form of another period.
    """
    if not permissions.may_manage_cycle(actor):
        raise Refused(
            msgid("You may not open a cycle."), why=msgid("The association's officers do.")
        )
    rulebook = facts.catalogue()
    found = rulebook.form(form)
    if due_on < opens_on:
        raise Invalid(msgid("The last day lies before the first."))
    if not found.valid_from <= period.end <= (found.valid_to or date.max):
        raise Invalid(
            msgid("The form %(form)s is not in force in %(period)s."),
            remedy=msgid("Choose the form of that year."),
            form=form,
            period=str(period),
        )
    firms = members.population(population, period=period)
    numbers = room_numbers(found, period)
    with transaction.atomic():
        if models.Cycle.objects.filter(code=code).exists():
            raise Conflict(msgid("There is a cycle %(code)s already."), code=code)
        cycle = models.Cycle.objects.create(
            code=code,
            form=form,
            catalogue=rulebook.hash,
            period=str(period),
            population=population,
            backfilled=backfilled,
            opens_on=opens_on,
            due_on=due_on,
        )
        organisations = queries.organisation_rows(firms)
        models.Return.objects.bulk_create(
            models.Return(cycle=cycle, organisation=organisations[firm]) for firm in firms
        )
        _prefill_new(cycle, found, numbers)
        audit.log(
            actor=actor,
            act="returns.cycle_opened",
            object_kind="cycle",
            object_uuid=cycle.uuid,
            details={"code": code, "form": form, "period": str(period), "firms": len(firms)},
        )
    return queries.cycle_info(cycle)


def refresh_prefill(*, actor: Actor, cycle: str, firms: Collection[str] | None = None) -> int:
    """Read what rooms recorded anew into returns that are not settled; a contested line that agrees now is settled.

    Returns how many lines changed. Raises `Refused` and `Missing`.
    """
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not refresh the numbers of rooms."),
            why=msgid("The association's officers do."),
        )
    row = queries.cycle_row(cycle)
    form = queries.book_of(row).form
    numbers = room_numbers(form, queries.period_of(row))
    lines = _room_lines(form)
    with transaction.atomic():
        entries = (
            models.Entry.objects.select_for_update(of=("self",))
            .select_related("owner__organisation")
            .filter(owner__cycle=row, line__in=list(lines))
        )
        if firms is not None:
            entries = entries.filter(owner__organisation__code__in=list(firms))
        changed = [
            e
            for e in entries
            if _refreshed(e, numbers[e.line].get(e.owner.organisation.code, Decimal(0)))
        ]
        models.Entry.objects.bulk_update(changed, ["prefilled", "contest"], batch_size=500)
        owners = sorted({entry.owner_id for entry in changed})
        checking.recheck_rows(list(queries.loaded().filter(id__in=owners)))
        audit.log(
            actor=actor,
            act="returns.prefill_refreshed",
            object_kind="cycle",
            object_uuid=row.uuid,
            details={"lines": len(changed)},
        )
    return len(changed)


def room_numbers(form: Form, period: Period) -> dict[str, Mapping[str, Decimal]]:
    """What rooms' facts give per room line and firm: the line's indicator for the form's period.

    A firm without facts has none, which in a register is zero.
    """
    lines = _room_lines(form)
    if not lines:
        return {}
    from concentric.indicators.compute import services as compute  # the engine is heavy

    values = compute.compute(
        actor=Actor.system("returns"),
        indicators=sorted(set(lines.values())),
        periods=[period],
        by=("organisation",),
    )
    by_indicator: dict[str, dict[str, Decimal]] = {code: {} for code in lines.values()}
    for value in values:
        if value.rounded is not None:
            by_indicator[value.indicator][dict(value.cell)["organisation"]] = value.rounded
    return {line: by_indicator[indicator] for line, indicator in lines.items()}


def _room_lines(form: Form) -> dict[str, str]:
    return {
        line.code: line.indicator
        for line in form.lines()
        if line.basis is LineBasis.ROOM and line.indicator
    }


def _prefill_new(
    cycle: models.Cycle, form: Form, numbers: Mapping[str, Mapping[str, Decimal]]
) -> None:
    lines = _room_lines(form)
    owners = models.Return.objects.filter(cycle=cycle).values_list("id", "organisation__code")
    models.Entry.objects.bulk_create(
        [
            models.Entry(
                owner_id=owner,
                line=line,
                prefilled=numbers[line].get(firm, Decimal(0)),
                prefilled_from=indicator,
            )
            for owner, firm in owners
            for line, indicator in lines.items()
        ],
        batch_size=1000,
    )


def _refreshed(entry: models.Entry, number: Decimal) -> bool:
    before = (entry.prefilled, entry.contest)
    entry.prefilled = number
    entry.contest = contest_after(entry)
    return (entry.prefilled, entry.contest) != before


def contest_after(entry: models.Entry) -> Contest:
    """Whether a prefilled line is contested as it stands: another number than the room's was typed."""
    if entry.prefilled is None or entry.value is None:
        return Contest.NONE
    if entry.value != entry.prefilled:
        return Contest.OPEN
    return Contest.SETTLED if entry.contest in {Contest.OPEN, Contest.SETTLED} else Contest.NONE
