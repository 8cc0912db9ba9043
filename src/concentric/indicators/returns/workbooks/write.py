"""Writes the workbook of a return: locked cells, drop-downs from code lists, units and counting rules in the
sheet.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from concentric.indicators.returns.types import TypedLine, TypedRow
from concentric.indicators.returns.workbooks.layout import (
    CODES_ROW,
    FIRST_ROW,
    GUIDE_KEYS,
    HEADER_ROW,
    LINE_COLUMNS,
    SHEET_NAME_LIMIT,
    FormBook,
)
from concentric.indicators.returns.workbooks.words import words, yes_no
from concentric.rulebook.types import CodeItem, Column, Line, LineKind, Localised, Section, Table

SPARE_ROWS = 200
"""Unlocked rows below the last filled one."""
MONEY, COUNT = "#,##0.00####", "#,##0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a workbook is filled with before it is handed out."""

    firm: str
    cycle: str
    version: str
    """How often the return was changed before it was handed out."""
    made_at: datetime
    lines: Mapping[str, TypedLine] = field(hash=False)
    last: Mapping[str, TypedLine] = field(hash=False)
    rows: Mapping[str, Sequence[TypedRow]] = field(hash=False)
    regions: Mapping[str, str] = field(hash=False)
    """Every region that may be chosen, with its name."""
    places: Mapping[str, str] = field(hash=False, default_factory=dict)
    """The names of the places that rows speak of."""
    without: frozenset[str] = frozenset()
    """Tables whose sheets are left out."""
    is_sample: bool = False


def write_return(book: FormBook, filling: Filling) -> bytes:
    """The workbook as bytes. Protected without a password: the lock guides, it does not guard."""
    import xlsxwriter  # only processes that write workbooks carry it

    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties(
        {"title": book.form.title.zh, "created": filling.made_at.astimezone(UTC)}
    )
    pen = _Pen(workbook, book, filling)
    pen.guide()
    for section in book.form.sections:
        pen.section(section)
        for table in section.tables:
            if table.code not in filling.without:
                pen.table(table)
    pen.lists.write()
    workbook.close()
    return out.getvalue()


class _Pen:
    """One workbook being written, with its formats."""

    def __init__(self, workbook: Any, book: FormBook, filling: Filling) -> None:
        self._workbook, self._book, self._filling = workbook, book, filling
        self.lists = _Lists(workbook)
        self._title = self._format(bold=True, font_size=14)
        self._soft = self._format(font_color="#5C6B70")
        self._head = self._format(bold=True, bg_color="#E3E1D8", bottom=1, text_wrap=True)
        self._locked = self._format(text_wrap=True, valign="top")
        self._open = {
            k: self._format(num_format=f, bg_color="#FAF9F5", locked=False)
            for k, f in _NUMBERS.items()
        }
        self._past = {
            k: self._format(num_format=f, font_color="#5C6B70") for k, f in _NUMBERS.items()
        }

    def _format(self, **properties: Any) -> Any:
        return self._workbook.add_format(
            {"font_name": "Noto Sans SC", "font_size": 10, **properties}
        )

    def guide(self) -> None:
        said, filling = words()["guide"], self._filling
        form = self._book.form
        values = dict(
            zip(
                GUIDE_KEYS,
                (
                    form.code,
                    filling.cycle,
                    filling.firm,
                    filling.version,
                    self._book.version,
                    "concentric",
                ),
                strict=True,
            )
        )
        sheet = self._workbook.add_worksheet(said["sheet"])
        sheet.write_string(0, 0, form.title.zh, self._title)
        sheet.write_string(1, 0, form.title.en, self._soft)
        sheet.set_column(0, 2, 26)
        sheet.set_column(3, 3, None, None, {"hidden": True})
        for row, key in enumerate(GUIDE_KEYS, start=FIRST_ROW):
            label = said["keys"][key]
            for column, text in enumerate((label["zh"], label["en"], values[key], key)):
                sheet.write_string(row, column, text, self._locked)
            self._workbook.define_name(f"concentric_{key}", f"='{said['sheet']}'!$C${row + 1}")
        told = [*(said["sample"] if filling.is_sample else ()), *said["text"]]
        for row, text in enumerate(told, start=FIRST_ROW + len(GUIDE_KEYS) + 1):
            sheet.write_string(row, 0, text)
        sheet.protect()

    def section(self, section: Section) -> None:
        filling = self._filling
        heads = [
            f"{words()['columns'][c]['zh']} {words()['columns'][c]['en']}" for c in LINE_COLUMNS
        ]
        name = f"{section.code} {section.name.zh}"
        sheet = self._sheet(name, section.name.zh, section.name.en, LINE_COLUMNS, heads)
        for index, code in enumerate(LINE_COLUMNS):
            sheet.set_column(index, index, words()["columns"][code]["width"])
        for row, line in enumerate(section.lines, start=FIRST_ROW):
            unit = self._book.units.get(line.entry_unit or "")
            fixed = (line.code, line.name.zh, line.name.en, unit.name.zh if unit else "")
            for column, text in enumerate(fixed):
                sheet.write_string(row, column, text, self._locked)
            self._line(sheet, row, 4, line, filling.lines.get(line.code), self._open)
            self._line(sheet, row, 5, line, filling.last.get(line.code), self._past)
            note = filling.lines.get(line.code)
            sheet.write_string(row, 6, note.note if note else "", self._open["text"])
            sheet.write_string(row, 7, _both(line.counting_rule), self._locked)
            self._guard_line(sheet, row, line)

    def table(self, table: Table) -> None:
        rows = self._filling.rows.get(table.code, ())
        codes = [column.code for column in table.columns]
        sheet = self._sheet(
            table.code,
            table.name.zh,
            table.name.en,
            codes,
            [self._header(c) for c in table.columns],
        )
        last = FIRST_ROW + len(rows) + SPARE_ROWS
        for index, column in enumerate(table.columns):
            style = self._open[_style(column.kind)]
            sheet.set_column(index, index, 22, style)
            self._guard_column(sheet, last, index, column)
            for number, row in enumerate(rows, start=FIRST_ROW):
                self._cell(sheet, number, index, column, row.values.get(column.code, ""), style)

    def _sheet(
        self, name: str, title_zh: str, title_en: str, codes: Sequence[str], heads: Sequence[str]
    ) -> Any:
        sheet = self._workbook.add_worksheet(name[:SHEET_NAME_LIMIT])
        sheet.write_string(0, 0, title_zh, self._title)
        sheet.write_string(1, 0, title_en, self._soft)
        sheet.set_row(CODES_ROW, None, None, {"hidden": True})
        for column, (code, head) in enumerate(zip(codes, heads, strict=True)):
            sheet.write_string(CODES_ROW, column, code)
            sheet.write_string(HEADER_ROW, column, head, self._head)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.protect()
        return sheet

    def _header(self, column: Column) -> str:
        unit = self._book.units.get(column.entry_unit or "")
        words_of = f"{column.name.zh} {column.name.en}"
        return f"{words_of} ({unit.name.zh})" if unit else words_of

    def _line(
        self,
        sheet: Any,
        row: int,
        column: int,
        line: Line,
        typed: TypedLine | None,
        styles: Mapping[str, Any],
    ) -> None:
        style = styles[_style(line.kind)]
        if typed is None or (typed.value is None and not typed.text):
            sheet.write_blank(row, column, None, style)
        elif line.kind is LineKind.TEXT:
            sheet.write_string(row, column, typed.text, style)
        elif line.kind is LineKind.YES_NO:
            sheet.write_string(row, column, yes_no()["yes" if typed.value else "no"], style)
        else:
            assert typed.value is not None
            _number(sheet, row, column, typed.value / self._book.factor(line.entry_unit), style)

    def _guard_line(self, sheet: Any, row: int, line: Line) -> None:
        if line.kind is LineKind.YES_NO:
            self._offer_yes_no(sheet, row, row, 4)
        elif str(line.kind) in _GUARDS:
            sheet.data_validation(row, 4, row, 4, _GUARDS[str(line.kind)])

    def _guard_column(self, sheet: Any, last: int, index: int, column: Column) -> None:
        if column.kind == "choice":
            code = column.list or ""
            items = [_shown_item(item) for item in self._book.lists[code].values()]
            self._offer(sheet, FIRST_ROW, last, index, code, items)
        elif column.kind == "region":
            regions = [f"{code} {name}" for code, name in sorted(self._filling.regions.items())]
            self._offer(sheet, FIRST_ROW, last, index, "regions", regions)
        elif column.kind == "yes_no":
            self._offer_yes_no(sheet, FIRST_ROW, last, index)
        elif column.kind in _GUARDS:
            sheet.data_validation(FIRST_ROW, index, last, index, _GUARDS[column.kind])

    def _offer_yes_no(self, sheet: Any, first: int, last: int, index: int) -> None:
        self._offer(sheet, first, last, index, "yes_no", list(yes_no().values()))

    def _offer(
        self, sheet: Any, first: int, last: int, index: int, code: str, choices: Sequence[str]
    ) -> None:
        source = self.lists.range_of(code, choices)
        sheet.data_validation(first, index, last, index, {"validate": "list", "source": source})

    def _cell(
        self, sheet: Any, row: int, index: int, column: Column, text: str, style: Any
    ) -> None:
        if not text:
            sheet.write_blank(row, index, None, style)
        elif column.kind == "amount":
            _number(sheet, row, index, Decimal(text) / self._book.factor(column.entry_unit), style)
        elif column.kind == "count":
            _number(sheet, row, index, Decimal(text), style)
        elif column.kind == "choice":
            item = self._book.lists[column.list or ""].get(text)
            sheet.write_string(row, index, _shown_item(item) if item else text, style)
        elif column.kind == "yes_no":
            sheet.write_string(row, index, yes_no()["yes" if text == "1" else "no"], style)
        elif column.kind in {"place", "region"}:
            sheet.write_string(
                row, index, f"{text} {self._filling.places.get(text, '')}".strip(), style
            )
        else:
            sheet.write_string(row, index, text, style)


class _Lists:
    """The hidden sheet of what drop-downs offer: the rule of a cell itself holds 255 characters only."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._lists: dict[str, Sequence[str]] = {}

    def range_of(self, code: str, choices: Sequence[str]) -> str:
        """The cells in which the choices of a list will stand."""
        from xlsxwriter.utility import xl_rowcol_to_cell  # as above

        self._lists.setdefault(code, choices)
        column = list(self._lists).index(code)
        ends = (FIRST_ROW, FIRST_ROW + max(len(choices), 1) - 1)
        first, last = (xl_rowcol_to_cell(row, column, True, True) for row in ends)
        return f"='{words()['lists']['sheet']}'!{first}:{last}"

    def write(self) -> None:
        """Write every list that was asked for."""
        sheet = self._workbook.add_worksheet(words()["lists"]["sheet"])
        for column, (code, choices) in enumerate(self._lists.items()):
            sheet.write_string(CODES_ROW, column, code)
            sheet.write_column(FIRST_ROW, column, choices)
        sheet.protect()
        sheet.hide()


_GUARDS = {
    "count": {"validate": "integer", "criteria": ">=", "value": 0},
    "amount": {"validate": "decimal", "criteria": ">=", "value": -1e15},
}
"""What a spreadsheet refuses as soon as it is typed. Text that holds a long number passes none of it when pasted."""
_NUMBERS = {"amount": MONEY, "count": COUNT, "text": "@"}


def _style(kind: str) -> str:
    return str(kind) if kind in {"amount", "count"} else "text"


def _shown_item(item: CodeItem) -> str:
    """A code with its name, as the drop-down offers it; reading takes the first word."""
    return f"{item.code} {item.name.zh}"


def _both(text: Localised | None) -> str:
    """A text in both languages, one under the other."""
    return f"{text.zh}\n{text.en}" if text is not None else ""


def _number(sheet: Any, row: int, column: int, value: Decimal, style: Any) -> None:
    """A number, as text where a spreadsheet's 15 digits would not hold it."""
    if len(value.normalize().as_tuple().digits) <= 15:
        sheet.write_number(row, column, float(value), style)
    else:
        sheet.write_string(row, column, f"{value.normalize():f}", style)
