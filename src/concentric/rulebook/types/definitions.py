"""What the catalogue defines: lists, fact types, indicators, parameters, populations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from concentric.kernel.api import PeriodKind
from concentric.rulebook.types.words import (
    BASE_FORMULAS,
    EvidenceRule,
    Formula,
    Localised,
    ParameterContent,
    RankOrder,
    Source,
    Ties,
    TimeKind,
    TimeRule,
)


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One code of a list. Units also say ``of`` which unit they are ``factor`` times (CNY_10k =
    10000 CNY).
    """

    code: str
    name: Localised
    valid_from: date | None = None
    valid_to: date | None = None
    parent: str | None = None
    of: str | None = None
    factor: Decimal | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list of codes, in order."""

    code: str
    name: Localised
    items: tuple[CodeItem, ...]

    def item(self, code: str) -> CodeItem | None:
        """The item with this code, or None."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True, slots=True)
class DimensionSpec:
    """What a dimension of a fact holds: a code of a list, a place level, or a free code."""

    code: str
    list: str | None = None
    place: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact of this code says: its time kind, unit, additivity, counted object, dimensions,
    evidence.
    """

    code: str
    version: int
    name: Localised
    time_kind: TimeKind
    unit: str
    additive_over_time: bool
    additive_over_organisations: bool
    object_kind: str | None
    dimensions: Mapping[str, DimensionSpec] = field(hash=False)
    evidence: EvidenceRule
    valid_from: date
    valid_to: date | None
    source: Source


@dataclass(frozen=True, slots=True)
class Measure:
    """What the engine computes over facts: which facts (type and codes) and which of their columns."""

    fact_type: str
    of: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a derived formula: roles to indicator codes, and the settings of the formula.

    Settings: ``n`` of top_n, ``q`` of quantile (0..1), ``ties`` and ``order`` of rank,
    ``normalised`` of weighted (divide by the sum of the weights).
    """

    indicators: tuple[tuple[str, str], ...]
    n: int | None = None
    q: Fraction | None = None
    ties: Ties = Ties.MIN
    order: RankOrder = RankOrder.DESCENDING
    normalised: bool = False

    def __getitem__(self, role: str) -> str:
        return dict(self.indicators)[role]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: formula, what it is computed from, population, unit, breakdowns, validity, rule
    in words.
    """

    code: str
    name: Localised
    area: str
    unit: str
    decimals: int
    scale: str
    period: PeriodKind
    population: str
    formula: Formula
    measure: Measure | None
    time: TimeRule
    inputs: Inputs | None
    breakdowns: tuple[str, ...]
    counting_rule: Localised
    valid_from: date
    valid_to: date | None
    source: Source

    @property
    def is_base(self) -> bool:
        """Whether it is computed over facts rather than over other figures."""
        return self.formula in BASE_FORMULAS


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value in force from a day (to a day, if it ended), with the document that set it."""

    valid_from: date
    valid_to: date | None
    value: ParameterContent = field(hash=False)
    source: Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named, dated setting: thresholds, factors, deadlines."""

    code: str
    name: Localised
    unit: str | None
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """A named set of members an indicator counts over; who is in it, and when, is known to
    ``members``.
    """

    code: str
    name: Localised
    description: Localised | None
