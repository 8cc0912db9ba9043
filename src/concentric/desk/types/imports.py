"""Lists that come in as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of an import list. `titles` are the header words by which it is found (any language)."""

    code: str
    titles: tuple[str, ...]
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing wrong in an uploaded file: where, what, how to mend it."""

    sheet: str
    cell: str
    """Address such as `C7`, empty where the whole sheet is meant."""
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row read from an uploaded list."""

    number: int
    values: Mapping[str, str]
    cells: Mapping[str, str]
    """Cell address by column code, for problems found later."""


@dataclass(frozen=True, slots=True)
class ImportTable:
    sheet: str
    rows: tuple[ImportRow, ...]
    problems: tuple[ImportProblem, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import or its dry run. With problems nothing was written."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[ImportProblem, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems
