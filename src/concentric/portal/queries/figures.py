"""The figures to know: one of each area, from the newest standing computation, each with its trace."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.types import Value
from concentric.kernel.api import round_half_up
from concentric.kernel.types import Actor, Bound, Period, Role
from concentric.portal.types import Figure, Part
from concentric.publications import api as publications
from concentric.publications.types import Asked, IssueInfo, Number
from concentric.rulebook.types import Indicator, Rulebook

READERS = (
    Role.OFFICER,
    Role.LEADER,
    Role.DEPARTMENT_HEAD,
    Role.REGULATOR,
    Role.ANALYST,
    Role.EDITOR,
)
_SHOWN_DECIMALS = 2
_POWERS = {"10k": 4, "100m": 8, "percent": -2, "permille": -3}
_SIGNS = {"percent": "%", "permille": "‰"}
_BOUNDS = {Bound.GE: "≥ ", Bound.GT: "> ", Bound.LE: "≤ ", Bound.LT: "< ", Bound.ABOUT: "≈ "}


def key_figures(actor: Actor) -> tuple[Figure, ...]:
    """The first indicator of every area that has a value for the newest computed year.

    Two queries, however many areas; nothing before the first computation.
    """
    if not actor.has(*READERS):
        return ()
    run = indicators.newest_run()
    if run is None or not run.periods:
        return ()
    rulebook = facts.catalogue(run.pin.catalogue)
    period = max(run.periods)
    offered = _by_area(rulebook, period)
    codes = [definition.code for definition in offered]
    values = indicators.disclosed(actor, indicators.whole(run.pin, codes, [period]).values())
    known = {value.indicator: value for value in values if value.exact is not None}
    first: dict[str, Indicator] = {}
    for definition in offered:
        if definition.code in known:
            first.setdefault(definition.area, definition)
    return tuple(_of_value(rulebook, one, known[one.code], period) for one in first.values())


def of_issue(info: IssueInfo) -> tuple[Figure, ...]:
    """The first number of every area in an issue's public edition, each with its public trace. Three queries."""
    rulebook = facts.catalogue(info.catalogue)
    numbers, codes = publications.public_numbers(info.code)
    stated = {
        asked.indicator: number
        for asked, number in numbers.items()
        if asked == Asked(asked.indicator, info.period) and number.exact is not None
    }
    first: dict[str, Indicator] = {}
    for definition in _by_area(rulebook, info.period):
        if definition.code in stated:
            first.setdefault(definition.area, definition)
    return tuple(
        _of_number(rulebook, one, stated[one.code], info, codes[stated[one.code].asked])
        for one in first.values()
    )


def _by_area(rulebook: Rulebook, period: Period) -> list[Indicator]:
    """The base indicators valid in the period, areas in their own order, codes within them."""
    order = {area: number for number, area in enumerate(rulebook.areas)}
    valid = (
        one
        for one in rulebook.indicators.values()
        if one.is_base
        and one.valid_from <= period.end
        and (one.valid_to is None or period.start <= one.valid_to)
    )
    return sorted(valid, key=lambda one: (order.get(one.area, len(order)), one.code))


def _of_value(rulebook: Rulebook, definition: Indicator, value: Value, period: Period) -> Figure:
    return Figure(
        label=definition.name.in_language(_language()),
        value=_written(definition, value.exact, value.bound),
        unit=_unit(rulebook, definition),
        exact=_all_digits(value.rounded),
        url=reverse("indicators:trace", args=[value.uuid]),
        code=f"{value.indicator} {value.period}",
        confirmed=int(value.confirmed_share * 100) if value.facts else None,
        note=str(period.start.year),
    )


def _of_number(
    rulebook: Rulebook, definition: Indicator, number: Number, info: IssueInfo, code: str
) -> Figure:
    return Figure(
        label=definition.name.in_language(_language()),
        value=_written(definition, number.exact, number.bound),
        unit=_unit(rulebook, definition),
        exact=_all_digits(number.rounded),
        url=reverse("publications:trace", args=[info.code, code]),
        code=f"{info.code} {code}",
        confirmed=None if number.confirmed is None else int(number.confirmed * 100),
        note=str(info.period.start.year),
    )


def _written(definition: Indicator, exact: Fraction | None, bound: Bound) -> str:
    power = _POWERS.get(definition.scale, 0)
    decimals = _SHOWN_DECIMALS if power else definition.decimals
    scaled = (exact or Fraction(0)) / Fraction(10) ** power
    return f"{_BOUNDS.get(bound, '')}{round_half_up(scaled, decimals):,f}"


def _all_digits(rounded: Decimal | None) -> str:
    return "" if rounded is None else f"{rounded.normalize():,f}"


def _unit(rulebook: Rulebook, definition: Indicator) -> str:
    """The unit at the display scale in the catalogue's words, without the counted thing that the label names."""
    if definition.scale in _SIGNS:
        return _SIGNS[definition.scale]
    scaled = rulebook.units.get(f"{definition.unit}_{definition.scale}")
    found = scaled or rulebook.units.get(definition.unit)
    if found is None:
        return definition.unit
    if scaled is None and _language() == "en" and not found.decimals:
        return ""  # "88 county": an English label names what it counts
    name = found.name.in_language(_language()).partition("\uff08")[0]
    return name[:1].lower() + name[1:]


def spot_trace(_actor: Actor, today: date) -> Part | None:
    """One number to open today, drawn by the day and not by hand."""
    run = indicators.newest_run()
    if run is None or not run.periods:
        return None
    period = max(run.periods)
    rulebook = facts.catalogue(run.pin.catalogue)
    kept = indicators.whole(run.pin, sorted(rulebook.indicators), [period])
    values = [value for value in kept.values() if value.exact is not None]
    if not values:
        return None
    values.sort(key=lambda value: value.indicator)
    drawn = values[_draw(today, len(values))]
    definition = rulebook.indicator(drawn.indicator, period.end)
    return Part(
        code="spot",
        title=_("Today's number to open"),
        note=_("Drawn by the date among all that were computed"),
        template="portal/parts/spot.html",
        context={"figure": _of_value(rulebook, definition, drawn, period), "facts": drawn.facts},
        more_label=_("All figures"),
        more_url=reverse("indicators:matrix"),
    )


def _draw(today: date, count: int) -> int:
    """The same for everybody on one day, and not foreseen by who enters figures."""
    digest = hashlib.sha256(today.isoformat().encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"
