"""Writes a return as the workbook a firm would have filled in; the same bytes on every run."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sample_period.answers import Answers
from sample_period.deals import FEN_PER_10K
from sample_period.words import code_list, form, region_names, words

CREATED = datetime(2021, 1, 4, 9, 0, 0, tzinfo=UTC)
CODES_ROW, HEADER_ROW, FIRST_ROW = 2, 3, 4
"""Zero-based: row 3 holds the codes, row 4 the headers, data begins in row 5."""
SPARE_ROWS = 40
"""Unlocked rows below the last filled one."""
SHEET_NAME_LIMIT = 31
LINE_WIDTHS = {
    "line": 8,
    "name_zh": 30,
    "name_en": 34,
    "unit": 8,
    "value": 18,
    "last_year": 18,
    "note": 28,
    "rule": 70,
}
MONEY, COUNT = "#,##0.00####", "#,##0"


class Book:
    """One workbook being written, with its formats."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book: Workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        self.book.set_properties({"title": "Sample data", "created": CREATED, "author": "examples"})
        self.title = self._format(bold=True, font_size=14)
        self.soft = self._format(font_color="#5C6B70")
        self.head = self._format(bold=True, bg_color="#E3E1D8", bottom=1, text_wrap=True)
        self.locked = self._format(text_wrap=True, valign="top")
        self.open = {
            "amount": self._format(num_format=MONEY, bg_color="#FAF9F5", locked=False),
            "count": self._format(num_format=COUNT, bg_color="#FAF9F5", locked=False),
            "words": self._format(bg_color="#FAF9F5", locked=False),
        }
        self.past = {
            "amount": self._format(num_format=MONEY, font_color="#5C6B70"),
            "count": self._format(num_format=COUNT, font_color="#5C6B70"),
            "words": self._format(font_color="#5C6B70"),
        }

    def _format(self, **properties: Any) -> Format:
        return self.book.add_format({"font_name": "Noto Sans SC", "font_size": 10, **properties})

    def sheet(
        self, name: str, titles: dict[str, str], codes: list[str], heads: list[str]
    ) -> Worksheet:
        """A protected sheet with titles, hidden codes in row 3 and headers in row 4."""
        sheet = self.book.add_worksheet(name[:SHEET_NAME_LIMIT])
        sheet.write_string(0, 0, titles["zh"], self.title)
        sheet.write_string(1, 0, titles["en"], self.soft)
        sheet.set_row(CODES_ROW, None, None, {"hidden": True})
        for column, (code, head) in enumerate(zip(codes, heads, strict=True)):
            sheet.write_string(CODES_ROW, column, code)
            sheet.write_string(HEADER_ROW, column, head, self.head)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.protect()
        return sheet

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
                sheet.write_string(number, column, text, self.open["words"])
        sheet.freeze_panes(CODES_ROW + 1, 0)


def _style(kind: str) -> str:
    return kind if kind in ("amount", "count") else "words"


def typed_amount(fen: int) -> Decimal:
    """Fen as 10,000 yuan, what a firm types."""
    return Decimal(fen) / FEN_PER_10K


def _write(sheet: Worksheet, row: int, column: int, value: Any, kind: str, style: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif kind == "amount":
        sheet.write_number(row, column, float(typed_amount(value)), style)
    elif kind == "count":
        sheet.write_number(row, column, value, style)
    elif kind == "yes_no":
        sheet.write_string(row, column, words()["yes_no"][value], style)
    else:
        sheet.write_string(row, column, str(value), style)


def _guide(book: Book, answers: Answers) -> None:
    guide = words()["guide"]
    spec = form(answers.year)
    values = {
        "form": spec["code"],
        "cycle": str(answers.year),
        "firm": answers.firm,
        "version": guide["version"],
        "hash": "",
        "generated_by": guide["generated_by"],
    }
    sheet = book.book.add_worksheet(guide["sheet"])
    sheet.write_string(0, 0, spec["title"]["zh"], book.title)
    sheet.write_string(1, 0, spec["title"]["en"], book.soft)
    sheet.set_column(0, 2, 26)
    sheet.set_column(3, 3, None, None, {"hidden": True})
    for offset, (key, label) in enumerate(guide["keys"].items()):
        row = FIRST_ROW + offset
        for column, text in enumerate((label["zh"], label["en"], values[key], key)):
            sheet.write_string(row, column, text, book.locked)
        book.book.define_name(f"concentric_{key}", f"='{guide['sheet']}'!$C${row + 1}")
    for offset, text in enumerate(guide["text"]):
        sheet.write_string(FIRST_ROW + len(values) + 1 + offset, 0, text)
    sheet.protect()


def _section(book: Book, spec: dict[str, Any], answers: Answers, last: Answers | None) -> None:
    columns = words()["columns"]
    heads = [f"{label['zh']} {label['en']}" for label in columns.values()]
    sheet = book.sheet(f"{spec['code']} {spec['name']['zh']}", spec["name"], list(columns), heads)
    for index, width in enumerate(LINE_WIDTHS.values()):
        sheet.set_column(index, index, width)
    units = code_list("units")
    for offset, line in enumerate(spec["lines"]):
        row, kind = FIRST_ROW + offset, line["kind"]
        before = last.lines.get(line["code"]) if last else None
        fixed = (
            line["code"],
            line["name"]["zh"],
            line["name"]["en"],
            units.get(line.get("entry_unit"), ""),
        )
        for column, text in enumerate(fixed):
            sheet.write_string(row, column, text, book.locked)
        _write(sheet, row, 4, answers.lines.get(line["code"]), kind, book.open[_style(kind)])
        _write(sheet, row, 5, before, kind, book.past[_style(kind)])
        _write(sheet, row, 6, answers.notes.get(line["code"]), "text", book.open["words"])
        sheet.write_string(row, 7, line["counting_rule"]["zh"], book.locked)
        if kind == "yes_no":
            choices = list(words()["yes_no"].values())
            sheet.data_validation(row, 4, row, 4, {"validate": "list", "source": choices})


def _shown(column: dict[str, Any], value: Any) -> Any:
    """A code with its name beside it, as the drop-down offers it."""
    if value is None:
        return None
    if column["kind"] == "choice":
        return f"{value} {code_list(column['list'])[value]}"
    if column["kind"] == "region":
        return f"{value} {region_names()[value]}"
    return value


def _table(book: Book, spec: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    columns = spec["columns"]
    units = code_list("units")
    heads = [
        f"{c['name']['zh']} {c['name']['en']}"
        + (f" ({units[c['entry_unit']]})" if "entry_unit" in c else "")
        for c in columns
    ]
    sheet = book.sheet(spec["code"], spec["name"], [c["code"] for c in columns], heads)
    last = FIRST_ROW + len(rows) + SPARE_ROWS
    for index, column in enumerate(columns):
        style = book.open[_style(column["kind"])]
        sheet.set_column(index, index, 22, style)
        if column["kind"] == "choice":
            source = [_shown(column, code) for code in code_list(column["list"])]
            sheet.data_validation(
                FIRST_ROW, index, last, index, {"validate": "list", "source": source}
            )
        for offset, row in enumerate(rows):
            value = _shown(column, row[column["code"]])
            _write(sheet, FIRST_ROW + offset, index, value, column["kind"], style)


def write_return(
    path: Path, answers: Answers, last: Answers | None, without: frozenset[str] = frozenset()
) -> None:
    """Write one return; the sheets of tables in `without` are left out."""
    book = Book(path)
    _guide(book, answers)
    for section in form(answers.year)["sections"]:
        _section(book, section, answers, last)
        for table in section.get("tables", ()):
            if table["code"] not in without:
                _table(book, table, answers.tables[table["code"]])
    book.book.close()
