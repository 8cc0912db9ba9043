"""What is computed: facts in memory, plans, figures, worked cases, changes between rulebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from concentric.kernel.api import Bound, Period
from concentric.rulebook.types.definitions import Indicator, Measure
from concentric.rulebook.types.words import Formula, Localised, TimeKind, TimeRule

Cell: TypeAlias = tuple[tuple[str, str], ...]
"""Breakdown and code, sorted by breakdown; the whole population is the empty cell."""


@dataclass(frozen=True, slots=True)
class BaseMeasure:
    """One distinct computation over facts; two indicators that need the same one share it."""

    formula: Formula
    measure: Measure
    time: TimeRule
    population: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What base measures must have in common to be computed by one fused query.

    ``kind`` is the kind of measure: "amount" (sum, min, max) or "count" (count, distinct).
    """

    time: TimeRule
    time_kind: TimeKind
    population: str
    grain: str
    kind: str


@dataclass(frozen=True, slots=True)
class BaseNeed:
    """A base measure to compute for the asked period or ``years_earlier``.

    ``by_member`` asks for it member by member besides the asked breakdown.
    """

    measure: BaseMeasure
    years_earlier: int = 0
    by_member: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """One figure a request needs: the indicator, how many years before, and whether by member."""

    indicator: str
    years_earlier: int = 0
    by_member: bool = False
    time: TimeRule | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an evaluation order: a figure, and what it is computed from.

    A base step has ``base`` and no ``inputs``; a derived step has ``inputs``: (role, figure).
    """

    needed: Needed
    definition: Indicator
    base: BaseNeed | None
    inputs: tuple[tuple[str, Needed], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What some indicators need: distinct base measures, and steps in an order that is safe."""

    needs: tuple[BaseNeed, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact value with its bound. *Not reported* is None in place of a Figure, never a Figure of
    zero.
    """

    value: Fraction
    bound: Bound = Bound.EQ


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact as the reference engine reads it, with the order in which it became known.

    ``value`` None together with ``reverses`` is a reversal. ``attributed`` is the member's part of
    ``value``; None means value × share exactly.
    """

    uuid: str
    position: int
    fact_type: str
    organisation: str
    covers_from: date
    covers_to: date
    value: Decimal | None = None
    attributed: Decimal | None = None
    share: Fraction = Fraction(1)
    bound: Bound = Bound.EQ
    place: str | None = None
    person: str | None = None
    object: str | None = None
    dims: Mapping[str, str] = field(default_factory=dict, hash=False)
    boundary: str = "solo"
    reverses: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something said about an entity for some days, known from a position on: county tag, firm
    kind, merger.
    """

    entity_kind: str
    entity: str
    attribute: str
    value: str | None
    valid_from: date
    valid_to: date | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One organisation in one population for some days, reporting solo or consolidated figures."""

    organisation: str
    valid_from: date = date.min
    valid_to: date | None = None
    boundary: str = "solo"
    position: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything the reference engine computes from: facts, memberships by population, statements."""

    facts: tuple[Fact, ...]
    populations: Mapping[str, tuple[Membership, ...]] = field(hash=False)
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class CellValue:
    """One value of one indicator: period, cell (breakdown → code, sorted), exact and rounded
    figure.

    ``figure`` None means *not reported*. ``contributors`` counts the members behind a base figure.
    """

    indicator: str
    period: Period
    cell: Cell
    figure: Figure | None
    rounded: Decimal | None
    bound: Bound
    contributors: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a worked case says must come out; ``value`` None expects *not reported*."""

    indicator: str
    period: Period
    cell: Cell
    value: Decimal | None
    bound: Bound
    position: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example that staff can read and the tests run."""

    code: str
    name: Localised
    indicators: tuple[str, ...]
    says: Localised | None
    ledger: Ledger
    expect: tuple[Expectation, ...]
    file: str
    pack: str


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """A case that came out otherwise: what was expected, and what the engine gave."""

    case: str
    file: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """One object that two rulebooks define differently, with the keys that differ.

    ``because_of`` names the changed indicator an otherwise unchanged object is computed from.
    """

    kind: str
    key: str
    change: str
    keys: tuple[str, ...]
    because_of: str | None = None
