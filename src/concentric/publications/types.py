"""What crosses the door of publications: the document tree, the numbers in it, and reports as others see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from concentric.desk.types import ChartSpec
from concentric.kernel.types import Bound, Period, Role
from concentric.rulebook.types import Cell, Localised

ISSUE_JOB = "publications.issue"
"""The kind of job that renders and issues a report."""


class Language(StrEnum):
    """The languages of a report."""

    ZH = "zh"
    EN = "en"


class Edition(StrEnum):
    """Whom a rendering is for."""

    PUBLIC = "public"
    """The chapters about the trade; cells that tell about a single member are withheld."""
    MEMBER = "member"
    """With a page for each firm; not for the public."""


class ReportState(StrEnum):
    """The life of a report until it is issued."""

    DRAFT = "draft"
    CHECKED = "checked"
    SIGNED = "signed"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class Statistic(StrEnum):
    """What is taken of an indicator: the value itself, or the median of the members' values."""

    VALUE = "value"
    MEDIAN = "median"


class Severity(StrEnum):
    """Whether a finding of the check stops a report or only wants attention."""

    STOPS = "stops"
    ATTENTION = "attention"


class FileFormat(StrEnum):
    """The formats a report is rendered in."""

    HTML = "html"
    PDF = "pdf"


class FileState(StrEnum):
    """Whether a file of an issue still is what was issued."""

    INTACT = "intact"
    MISSING = "missing"
    CHANGED = "changed"


class SignDecision(StrEnum):
    """What a step of the chain decided."""

    SIGNED = "signed"
    SENT_BACK = "sent_back"


# --- Numbers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number: an indicator of a period in a cell, or a statistic of it over the members."""

    indicator: str
    period: Period
    cell: Cell = ()
    statistic: Statistic = Statistic.VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as pinned. `exact` is None where nobody reported, and where it is withheld."""

    asked: Asked
    exact: Fraction | None
    rounded: Decimal | None
    bound: Bound = Bound.EQ
    unit: str
    confirmed: Decimal | None = None
    """The part of the facts the other side confirmed; None for a derived number."""
    withheld: str = ""
    """The code of the reason for which the public does not see it, empty where it does."""
    restated: Decimal | None = None
    """What it is by now, where that differs from what was published."""


# --- The document tree: authored and printed ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class OwnName:
    """The name of the organisation whose page it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpan:
    """A number in running text, by what it means. `is_own`: of the organisation whose page it is."""

    indicator: str
    period: Period
    cell: Cell = ()
    scale: str = ""
    """A display scale; the indicator's own where empty."""
    decimals: int | None = None
    has_unit: bool = True
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number as printed: its trace code and its words; what a file is read back against."""

    code: str
    text: str
    exact: str = ""
    title: str = ""
    """Name of the indicator and the period, for the reader of a trace."""
    withheld: str = ""
    """The reason in words; then `text` is a dot."""
    is_missing: bool = False
    restated: str = ""
    """What the number is by now, in words."""
    value: Decimal | None = None
    """The number that `text` states, at its display scale: what reading it back must give."""


Inline: TypeAlias = Text | Strong | Link | OwnName | NumberSpan | Shown
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page of its own in print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table of indicators over periods, as authored; of the page's own organisation if `is_own`."""

    title: str
    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBlock:
    """A chart of one indicator by one breakdown, as authored. `alt` says it to who does not see it."""

    kind: str
    indicator: str
    by: str
    period: Period
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class Each:
    """Blocks repeated for every organisation of a population."""

    population: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    label: str
    unit: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as printed: the spec, and a number for each of its categories."""

    spec: ChartSpec
    numbers: tuple[tuple[str, Shown], ...]


Block: TypeAlias = (
    Heading | Paragraph | Note | PageBreak | TableBlock | ChartBlock | Each | Grid | Picture
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: authored, or printed once its numbers are filled in."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report in one language and edition, printed: every number is a `Shown`."""

    code: str
    title: str
    publisher: str
    language: Language
    edition: Edition
    period: Period
    dated_on: date
    chapters: tuple[Chapter, ...]
    particulars: tuple[tuple[str, str], ...] = ()
    """What the imprint says about where the numbers come from: label and words."""
    is_sample: bool = False
    is_draft: bool = False


# --- Findings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something the check found. `says` is a message id with `params`."""

    severity: Severity
    kind: str
    says: str
    chapter: str = ""
    language: str = ""
    params: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that a file states otherwise than the tree it was made from."""

    code: str
    expected: str
    found: str


# --- Reports as others see them ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInfo:
    """A report and where it stands."""

    uuid: UUID
    code: str
    title: Localised
    period: Period
    state: ReportState
    position: int
    revision: int
    digest: str
    """What signatures are on: the hash of every text and of the pin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A step taken in the chain."""

    step: Role
    person: UUID
    name: str
    decision: SignDecision
    reason: str
    digest: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueInfo:
    """An issue: a report as it went out."""

    uuid: UUID
    code: str
    report: str
    number: int
    title: Localised
    period: Period
    position: int
    dimension_position: int
    catalogue: str
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawal_reason: Localised | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A file of an issue. `path` may be gone; `sha256` says what it was."""

    title: str
    kind: str
    path: Path
    issue: str
    language: Language
    edition: Edition
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A recorded text: what a publication says about itself, with its items in both languages and its source."""

    figure: str
    says_zh: str
    says_en: str
    stated_on: date
    source_title: str
    items: tuple[tuple[str, str], ...]
