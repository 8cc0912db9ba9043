"""The figures to know: one of each area, from the newest standing computation, each with its trace."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.types import RunInfo, Value
from concentric.kernel.api import Quantity, format_quantity, round_half_up
from concentric.kernel.types import Actor, Period, Role
from concentric.portal.types import Figure, Part
from concentric.rulebook.types import Indicator

READERS = (Role.LEADER, Role.DEPARTMENT_HEAD, Role.REGULATOR, Role.ANALYST, Role.EDITOR)
_SHOWN_DECIMALS = 2


def key_figures(actor: Actor) -> tuple[Figure, ...]:
    """The first indicator of every area in the newest computed year, for those who look at the whole.

    Two queries, however many areas; nothing before the first computation.
    """
    if not actor.has(*READERS):
        return ()
    run = indicators.newest_run()
    if run is None or not run.periods:
        return ()
    period = max(run.periods)
    found = indicators.disclosed(actor, _values(run, period).values())
    by_code = {value.indicator: value for value in found}
    definitions = _first_of_areas(run, period)
    return tuple(_figure(d, by_code.get(d.code), period) for d in definitions)


def _values(run: RunInfo, period: Period) -> Mapping[str, Value]:
    codes = [definition.code for definition in _first_of_areas(run, period)]
    found = indicators.whole(run.pin, codes, [period])
    return {code: value for (code, _period), value in found.items()}


def _first_of_areas(run: RunInfo, period: Period) -> tuple[Indicator, ...]:
    """The indicator that the catalogue lists first in each area, areas in their own order."""
    rulebook = facts.catalogue(run.pin.catalogue)
    first: dict[str, Indicator] = {}
    for code in sorted(rulebook.indicators):
        definition = rulebook.indicators[code]
        is_valid = definition.valid_from <= period.end and (
            definition.valid_to is None or period.start <= definition.valid_to
        )
        if is_valid and definition.is_base:
            first.setdefault(definition.area, definition)
    return tuple(first[area] for area in rulebook.areas if area in first)


def _figure(definition: Indicator, value: Value | None, period: Period) -> Figure:
    language = _language()
    label = f"{definition.name.in_language(language)}"
    note = str(period.start.year)
    if value is None or value.exact is None or value.rounded is None:
        return Figure(label=label, note=note, is_missing=True)
    is_scaled = definition.scale not in {"", "1"}
    quantity = Quantity(
        round_half_up(value.exact, definition.decimals), definition.unit, value.bound
    )
    return Figure(
        label=label,
        value=format_quantity(
            quantity,
            lang=language,
            scale=definition.scale or "1",
            decimals=_SHOWN_DECIMALS if is_scaled else definition.decimals,
        ),
        exact=f"{value.rounded.normalize():,f}",
        url=reverse("indicators:trace", args=[value.uuid]),
        code=f"{value.indicator} {value.period}",
        confirmed=int(value.confirmed_share * 100) if value.facts else None,
        note=note,
    )


def spot_trace(_actor: Actor, today: date) -> Part | None:
    """One number to open today, drawn by the day and not by hand."""
    run = indicators.newest_run()
    if run is None or not run.periods:
        return None
    period = max(run.periods)
    codes = sorted(facts.catalogue(run.pin.catalogue).indicators)
    kept = indicators.whole(run.pin, codes, [period])
    values = [value for value in kept.values() if value.exact is not None]
    if not values:
        return None
    values.sort(key=lambda value: value.indicator)
    drawn = values[_draw(today, len(values))]
    definition = facts.catalogue(run.pin.catalogue).indicator(drawn.indicator, period.end)
    return Part(
        code="spot",
        title=_("Today's number to open"),
        note=_("Drawn by the date among all that were computed"),
        template="portal/parts/spot.html",
        context={"figure": _figure(definition, drawn, period), "facts": drawn.facts},
        more_label=_("All figures"),
        more_url=reverse("indicators:matrix"),
    )


def _draw(today: date, count: int) -> int:
    """The same for everybody on one day, and not foreseen by who enters figures."""
    digest = hashlib.sha256(today.isoformat().encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"
