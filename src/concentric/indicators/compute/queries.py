"""Reads of computed values: the newest ones, those of a pin, beside others, and as far as a reader may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from concentric.desk.types import PublishedFigure
from concentric.facts import api as facts
from concentric.indicators.compute import disclosure, judging, models, permissions, rules
from concentric.indicators.compute.disclosure import DisclosureRule
from concentric.indicators.compute.terms import VERSION
from concentric.indicators.compute.types import (
    Against,
    Comparison,
    Pin,
    RunInfo,
    Value,
    Withheld,
)
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor, Bound, Period
from concentric.rulebook.api import median
from concentric.rulebook.types import Figure, Rulebook

ORGANISATION = "organisation"


def newest_run(period: Period | None = None) -> RunInfo | None:
    """The newest finished standing computation (that covers a period); None before the first."""
    rows = _finished()
    if period is not None:
        rows = rows.filter(periods__contains=[str(period)])
    row = rows.first()
    return _run(row) if row else None


def newest_run_for_members() -> RunInfo | None:
    """The newest one that readers who may not see single members read; None before the first."""
    row = _finished().filter(is_for_members=True).first()
    return _run(row) if row else None


def newest_pin() -> Pin | None:
    """The pin of the newest finished standing computation; None before the first."""
    run = newest_run()
    return run.pin if run else None


def runs(limit: int = 60, actor: Actor | None = None) -> tuple[RunInfo, ...]:
    """Finished standing computations, the newest first: what "as recorded by" offers (to a reader)."""
    rows = _finished()
    if actor is not None and not permissions.sees_everything(actor):
        rows = rows.filter(is_for_members=True)
    return tuple(_run(row) for row in rows[:limit])


def run_by(uuid: UUID) -> RunInfo:
    """A finished standing computation. Raises `Missing`."""
    row = _finished().filter(uuid=uuid).first()
    if row is None:
        raise Missing(
            msgid("Nothing was computed as recorded by then."),
            remedy=msgid("Choose one of the offered dates."),
        )
    return _run(row)


def pin_at(moment: datetime) -> Pin | None:
    """The pin of the last standing computation of what was recorded by a moment; None before the first."""
    row = _finished().filter(position__lte=facts.position_at(moment)).order_by("-position").first()
    return _run(row).pin if row else None


def _finished() -> QuerySet[models.Run]:
    return models.Run.objects.filter(finished_at__isnull=False, engine=VERSION).order_by(
        "-finished_at"
    )


def _run(row: models.Run) -> RunInfo:
    if row.finished_at is None:
        raise ValueError("a run is read when it has finished")
    return RunInfo(
        row.uuid,
        Pin(row.position, row.dimension_position, row.catalogue),
        tuple(Period.parse(text) for text in row.periods),
        row.values,
        row.finished_at,
    )


def run_at(pin: Pin, periods: Sequence[str]) -> UUID | None:
    """The finished standing computation at a pin that covers these periods, if there is one."""
    runs = models.Run.objects.filter(
        position=pin.position,
        dimension_position=pin.dimension_position,
        catalogue=pin.catalogue,
        engine=VERSION,
        finished_at__isnull=False,
    )
    return next((run.uuid for run in runs if set(periods) <= set(run.periods)), None)


def kept(
    pin: Pin, indicators: Iterable[str], periods: Iterable[Period], by: Sequence[str] = ()
) -> tuple[Value, ...]:
    """Values kept at a pin for these indicators and periods, divided by exactly these breakdowns."""
    grain = tuple(sorted(set(by)))
    rows = (
        at(pin)
        .filter(indicator__in=list(indicators), period__in=[str(p) for p in periods])
        .order_by("indicator", "period", "cell_code")
    )
    return tuple(read(row) for row in rows if rules.grain_of(row.cell_code) == grain)


def whole(
    pin: Pin, indicators: Iterable[str], periods: Iterable[Period]
) -> Mapping[tuple[str, str], Value]:
    """Values of the whole population by (indicator, period)."""
    rows = at(pin).filter(
        indicator__in=list(indicators), period__in=[str(p) for p in periods], cell_code=""
    )
    return {(row.indicator, row.period): read(row) for row in rows}


def value_of(pin: Pin, indicator: str, period: Period, cell_code: str = "") -> Value:
    """The value kept at a pin. Raises `Missing` where it was not computed."""
    row = at(pin).filter(indicator=indicator, period=str(period), cell_code=cell_code).first()
    if row is None:
        raise no_value()
    return read(row)


def value(*, actor: Actor, uuid: UUID) -> Value:
    """The value with this uuid, if the actor may see it. Raises `Missing` otherwise."""
    row = models.Value.objects.filter(uuid=uuid).first()
    seen = disclosed(actor, [read(row)]) if row else ()
    if not seen:
        raise no_value()
    return seen[0]


def in_cell(
    pin: Pin, indicators: Iterable[str], periods: Iterable[Period], cell_code: str
) -> tuple[Value, ...]:
    """Values of one cell kept at a pin."""
    rows = at(pin).filter(
        indicator__in=list(indicators), period__in=[str(p) for p in periods], cell_code=cell_code
    )
    return tuple(read(row) for row in rows)


def first_values(indicator: str, periods: Iterable[Period]) -> Mapping[str, Value]:
    """The value of everybody together as it was first computed, by period."""
    rows = models.Value.objects.filter(
        indicator=indicator, period__in=[str(p) for p in periods], cell_code="", exact__isnull=False
    )
    first = rows.order_by("period", "position", "id").distinct("period")
    return {row.period: read(row) for row in first}


def pin_moment(pin: Pin) -> datetime | None:
    """When the standing set of a pin was computed; None where it was computed by itself."""
    row = _finished().filter(
        position=pin.position, dimension_position=pin.dimension_position, catalogue=pin.catalogue
    )
    return row.values_list("finished_at", flat=True).first()


def compare(
    *,
    pin: Pin,
    indicator: str,
    period: Period,
    earlier: Period,
    cell_code: str = "",
    published: Pin | None = None,
) -> Comparison:
    """A value beside that of an earlier period: restated, or as known at the pin it was `published` by.

    Raises `Missing` where the value itself was not computed.
    """
    now = value_of(pin, indicator, period, cell_code)
    asked = at(published or pin).filter(
        indicator=indicator, period=str(earlier), cell_code=cell_code
    )
    row = asked.first()
    against = Against.AS_PUBLISHED if published else Against.RESTATED
    return compared(now, read(row) if row else None, against)


def compared(now: Value, before: Value | None, against: Against = Against.RESTATED) -> Comparison:
    """Two values and the exact change from the earlier to the later."""
    change = None
    if before is not None and before.exact and now.exact is not None:
        change = (now.exact - before.exact) / before.exact
    return Comparison(now, before, change, against)


def published_values(figures: Iterable[PublishedFigure]) -> Mapping[UUID, Value]:
    """The values that were published, by uuid."""
    rows = models.Value.objects.filter(uuid__in=[figure.value_uuid for figure in figures])
    return {row.uuid: read(row) for row in rows}


def members_that_changed(
    indicator: str, now: Pin, then: Mapping[Period, Pin]
) -> Mapping[Period, tuple[str, ...]]:
    """Members whose own figure of a period is another one than at an earlier pin."""
    own: dict[tuple[Pin, Period], dict[str, Fraction | None]] = defaultdict(dict)
    for pin in {now, *then.values()} if then else ():
        for one in kept(pin, [indicator], then, (ORGANISATION,)):
            own[pin, one.period][dict(one.cell)[ORGANISATION]] = one.exact
    return {
        period: tuple(
            code
            for code in sorted({*own[pin, period], *own[now, period]})
            if own[pin, period].get(code) != own[now, period].get(code)
        )
        for period, pin in then.items()
    }


def peer_medians(
    pin: Pin, indicators: Iterable[str], period: Period
) -> Mapping[str, tuple[Fraction, int]]:
    """The median over the members that reported, and how many they are, by indicator.

    An indicator with fewer members than the rule of disclosure asks has none.
    """
    found: dict[str, dict[str, Figure]] = defaultdict(dict)
    rows = at(pin).filter(
        indicator__in=list(indicators),
        period=str(period),
        cell_code__startswith=f"{ORGANISATION}=",
        exact__isnull=False,
    )
    for indicator, code, exact in rows.values_list("indicator", "cell_code", "exact"):
        cell = rules.read_cell(code)
        if len(cell) == 1 and exact is not None:
            found[indicator][cell[0][1]] = Figure(Fraction(exact))
    least = rule_on(facts.catalogue(pin.catalogue), period.end).least
    medians = {code: median(members) for code, members in found.items() if len(members) >= least}
    return {code: (one.value, len(found[code])) for code, one in medians.items() if one is not None}


def rule_on(rulebook: Rulebook, on: date) -> DisclosureRule:
    """The rule of disclosure in force on a day. Raises `Missing` where the catalogue has none."""
    least = rulebook.parameter(disclosure.LEAST, on).value
    largest = rulebook.parameter(disclosure.LARGEST, on).value
    return DisclosureRule(int(str(least)), Decimal(str(largest)))


def disclosed(
    actor: Actor, values: Iterable[Value], released: Iterable[str] = ()
) -> tuple[Value, ...]:
    """The values as far as a reader may see them.

    Readers who may not see single members get no other member's values, none of a computation that is not for them,
    and telling ones withheld.
    """
    found = tuple(values)
    if permissions.sees_everything(actor):
        return found
    open_pins = _for_members({value.pin for value in found})
    seen = [
        value
        for value in found
        if permissions.may_see_value(actor, dict(value.cell).get(ORGANISATION))
        and (value.pin in open_pins or ORGANISATION in dict(value.cell))
    ]
    return tuple(_withheld(seen, frozenset(released)))


def for_public(values: Iterable[Value], released: Iterable[str] = ()) -> tuple[Value, ...]:
    """The values as they may be published: none of single members, telling cells withheld."""
    found = [v for v in values if ORGANISATION not in dict(v.cell)]
    return tuple(_withheld(found, frozenset(released)))


def _for_members(pins: Collection[Pin]) -> frozenset[Pin]:
    """The pins at which readers who may not see single members read."""
    rows = _finished().filter(is_for_members=True, position__in={pin.position for pin in pins})
    found = rows.values_list("position", "dimension_position", "catalogue")
    return frozenset(Pin(*row) for row in found) & frozenset(pins)


def _withheld(values: Sequence[Value], released: frozenset[str]) -> Iterable[Value]:
    asked = [value for value in values if ORGANISATION not in dict(value.cell)]
    reasons = _reasons(asked, released)
    for value in values:
        reason = reasons.get(value.uuid)
        yield disclosure.hidden(value, reason) if reason else value


def _reasons(asked: Sequence[Value], released: frozenset[str]) -> Mapping[UUID, Withheld]:
    """Why values are withheld: as decided when they were computed, else found now."""
    verdicts = models.Verdict.objects.filter(value__uuid__in=[value.uuid for value in asked])
    decided = dict(verdicts.values_list("value__uuid", "reason")) if asked else {}
    found = {uuid: Withheld(reason) for uuid, reason in decided.items() if reason}
    open_ones = [v for v in asked if v.rounded is not None and (released or v.uuid not in decided)]
    for pin in {value.pin for value in open_ones}:
        fresh = withheld_at(pin, released=released)
        at_pin = [value.uuid for value in open_ones if value.pin == pin]
        found = {uuid: why for uuid, why in found.items() if uuid not in at_pin}
        found |= {uuid: fresh[uuid] for uuid in at_pin if uuid in fresh}
    return found


def withheld_at(
    pin: Pin, *, before: Pin | None = None, released: frozenset[str] = frozenset()
) -> Mapping[UUID, Withheld]:
    """What is withheld of everything kept at a pin: found from all of it, and from what stood there or `before`.

    What members `released` is shown, and what was withheld because of it is asked anew.
    """
    rows = at(pin).exclude(cell__has_key=ORGANISATION).select_related("verdict")
    stood = _contents(before) if before else {}
    values, known = [], {}
    for row in rows:
        values.append(read(row))
        reason = getattr(row, "verdict", None)
        says = reason.reason if reason else stood.get(_content(row))
        if says is not None and not (says and released):
            known[row.uuid] = Withheld(says) if says else None
    rulebook = facts.catalogue(pin.catalogue)
    return judging.withheld_values(
        rulebook, values, lambda period: rule_on(rulebook, period.end), stood=known,
        released=released,
    )  # fmt: skip


def _contents(pin: Pin) -> Mapping[tuple[object, ...], str]:
    """What was decided at a pin, by what the value says and stands on."""
    rows = at(pin).filter(verdict__isnull=False).select_related("verdict")
    return {_content(row): row.verdict.reason for row in rows}


def _content(row: models.Value) -> tuple[object, ...]:
    return (
        row.indicator, row.period, row.cell_code, row.exact, row.facts, row.word_1, row.word_2,
    )  # fmt: skip


def no_value() -> Missing:
    """The refusal of a value that is not there, or not for this reader."""
    return Missing(
        msgid("There is no such value."),
        why=msgid("It was not computed, or it is not yours to see."),
        remedy=msgid("Open it from a table or a report."),
    )


def at(pin: Pin) -> QuerySet[models.Value]:
    """Rows of the values kept at a pin."""
    return models.Value.objects.filter(
        position=pin.position,
        dimension_position=pin.dimension_position,
        catalogue=pin.catalogue,
        engine=VERSION,
    )


def read(row: models.Value) -> Value:
    """A row as it crosses the door."""
    return Value(
        uuid=row.uuid,
        indicator=row.indicator,
        period=Period.parse(row.period),
        cell=rules.read_cell(row.cell_code),
        population=row.population,
        exact=None if row.exact is None else Fraction(row.exact),
        rounded=None if row.rounded is None else Decimal(row.rounded),
        bound=Bound(row.bound),
        is_derived=row.is_derived,
        facts=row.facts,
        confirmed=row.confirmed,
        word_1=row.word_1,
        word_2=row.word_2,
        contributors=row.contributors,
        largest=row.largest,
        pin=Pin(row.position, row.dimension_position, row.catalogue),
    )
