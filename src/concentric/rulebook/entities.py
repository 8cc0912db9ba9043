"""Who a fact counts for and which cell it belongs to, on one day as known at one position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from concentric.kernel.api import Conflict, msgid
from concentric.rulebook.types import Cell, Fact, Ledger, Membership, Statement

Dated = TypeVar("Dated", Membership, Statement)

MERGED_INTO = "merged_into"
"""The attribute of an organisation that names its successor from a day on."""

# Digits of a division code that name each level; where the last two of them are zero, the code is of
# a higher level.
_DIGITS = {"region": 2, "province": 2, "prefecture": 4, "county": 6}


class Entities:
    """Memberships and statements as they stood on a day, as known at a position."""

    def __init__(self, ledger: Ledger, population: str, on: date, position: int | None) -> None:
        members = ledger.populations.get(population, ())
        self._members = {
            member.organisation: member.boundary for member in _in_force(members, on, position)
        }
        self._said: dict[tuple[str, str, str], str | None] = {}
        for said in sorted(_in_force(ledger.statements, on, position), key=lambda s: s.position):
            self._said[said.entity_kind, said.entity, said.attribute] = said.value

    def member(self, fact: Fact) -> str | None:
        """The member a fact counts for; None if it counts for none, or on the other boundary."""
        organisation = fact.organisation
        seen = {organisation}
        while (into := self._of_organisation(organisation, MERGED_INTO)) and into not in seen:
            organisation = into
            seen.add(into)
        boundary = self._members.get(organisation)
        return organisation if boundary == fact.boundary else None

    def refuse_mixed_groups(self) -> None:
        """Raise Conflict if a group is in the population both consolidated and solo."""
        boundaries: dict[str, set[str]] = defaultdict(set)
        for organisation, boundary in self._members.items():
            group = self._of_organisation(organisation, "group")
            if group is not None:
                boundaries[group].add(boundary)
        mixed = sorted(group for group, found in boundaries.items() if len(found) > 1)
        if mixed:
            raise Conflict(
                msgid(
                    "Group %(group)s is in the population both consolidated and member by member."
                ),
                why=msgid("Its figures would be counted twice."),
                remedy=msgid("Keep either the consolidated parent or the solo members."),
                group=mixed[0],
            )

    def cell(self, fact: Fact, member: str, by: Iterable[str]) -> Cell | None:
        """The cell of a fact for some breakdowns; None if one of them says nothing about it."""
        pairs = []
        for name in by:
            value = self.attribute(fact, member, name)
            if value is None:
                return None
            pairs.append((name, value))
        return tuple(sorted(pairs))

    def attribute(self, fact: Fact, member: str, name: str) -> str | None:
        """What a fact says under a name: its own keys and dimensions, place levels, attributes.

        In this order: a dimension of the fact; object, person, place, organisation; a level or tag
        of its place; an attribute of the member.
        """
        if name in fact.dims:
            return fact.dims[name]
        own = {
            "organisation": member,
            "object": fact.object,
            "person": fact.person,
            "place": fact.place,
        }
        if name in own:
            return own[name]
        return self._of_place(fact.place, name) or self._of_organisation(member, name)

    def _of_organisation(self, organisation: str, attribute: str) -> str | None:
        return self._said.get(("organisation", organisation, attribute))

    def _of_place(self, place: str | None, level: str) -> str | None:
        if place is None:
            return None
        stated = self._said.get(("place", place, level))
        digits = _DIGITS.get(level)
        if stated is not None or digits is None or not (place.isdigit() and len(place) >= 6):
            return stated
        if digits > 2 and place[digits - 2 : digits] == "00":
            return None
        return place[:digits].ljust(6, "0")


def _in_force(entries: Iterable[Dated], on: date, position: int | None) -> list[Dated]:
    return [
        entry
        for entry in entries
        if entry.valid_from <= on
        and (entry.valid_to is None or on <= entry.valid_to)
        and (position is None or entry.position <= position)
    ]
