"""Return forms and report outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from concentric.kernel.api import PeriodKind
from concentric.rulebook.types.words import (
    Json,
    LineBasis,
    LineKind,
    Localised,
    MissingRule,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One scalar line of a return form."""

    code: str
    name: Localised
    kind: LineKind
    unit: str | None
    entry_unit: str | None
    basis: LineBasis
    fact_type: str | None
    dims: Mapping[str, str] = field(hash=False)
    indicator: str | None
    missing: MissingRule
    counting_rule: Localised | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of a return form."""

    code: str
    name: Localised
    kind: str
    required: bool
    unit: str | None = None
    entry_unit: str | None = None
    list: str | None = None
    object_kind: str | None = None


@dataclass(frozen=True, slots=True)
class TableFact:
    """How one row of a table becomes a fact: which column gives the value, share, object, place,
    day, dims.

    ``value`` is a column code or a constant number; ``dims`` maps a dimension to a column.
    """

    fact_type: str
    value: str | Decimal
    share: str | None
    object: str | None
    place: str | None
    on: str | None
    dims: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a return form: a row per deal, plan, bond or region."""

    code: str
    name: Localised
    object_kind: str | None
    columns: tuple[Column, ...]
    facts: tuple[TableFact, ...]
    totals: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One check over the lines of a section."""

    code: str
    severity: str
    kind: str
    left: str
    right: str | Decimal | None
    factor: Decimal | None
    says: Localised


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a return form, answered by one department."""

    code: str
    area: str | None
    name: Localised
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A return form with its validity."""

    code: str
    title: Localised
    period: PeriodKind
    valid_from: date
    valid_to: date | None
    sections: tuple[Section, ...]

    def lines(self) -> tuple[Line, ...]:
        """All lines of all sections, in order."""
        return tuple(line for section in self.sections for line in section.lines)

    def tables(self) -> tuple[Table, ...]:
        """All tables of all sections, in order."""
        return tuple(table for section in self.sections for table in section.tables)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of a report outline; its blocks are plain data read by the publications room."""

    code: str
    title: Localised
    blocks: tuple[Mapping[str, Json], ...] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ReportOutline:
    """The chapters and blocks of a report."""

    code: str
    title: Localised
    chapters: tuple[Chapter, ...]
    valid_from: date | None
    valid_to: date | None
