"""Pure decisions of members: spans, mergers, and who may stand together in a population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from concentric.members.types import MemberBoundary, PopulationEntry


@dataclass(frozen=True, slots=True)
class BoundaryClash:
    """A group counted twice: its consolidated member, and another one beside it."""

    group: str
    consolidated: str
    beside: tuple[str, ...]


def shares_a_day(
    one_from: date, one_to: date | None, other_from: date, other_to: date | None
) -> bool:
    """Whether two spans, inclusive and open where the end is missing, have a day in common."""
    return (other_to is None or one_from <= other_to) and (one_to is None or other_from <= one_to)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An organisation is counted in a population from one day to another, both inclusive."""

    organisation: str
    valid_from: date
    valid_to: date | None
    boundary: MemberBoundary = MemberBoundary.SOLO


def respanned(
    existing: Iterable[Span],
    wanted: Mapping[str, MemberBoundary],
    valid_from: date,
    valid_to: date | None,
) -> tuple[Span, ...]:
    """The spans of a population after it was defined anew for some days, sorted.

    Between the two days it is exactly what is wanted; outside them it stays what it was. Spans of one
    organisation that touch and are counted the same way become one.
    """
    kept = [part for span in existing for part in _outside(span, valid_from, valid_to)]
    added = [Span(code, valid_from, valid_to, boundary) for code, boundary in wanted.items()]
    return _coalesced([*kept, *added])


def _outside(span: Span, valid_from: date, valid_to: date | None) -> Iterable[Span]:
    """What of a span lies before or after some days."""
    if not shares_a_day(span.valid_from, span.valid_to, valid_from, valid_to):
        yield span
        return
    if span.valid_from < valid_from:
        before = valid_from - timedelta(days=1)
        yield Span(span.organisation, span.valid_from, before, span.boundary)
    if valid_to is not None and (span.valid_to is None or span.valid_to > valid_to):
        after = valid_to + timedelta(days=1)
        yield Span(span.organisation, after, span.valid_to, span.boundary)


def _coalesced(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.organisation, s.valid_from)):
        last = joined[-1] if joined else None
        if last is not None and _touches(last, span):
            joined[-1] = Span(last.organisation, last.valid_from, span.valid_to, last.boundary)
        else:
            joined.append(span)
    return tuple(joined)


def _touches(one: Span, following: Span) -> bool:
    is_same = (one.organisation, one.boundary) == (following.organisation, following.boundary)
    return (
        is_same
        and one.valid_to is not None
        and one.valid_to + timedelta(days=1) == following.valid_from
    )


def boundary_clashes(entries: Iterable[PopulationEntry]) -> tuple[BoundaryClash, ...]:
    """Groups that a population would count twice: consolidated for one member, and any other beside it.

    A consolidated firm that belongs to no group is a group of its own and clashes with nobody.
    """
    grouped: dict[str, list[PopulationEntry]] = {}
    for entry in entries:
        grouped.setdefault(entry.group or entry.organisation, []).append(entry)
    return tuple(
        clash
        for group, held in sorted(grouped.items())
        if (clash := _clash(group, held)) is not None
    )


def _clash(group: str, entries: Sequence[PopulationEntry]) -> BoundaryClash | None:
    consolidated = sorted(
        e.organisation for e in entries if e.boundary == MemberBoundary.CONSOLIDATED
    )
    if not consolidated or len(entries) == 1:
        return None
    others = sorted({e.organisation for e in entries} - {consolidated[0]})
    return BoundaryClash(group, consolidated[0], tuple(others)) if others else None


def final_successor(organisation: str, successors: Mapping[str, str]) -> str:
    """Who carries on the open work of an organisation today, following mergers one after another.

    `successors` maps an absorbed organisation to the one that absorbed it. A circle stops where it began:
    it cannot arise through `merge_members`, which refuses a successor that was itself absorbed by the other.
    """
    seen = {organisation}
    current = organisation
    while (following := successors.get(current)) is not None and following not in seen:
        seen.add(following)
        current = following
    return current


def would_circle(organisation: str, successor: str, successors: Mapping[str, str]) -> bool:
    """Whether absorbing `organisation` into `successor` would make it its own successor."""
    return final_successor(successor, successors) == organisation or organisation == successor


def root_of(organisation: str, parents: Mapping[str, str]) -> str:
    """The topmost parent of an organisation within a list, itself when it has none."""
    return final_successor(organisation, parents)


def groups_of(parents: Mapping[str, str]) -> dict[str, str]:
    """The group of every organisation that is a parent or has one: the code of the topmost parent."""
    named = {*parents, *parents.values()}
    return {organisation: root_of(organisation, parents) for organisation in named}


def has_parent_circle(organisation: str, parents: Mapping[str, str]) -> bool:
    """Whether following parents from an organisation comes back to it."""
    current = parents.get(organisation)
    steps = 0
    while current is not None and steps <= len(parents):
        if current == organisation:
            return True
        current = parents.get(current)
        steps += 1
    return False
