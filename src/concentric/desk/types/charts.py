"""Charts, the same in pages and files."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class ChartKind(StrEnum):
    BAR = "bar"
    """Horizontal or vertical bars from zero."""
    LINE = "line"
    STACKED = "stacked"
    SHARE = "share"
    """A part-to-whole bar; never a pie."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value per category, `None` where it is not reported or withheld."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart, the same in HTML and PDF. The title says the finding; `alt` is mandatory.

    Values are exact; they become floating point only in the picture.
    """

    kind: ChartKind
    title: str
    subtitle: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    source: str = ""
    as_of: str = ""
    horizontal: bool = False
    decimals: int = 0
    withheld: tuple[str, ...] = field(default=())
    """Categories drawn in grey because their value is withheld."""
