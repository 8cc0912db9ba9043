"""From a value back to the facts behind it: the pin, resolved to selectors of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concentric.facts.types import Boundary, Selector
from concentric.indicators.compute.expressions import MEMBER, PLACE_DIGITS
from concentric.indicators.compute.questions import World
from concentric.kernel.types import Period
from concentric.places import api as places
from concentric.rulebook.types import LAST_STATES, BaseMeasure, Cell, FactType, TimeRule

_INSIDE = frozenset({TimeRule.WITHIN, TimeRule.AT_END})


@dataclass(slots=True)
class _Narrowing:
    """What conditions on names of a cell or measure leave of dimensions, places and members."""

    where: dict[str, tuple[str, ...]]
    places: set[str] | None
    members: set[str]


def selectors_of(
    base: BaseMeasure, fact_type: FactType, cell: Cell, period: Period, world: World
) -> tuple[Selector, ...]:
    """Selectors that together find exactly the facts behind a base value: one per boundary that occurs.

    Agrees with the engine: its count and fingerprint must be what these selectors find.
    """
    seats = world.seats(base.population, period)
    conditions = {**dict(base.measure.where), **{name: (code,) for name, code in cell}}
    left = _Narrowing({}, None, {seat.member for seat in seats})
    for name, codes in conditions.items():
        _narrow(left, name, codes, fact_type, period, world)
    by_boundary: dict[Boundary, list[str]] = {}
    for seat in seats:
        if seat.member in left.members:
            boundary = Boundary.CONSOLIDATED if seat.consolidated else Boundary.SOLO
            by_boundary.setdefault(boundary, []).append(seat.organisation)
    return tuple(
        Selector(
            fact_type=base.measure.fact_type,
            where=tuple(sorted(left.where.items())),
            covers_from=period.start if base.time in _INSIDE else None,
            covers_to=period.end,
            organisations=tuple(sorted(organisations)),
            places=None if left.places is None else tuple(sorted(left.places)),
            boundary=boundary,
            latest=base.time in LAST_STATES,
        )
        for boundary, organisations in sorted(by_boundary.items())
    )


def _narrow(
    left: _Narrowing,
    name: str,
    codes: tuple[str, ...],
    fact_type: FactType,
    period: Period,
    world: World,
) -> None:
    """Apply one condition where the name belongs: member, dimension, place, or a statement about one of them."""
    if name == MEMBER:
        left.members &= set(codes)
    elif name in fact_type.dimensions:
        left.where[name] = codes
    elif name == "place":
        left.places = _both(left.places, codes)
    elif name in PLACE_DIGITS or world.said("place", name, period):
        left.places = _both(left.places, _places_of(name, codes, period, world))
    else:
        said = world.said("organisation", name, period)
        left.members &= {member for member, value in said.items() if value in codes}


def _places_of(name: str, codes: tuple[str, ...], period: Period, world: World) -> set[str]:
    """Places that a level or tag gives one of the codes; places within a division count to it."""
    said: Mapping[str, str] = world.said("place", name, period)
    found = {place for place, value in said.items() if value in codes}
    if name in PLACE_DIGITS:
        within = {p for code in codes for p in places.expand(code, including=True)}
        found |= {p for p in within if p not in said and place_level(p, name) in codes}
    return found


def place_level(place: str, name: str) -> str | None:
    """The code of a level read from the code of a place, as the engine reads it."""
    digits = PLACE_DIGITS[name]
    if not (place.isdigit() and len(place) >= 6) or (
        digits > 2 and place[digits - 2 : digits] == "00"
    ):
        return None
    return place[:digits].ljust(6, "0")


def _both(one: set[str] | None, other: Iterable[str]) -> set[str]:
    return set(other) if one is None else one & set(other)
