"""Reads of cycles and returns: rows, infos, forms, who may see which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk.types import TraceTarget
from concentric.facts import api as facts
from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.types import CycleInfo, ReturnInfo, ReturnState
from concentric.indicators.returns.workbooks.layout import FormBook, form_book
from concentric.kernel.api import Missing, msgid, shanghai_day
from concentric.kernel.types import Actor, Period

_OWNER = ("owner__cycle", "owner__organisation", "owner__carrier")
"""What is asked of the return that a line, row or file belongs to."""


def today() -> date:
    """The calendar day in Shanghai."""
    return shanghai_day(timezone.now())


def cycle_info(row: models.Cycle) -> CycleInfo:
    """A cycle as it crosses the door."""
    return CycleInfo(
        uuid=row.uuid,
        code=row.code,
        form=row.form,
        catalogue=row.catalogue,
        period=row.period,
        population=row.population,
        backfilled=row.backfilled,
        opens_on=row.opens_on,
        due_on=row.due_on,
    )


def cycles() -> tuple[CycleInfo, ...]:
    """All cycles, the newest period first."""
    return tuple(cycle_info(row) for row in models.Cycle.objects.order_by("-period", "-opens_on"))


def cycle_row(code: str) -> models.Cycle:
    """The row of a cycle. Raises `Missing`."""
    row = models.Cycle.objects.filter(code=code).first()
    if row is None:
        raise Missing(
            msgid("There is no cycle %(code)s."),
            remedy=msgid("Open it on the page of returns."),
            code=code,
        )
    return row


def period_of(cycle: models.Cycle) -> Period:
    """The period a cycle is about."""
    return Period.parse(cycle.period)


def book_of(cycle: models.Cycle) -> FormBook:
    """The form of a cycle with its units and lists, from the catalogue the cycle was opened with."""
    return _book(cycle.catalogue, cycle.form)


@lru_cache(maxsize=16)
def _book(catalogue: str, form: str) -> FormBook:
    rulebook = facts.catalogue(catalogue)
    return form_book(rulebook, rulebook.form(form))


def in_charge(row: models.Return) -> str:
    """The firm whose people fill, sign and answer: its own, or the one that absorbed it."""
    carrier = row.carrier
    return str((row.organisation if carrier is None else carrier).code)


def loaded() -> QuerySet[models.Return]:
    """Returns with what every reader of one asks: cycle, organisation, carrier."""
    return models.Return.objects.select_related("cycle", "organisation", "carrier")


def return_info(row: models.Return) -> ReturnInfo:
    """A return as it crosses the door; it must come from `loaded`."""
    return ReturnInfo(
        uuid=row.uuid,
        cycle=row.cycle.code,
        organisation=row.organisation.code,
        organisation_name=shown_name(row.organisation),
        in_charge=in_charge(row),
        state=ReturnState(row.state),
        due_on=row.cycle.due_on,
        submitted_on=row.submitted_on,
        acceptances=row.acceptances,
        restated_at=row.restated_at,
        changed_at=row.changed_at,
    )


def return_row(uuid: UUID, *, for_update: bool = False) -> models.Return:
    """The row of a return with cycle and organisation, locked where asked. Raises `Missing`."""
    return return_rows([uuid], for_update=for_update)[0]


def return_rows(uuids: Sequence[UUID], *, for_update: bool = False) -> list[models.Return]:
    """The rows of returns in the order asked. Raises `Missing` when one is not there."""
    rows = loaded()
    if for_update:
        rows = rows.select_for_update(of=("self",))
    found = {row.uuid: row for row in rows.filter(uuid__in=uuids).order_by("id")}
    if len(found) < len(set(uuids)):
        raise no_return()
    return [found[uuid] for uuid in uuids]


def return_of(cycle: str, organisation: str, *, for_update: bool = False) -> models.Return:
    """The return of a firm in a cycle. Raises `Missing`."""
    rows = loaded()
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(cycle__code=cycle, organisation__code=organisation).first()
    if row is None:
        raise Missing(
            msgid("%(firm)s has no return in the cycle %(cycle)s."),
            why=msgid("A cycle asks the firms of its population, as they stand when it opens."),
            remedy=msgid("Check the code of the firm and the cycle."),
            firm=organisation,
            cycle=cycle,
        )
    return row


def returns_in(
    cycle: str, organisations: Iterable[str], *, for_update: bool = False
) -> dict[str, models.Return]:
    """The returns of firms in a cycle by firm; a firm without one is left out."""
    rows = loaded()
    if for_update:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(cycle__code=cycle, organisation__code__in=list(organisations)).order_by(
        "id"
    )
    return {row.organisation.code: row for row in found}


def no_return() -> Missing:
    """The refusal for a return that is not there, or not this actor's to see."""
    return Missing(
        msgid("There is no such return."),
        why=msgid("Its address is wrong, or it belongs to another firm."),
        remedy=msgid("Open it from your page of returns."),
    )


def visible_returns(actor: Actor) -> QuerySet[models.Return]:
    """The returns this actor may open: all for the convener's staff, the own firm's, those of a firm it absorbed,
    and those with a section handed to the actor.
    """
    rows = loaded()
    if permissions.sees_all(actor):
        return rows
    mine = Q(organisation__code=actor.organisation or "") | Q(
        carrier__code=actor.organisation or ""
    )
    handed = Q(tasks__organisation__code=actor.organisation or "") | Q(
        tasks__person__uuid=actor.person
    )
    return rows.filter(Q(id__in=rows.filter(mine | handed).values("id")))


def may_see_whole(actor: Actor, row: models.Return) -> bool:
    """Whether the actor sees all of a return: its firm, the one that absorbed it, the convener's staff."""
    return permissions.may_see_return(actor, row.organisation.code, in_charge(row))


def visible_return(actor: Actor, uuid: UUID) -> models.Return:
    """The return with this uuid, if the actor may open it. Raises `Missing`."""
    row = visible_returns(actor).filter(uuid=uuid).first()
    if row is None:
        raise no_return()
    return row


def returns_of(actor: Actor, cycle: str | None = None) -> tuple[ReturnInfo, ...]:
    """The returns this actor may open, newest period first."""
    rows = visible_returns(actor)
    if cycle is not None:
        rows = rows.filter(cycle__code=cycle)
    return tuple(return_info(row) for row in rows.order_by("-cycle__period", "organisation__code"))


def organisation_rows(codes: Iterable[str]) -> Mapping[str, Any]:
    """The rows that keys to organisations point at, by code."""
    field: Any = models.Return._meta.get_field("organisation")
    fields = ("id", "uuid", "code", "short_name", "short_name_en")
    return {
        row.code: row
        for row in field.related_model.objects.filter(code__in=set(codes)).only(*fields)
    }


def person_row(uuid: UUID) -> Any:
    """The row a key to a person points at. Raises `Missing`."""
    field: Any = models.SectionTask._meta.get_field("person")
    row = field.related_model.objects.filter(uuid=uuid).only("id", "uuid").first()
    if row is None:
        raise Missing(msgid("There is no such person."))
    return row


def shown_name(organisation: Any) -> str:
    """The short name in the reader's language, or the nearest there is."""
    if (get_language() or "").startswith("zh"):
        return str(organisation.short_name)
    return str(organisation.short_name_en or organisation.short_name)


def trace_targets(actor: Actor, uuids: Sequence[UUID]) -> dict[UUID, TraceTarget]:
    """Where facts of returns came from, for one actor: lines and rows, three queries however many facts."""
    found: dict[UUID, TraceTarget] = {}
    rows: list[tuple[Any, str, str]] = []
    entries = models.Entry.objects.filter(uuid__in=uuids).select_related(*_OWNER)
    rows += [(entry, entry.line, entry.line) for entry in entries]
    table_rows = models.TableRow.objects.filter(uuid__in=uuids).select_related(*_OWNER)
    rows += [(row, f"{row.table} {row.object_code}".strip(), row.table) for row in table_rows]
    papers = _newest_uploads({row.owner_id for row, _said, _line in rows})
    for row, said, line in rows:
        owner = row.owner
        may_open = may_see_whole(actor, owner)
        paper = papers.get(owner.id)
        found[row.uuid] = TraceTarget(
            label=_("Return %(cycle)s of %(firm)s, %(line)s")
            % {"cycle": owner.cycle.code, "firm": owner.organisation.code, "line": said},
            url=f"{reverse('indicators:return', args=[owner.uuid])}#{line}" if may_open else None,
            evidence=(paper,) if may_open and paper else (),
        )
    return found


def _newest_uploads(owners: set[int]) -> dict[int, str]:
    rows = models.Upload.objects.filter(owner_id__in=owners).order_by("uploaded_at", "id")
    return dict(rows.values_list("owner_id", "sha256"))


def may_open_upload(actor: Actor, uuid: UUID) -> bool:
    """Whether the actor may open a workbook kept with a return: the file gate of `indicators.return_upload`."""
    row = models.Upload.objects.filter(uuid=uuid).select_related(*_OWNER).first()
    return row is not None and may_see_whole(actor, row.owner)
