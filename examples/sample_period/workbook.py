"""Writes the demo's workbooks: returns as the site hands them out, filled by their firms; lists. The same bytes on
every run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from concentric.indicators.returns.types import TypedLine, TypedRow
from concentric.indicators.returns.workbooks import write
from concentric.indicators.returns.workbooks.layout import FormBook, form_book
from concentric.indicators.returns.workbooks.write import Filling
from concentric.rulebook.api import load
from concentric.rulebook.types import Column, Line, LineKind, Rulebook
from sample_period.answers import Answers
from sample_period.counties import county_names
from sample_period.deals import FEN_PER_10K
from sample_period.words import CATALOGUE, region_names

FEN_PER_YUAN = 100
CREATED = datetime(2021, 1, 4, 9, 0, 0, tzinfo=UTC)
CODES_ROW = 2
"""Zero-based: row 3 of a list holds the codes of its columns."""
SHEET_NAME_LIMIT = 31


class Book:
    """One workbook being written, with its formats."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book: Workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        self.book.set_properties({"title": "Sample data", "created": CREATED, "author": "examples"})
        self.title = self._format(bold=True, font_size=14)
        self.soft = self._format(font_color="#5C6B70")
        self.head = self._format(bold=True, bg_color="#E3E1D8", bottom=1, text_wrap=True)
        self.open = self._format(bg_color="#FAF9F5", locked=False)

    def _format(self, **properties: Any) -> Format:
        return self.book.add_format({"font_name": "Noto Sans SC", "font_size": 10, **properties})

    def list_sheet(
        self, name: str, titles: dict[str, str], codes: list[str], rows: list[list[str]]
    ) -> None:
        """A list to be taken in: titles, the codes of its columns in row 3, then a row per record."""
        sheet = self.book.add_worksheet(name[:SHEET_NAME_LIMIT])
        sheet.write_string(0, 0, titles["zh"], self.title)
        sheet.write_string(1, 0, titles["en"], self.soft)
        for column, code in enumerate(codes):
            sheet.write_string(CODES_ROW, column, code, self.head)
            sheet.set_column(column, column, 24)
        for number, row in enumerate(rows, start=CODES_ROW + 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, self.open)
        sheet.freeze_panes(CODES_ROW + 1, 0)


def typed_amount(fen: int) -> Decimal:
    """Fen as 10,000 yuan, what a firm types."""
    return Decimal(fen) / FEN_PER_10K


def as_typed(answers: Answers) -> tuple[dict[str, TypedLine], dict[str, list[TypedRow]]]:
    """What a firm typed, in base units: lines and rows by their codes."""
    spec = form_book_of(answers.year).form
    lines = {
        line.code: _line(line, answers.lines.get(line.code), answers.notes.get(line.code, ""))
        for line in spec.lines()
    }
    rows = {
        table.code: [
            TypedRow({c.code: _cell(c, row[c.code]) for c in table.columns})
            for row in answers.tables[table.code]
        ]
        for table in spec.tables()
    }
    return lines, rows


def _line(line: Line, value: Any, note: str) -> TypedLine:
    if value is None or value == "":
        return TypedLine(None, "", note)
    if line.kind is LineKind.TEXT:
        return TypedLine(None, value, note)
    if line.kind is LineKind.AMOUNT:
        return TypedLine(Decimal(value) / FEN_PER_YUAN, "", note)
    return TypedLine(Decimal(value == "yes" if line.kind is LineKind.YES_NO else value), "", note)


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "amount":
        return f"{Decimal(value) / FEN_PER_YUAN:f}"
    return str(value).split(" ")[0] if column.kind == "place" else str(value)


@cache
def form_book_of(year: int) -> FormBook:
    """The form of a year with its units and lists, as the catalogue of this tree has it."""
    return form_book(_rulebook(), _rulebook().form(f"annual-return-{year}"))


@cache
def _rulebook() -> Rulebook:
    return load([CATALOGUE])


def write_return(
    path: Path,
    answers: Answers,
    last: Answers | None,
    *,
    version: int = 0,
    without: frozenset[str] = frozenset(),
) -> None:
    """Write one return by the code with which the site hands workbooks out; it holds what the firm typed.

    `version` says how often the return had been changed when the firm downloaded it. The sheets of tables in
    `without` are left out.
    """
    lines, rows = as_typed(answers)
    filling = Filling(
        firm=answers.firm,
        cycle=str(answers.year),
        version=str(version),
        made_at=CREATED,
        lines=lines,
        last=as_typed(last)[0] if last else {},
        rows=rows,
        regions=region_names(),
        places=county_names() | region_names(),
        without=without,
        is_sample=True,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write.write_return(form_book_of(answers.year), filling))
