"""From a value back to the facts behind it: the pin, resolved to selectors of the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from concentric.facts.types import Boundary, Selector
from concentric.indicators.compute.questions import Seat, World
from concentric.indicators.compute.terms import MEMBER, PLACE_DIGITS
from concentric.kernel.types import Period
from concentric.places import api as places
from concentric.rulebook.types import LAST_STATES, BaseMeasure, Cell, FactType, TimeRule

_INSIDE = frozenset({TimeRule.WITHIN, TimeRule.AT_END})


NO_PLACE = ""
"""In a selector: facts that name no place."""

NO_CODE = ""
"""In a selector: facts that say nothing in a dimension."""


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """What conditions on names of a cell or measure leave of dimensions, places and members."""

    where: Mapping[str, tuple[str, ...]]
    places: frozenset[str] | None
    members: frozenset[str]


def selectors_of(
    base: BaseMeasure, fact_type: FactType, cell: Cell, period: Period, world: World
) -> tuple[Selector, ...]:
    """Selectors that together find exactly the facts behind a base value, each fact once.

    One per boundary that occurs, and two where a fact says a level by its place or, without one, by its member. Agrees
    with the engine: its count and fingerprint must be what these selectors find.
    """
    seats = world.seats(base.population, period)
    conditions = {**dict(base.measure.where), **{name: (code,) for name, code in cell}}
    ways = [_Narrowing({}, None, frozenset(seat.member for seat in seats))]
    for name, codes in conditions.items():
        ways = [one for way in ways for one in _narrow(way, name, codes, fact_type, period, world)]
    return tuple(
        Selector(
            fact_type=base.measure.fact_type,
            where=tuple(sorted(way.where.items())),
            covers_from=period.start if base.time in _INSIDE else None,
            covers_to=period.end,
            organisations=organisations,
            places=None if way.places is None else tuple(sorted(way.places)),
            boundary=boundary,
            latest=base.time in LAST_STATES,
        )
        for way in ways
        for boundary, organisations in _by_boundary(seats, way.members).items()
    )


def _by_boundary(
    seats: Iterable[Seat], members: Collection[str]
) -> Mapping[Boundary, tuple[str, ...]]:
    found: dict[Boundary, list[str]] = {}
    for seat in seats:
        if seat.member in members:
            boundary = Boundary.CONSOLIDATED if seat.consolidated else Boundary.SOLO
            found.setdefault(boundary, []).append(seat.organisation)
    return {boundary: tuple(sorted(found[boundary])) for boundary in sorted(found)}


def _narrow(
    way: _Narrowing,
    name: str,
    codes: tuple[str, ...],
    fact_type: FactType,
    period: Period,
    world: World,
) -> Iterable[_Narrowing]:
    """Apply one condition where the name belongs: member, dimension, place, or a statement about one of them."""
    if name == MEMBER:
        return [replace(way, members=way.members & set(codes))]
    spec = fact_type.dimensions.get(name)
    if spec is not None:
        by_dimension = replace(way, where={**way.where, name: codes})
        if not spec.place:
            return [by_dimension]
        without = replace(way, where={**way.where, name: (NO_CODE,)})
        return [by_dimension, *_by_saying(without, name, codes, period, world)]
    if name == "place":
        return [replace(way, places=_both(way.places, codes))]
    return _by_saying(way, name, codes, period, world)


def _by_saying(
    way: _Narrowing, name: str, codes: tuple[str, ...], period: Period, world: World
) -> list[_Narrowing]:
    """By what is said of the place or, without a place that says it, of the member."""
    said = world.said("organisation", name, period)
    members = way.members & {member for member, value in said.items() if value in codes}
    if name not in PLACE_DIGITS and not world.said("place", name, period):
        return [replace(way, members=members)]
    by_place = replace(way, places=_both(way.places, _places_of(name, codes, period, world)))
    without = replace(way, places=_both(way.places, [NO_PLACE]), members=members)
    return [one for one in (by_place, without) if one.places and one.members]


def _places_of(name: str, codes: tuple[str, ...], period: Period, world: World) -> set[str]:
    """Places that a level or tag gives one of the codes; places within a division count to it."""
    said = world.said("place", name, period)
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


def _both(one: frozenset[str] | None, other: Iterable[str]) -> frozenset[str]:
    return frozenset(other) if one is None else one & frozenset(other)
