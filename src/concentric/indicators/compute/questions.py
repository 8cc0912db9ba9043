"""What is asked of the engine, what it must know of the world, and what it answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from concentric.kernel.types import Period
from concentric.rulebook.types import BaseMeasure, Cell, Figure


@dataclass(frozen=True, slots=True)
class Question:
    """Indicators, for periods, divided by breakdowns, as known at a sealed position of facts and of dimensions."""

    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    position: int = 0
    dimension_position: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """One organisation whose facts count in a population: for which member, and on which boundary."""

    organisation: str
    member: str
    consolidated: bool


class World(Protocol):
    """What the engine asks about members and places; answered bitemporally at the question's positions."""

    def seats(self, population: str, period: Period) -> Sequence[Seat]:
        """Everybody whose facts count, mergers followed, on the last day of the period."""

    def said(self, entity_kind: str, attribute: str, period: Period) -> Mapping[str, str]:
        """Value by entity of an attribute, in force on the last day of the period."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a base figure: enough to disclose it, to open it, and to prove it unchanged."""

    facts: int
    confirmed: int
    word_1: int
    word_2: int
    contributors: int
    largest: Fraction
    """The largest member's part of the figure, 0 to 1; 1 for a single contributor."""

    def and_also(self, other: Behind) -> Behind:
        """What stands behind a figure computed from both."""
        return Behind(
            self.facts + other.facts,
            self.confirmed + other.confirmed,
            0,
            0,
            min(self.contributors, other.contributors),
            max(self.largest, other.largest),
        )


NOTHING = Behind(0, 0, 0, 0, 0, Fraction(0))


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure of one cell. `figure` None: not reported.

    What stands behind a derived figure is what stands behind its inputs: their facts, the fewest members
    of one of them, the largest part in one of them. It has no fingerprint of its own.
    """

    indicator: str
    period: Period
    cell: Cell
    figure: Figure | None
    rounded: Decimal | None
    behind: Behind
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A base measure to be computed for a period, divided by names besides the member."""

    measure: BaseMeasure
    grain: tuple[str, ...]
    period: Period
    by_member: bool = True
    """Whether different things are counted for each member; of other measures nothing depends on it."""
