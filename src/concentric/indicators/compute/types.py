"""What crosses the door about computed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from concentric.desk.types import FactUse
from concentric.facts.types import FactView, Selector
from concentric.kernel.types import Bound, Period
from concentric.rulebook.types import Cell, Indicator


@dataclass(frozen=True, slots=True)
class Pin:
    """As known when: the sealed positions of facts and dimensions, and the rules."""

    position: int
    dimension_position: int
    catalogue: str


class Withheld(StrEnum):
    """Why a cell is not shown to the public."""

    TOO_FEW = "too_few"
    """Fewer members stand behind it than the rule asks."""
    DOMINATED = "dominated"
    """One member makes up more of it than the rule allows."""
    COMPLEMENT = "complement"
    """It would give away a withheld cell beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A computed value. `rounded` None: nobody reported, unless it is `withheld`."""

    uuid: UUID
    indicator: str
    period: Period
    cell: Cell
    population: str
    exact: Fraction | None
    rounded: Decimal | None
    bound: Bound
    is_derived: bool
    facts: int
    confirmed: int
    word_1: int
    word_2: int
    contributors: int
    largest: Decimal
    pin: Pin
    withheld: Withheld | None = None

    @property
    def code(self) -> str:
        """The cell as sorted text, `board=star&organisation=F001`; empty for the whole population."""
        return "&".join(f"{name}={code}" for name, code in sorted(self.cell))

    @property
    def confirmed_share(self) -> Decimal:
        """The part of the facts that the other side confirmed, 0 to 1, to four places."""
        if not self.facts:
            return Decimal(0)
        return (Decimal(self.confirmed) / Decimal(self.facts)).quantize(Decimal("0.0001"))


class Against(StrEnum):
    """Which earlier figure a value is compared with."""

    RESTATED = "restated"
    """The earlier period as it is known now."""
    AS_PUBLISHED = "as_published"
    """The earlier period as it was known when it was published."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value beside an earlier one. `change` is exact; None where one is missing or the earlier is zero."""

    now: Value
    before: Value | None
    change: Fraction | None
    against: Against = Against.RESTATED


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A finished computation of the standing set: a pin at which every page can be read."""

    uuid: UUID
    pin: Pin
    periods: tuple[Period, ...]
    values: int
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class TraceInput:
    """One input of a derived value: its role in the formula, and the value."""

    role: str
    value: Value


@dataclass(frozen=True, slots=True)
class TraceFact:
    """A fact behind a value, with where it was recorded as far as this reader may know."""

    fact: FactView
    label: str
    url: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A number opened: value, rule, selector, inputs or facts, and whether they are still the same."""

    value: Value
    definition: Indicator
    selectors: tuple[Selector, ...]
    inputs: tuple[TraceInput, ...]
    facts: tuple[TraceFact, ...]
    next_after: int
    """Where the next page of facts begins; 0 at the end."""
    is_unchanged: bool
    """Whether the selector, run again at the value's position, finds the same facts; False where not asked."""
    is_checked: bool = True
    """Whether that was asked: a number with very many facts opens first and is checked when wanted."""


@dataclass(frozen=True, slots=True)
class OpenedFact:
    """A fact opened: where it was recorded, what else that record stated, and who counts it."""

    fact: TraceFact
    of_the_same_record: tuple[TraceFact, ...]
    uses: tuple[FactUse, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Values of indicators over columns (periods, or codes of one breakdown), for a table."""

    indicators: tuple[Indicator, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Value] = field(hash=False)
