"""List pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from concentric.desk.types.words import Words


class ColumnKind(StrEnum):
    """How a column of a list is set."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `sort` is the ORM path it sorts by, empty where it cannot be sorted."""

    code: str
    label: Words
    kind: ColumnKind = ColumnKind.TEXT
    sort: str = ""
    unit: Words = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list: `path` is the ORM lookup it sets."""

    code: str
    label: Words
    path: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the exact value (what exports carry) and, where they differ, what the page shows."""

    value: Any
    shown: Words = ""
    url: str = ""
    state: str = ""
    """For state columns: one of the look's states (`quiet good attention official`)."""

    @property
    def text(self) -> Words:
        return self.shown if self.shown != "" else self.value


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list page: its columns, filters and search, and how a row becomes cells.

    `row(record)` returns one `Cell` per column. `empty` says what the list is for and what to do first.
    """

    code: str
    columns: tuple[Column, ...]
    row: Callable[[Any], Sequence[Cell]]
    row_url: Callable[[Any], str] | None = None
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    order: str = "id"
    size: int = 30
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    cells: tuple[Cell, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, ready for the data table component."""

    spec: ListSpec
    rows: tuple[ListRow, ...]
    query: str
    chosen: Mapping[str, str]
    sort: str
    descending: bool
    next_token: str
    previous_token: str
    count: int
    count_is_more: bool
    """Counts stop at 10,000: the page then says "more than"."""
    base_query: str
    """The query string of this view without its page token: what sort, export and pager links extend."""
