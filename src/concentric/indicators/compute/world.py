"""What the engine asks about members and places, answered from the sealed statements at one position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concentric.facts import api as facts
from concentric.indicators.compute.questions import Seat
from concentric.kernel.types import Period
from concentric.members import api as members
from concentric.members.types import MemberBoundary

MERGED_INTO = "merged_into"


class StatedWorld:
    """The world as stated by a dimension position. Made for one computation; remembers what it was asked."""

    def __init__(self, position: int) -> None:
        self._position = position
        self._sayings: dict[tuple[str, str, Period], Mapping[str, str]] = {}
        self._seatings: dict[tuple[str, Period], Sequence[Seat]] = {}

    def said(self, entity_kind: str, attribute: str, period: Period) -> Mapping[str, str]:
        """Value by entity of an attribute on the last day of the period."""
        asked = (entity_kind, attribute, period)
        if asked not in self._sayings:
            self._sayings[asked] = facts.dimension_values(
                entity_kind=entity_kind, attribute=attribute, on=period.end, position=self._position
            )
        return self._sayings[asked]

    def seats(self, population: str, period: Period) -> Sequence[Seat]:
        """Members of the population on the last day of the period, and those that merged into them by then."""
        if (population, period) not in self._seatings:
            self._seatings[population, period] = self._seated(population, period)
        return self._seatings[population, period]

    def _seated(self, population: str, period: Period) -> Sequence[Seat]:
        boundaries = members.population_boundaries(
            population, period=period, position=self._position
        )
        merged = self.said("organisation", MERGED_INTO, period)
        seats = {code: code for code in boundaries}
        for code in merged:
            successor = _follow(code, merged)
            if successor in boundaries:
                seats[code] = successor
        return [
            Seat(code, member, boundaries[member] is MemberBoundary.CONSOLIDATED)
            for code, member in sorted(seats.items())
        ]


def _follow(code: str, merged: Mapping[str, str]) -> str:
    """The last successor of an organisation; a circle stops where it began."""
    seen = {code}
    while code in merged and merged[code] not in seen:
        code = merged[code]
        seen.add(code)
    return code
