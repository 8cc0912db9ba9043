"""What crosses the door of `members`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

ALL_MEMBERS: Final = "members"
"""The population of every member of the day; it follows admissions and ends by itself."""


class MembershipKind(StrEnum):
    """In which capacity an organisation belongs to the association."""

    FULL = "full"
    SPECIAL = "special"
    OBSERVER = "observer"


class ActKind(StrEnum):
    """A dated act by which the circle of members changes."""

    ADMITTED = "admitted"
    ENDED = "ended"
    MERGED = "merged"
    RENAMED = "renamed"
    SEPARATED = "separated"
    """Stands by itself again after a merger: the new act that answers a merger."""


class MemberBoundary(StrEnum):
    """Whether a population counts an organisation alone or with everything it consolidates."""

    SOLO = "solo"
    CONSOLIDATED = "consolidated"


class Attribute(StrEnum):
    """Dated dimensions of an organisation that this room states."""

    FIRM_KIND = "firm_kind"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class MembershipInfo:
    """One membership; `valid_to` is its last day, `None` while it lasts."""

    uuid: UUID
    organisation: str
    name: str
    kind: MembershipKind
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ActInfo:
    """One dated act; `successor` is the organisation that carries on after a merger."""

    uuid: UUID
    kind: ActKind
    organisation: str
    acted_on: date
    successor: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class MovedWork:
    """What one room moves, or would move, between two members: its code, how many records, and one line each
    where it can name them.
    """

    room: str
    count: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PopulationEntry:
    """One organisation in a population: how it is counted, and which group it belongs to."""

    organisation: str
    boundary: MemberBoundary = MemberBoundary.SOLO
    group: str | None = None


@dataclass(frozen=True, slots=True)
class PopulationInfo:
    """A named set as it stands in this room's tables."""

    code: str
    valid_from: date
    valid_to: date | None
    members: int
