"""Reads the workbook of a return by its codes: sheets, columns and lines are never found by position or words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from concentric.desk.api import cell_address, open_workbook
from concentric.desk.types import ImportProblem
from concentric.indicators.returns.rules import reading
from concentric.indicators.returns.types import TypedLine, TypedReturn, TypedRow
from concentric.indicators.returns.workbooks.layout import (
    CODES_ROW,
    FIRST_ROW,
    LINE_COLUMNS,
    FormBook,
)
from concentric.indicators.returns.workbooks.words import yes_no
from concentric.kernel.api import ConcentricError, Invalid, msgid
from concentric.rulebook.types import Column, Line, LineKind, Section, Table

Grid = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The cells of a workbook by the first word of their sheet's name, and the guide's keys."""

    grids: Mapping[str, Grid]
    names: Mapping[str, str]
    guide: Mapping[str, str]


def open_sheets(content: bytes, filename: str) -> Sheets:
    """All sheets of an uploaded workbook. Raises `Invalid` when it is no workbook of a return."""
    book = open_workbook(content, filename)
    names = {name.split(None, 1)[0]: name for name in book.sheet_names if name.strip()}
    grids = {
        code: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for code, name in names.items()
    }
    guide = next(iter(grids.values()), ())
    keys = {
        str(row[3]): reading.plain_text(row[2]) for row in guide if len(row) > 3 and row[3] != ""
    }
    return Sheets(grids, names, keys)


def place_tokens(sheets: Sheets, book: FormBook) -> set[str]:
    """Every place code the workbook names, so that all are looked up at once."""
    found: set[str] = set()
    for table in book.form.tables():
        asked = {c.code for c in table.columns if c.kind in {"place", "region"}}
        grid = sheets.grids.get(table.code, ())
        if asked and len(grid) > CODES_ROW:
            places = [i for i, code in enumerate(grid[CODES_ROW]) if code in asked]
            found |= {
                reading.place_token(row[i])
                for row in grid[FIRST_ROW:]
                for i in places
                if i < len(row)
            }
    return found - {""}


def read_return(sheets: Sheets, book: FormBook, firm: str, places: Collection[str]) -> TypedReturn:
    """What a workbook says, with every problem by sheet and cell. `places` are the known ones of `place_tokens`."""
    problems: list[ImportProblem] = []
    lines: dict[str, TypedLine] = {}
    tables: dict[str, Sequence[TypedRow]] = {}
    for section in book.form.sections:
        grid = _grid(sheets, section.code, problems)
        if grid is not None:
            lines |= _section(sheets.names[section.code], grid, section, book, problems)
        for table in section.tables:
            rows = _grid(sheets, table.code, problems)
            if rows is not None:
                read = _Table(table, book, firm, places, sheets.names[table.code])
                tables[table.code] = tuple(read.rows(rows, problems))
    return TypedReturn(
        form=sheets.guide.get("form", ""),
        cycle=sheets.guide.get("cycle", ""),
        firm=sheets.guide.get("firm", ""),
        version=sheets.guide.get("hash", ""),
        lines=lines,
        tables=tables,
        problems=tuple(problems),
    )


def _grid(sheets: Sheets, code: str, problems: list[ImportProblem]) -> Grid | None:
    grid = sheets.grids.get(code)
    if grid is None:
        problems.append(
            ImportProblem(
                code,
                "",
                _("The sheet %(code)s is missing.") % {"code": code},
                _(
                    "Keep every sheet of the template; a table without rows stays as an empty sheet."
                ),
            )
        )
        return None
    if len(grid) <= CODES_ROW:
        problems.append(
            ImportProblem(
                sheets.names[code],
                "A3",
                _("Row 3 with the codes is missing."),
                _("Copy your figures into a new template."),
            )
        )
        return None
    return grid


def _section(
    sheet: str, grid: Grid, section: Section, book: FormBook, problems: list[ImportProblem]
) -> dict[str, TypedLine]:
    columns = {str(code): i for i, code in enumerate(grid[CODES_ROW]) if code != ""}
    if not {"line", "value"} <= columns.keys():
        problems.append(
            ImportProblem(
                sheet,
                "A3",
                _("Row 3 with the codes was changed."),
                _("Copy your figures into a new template."),
            )
        )
        return {}
    known = {line.code: line for line in section.lines}
    note = columns.get("note", LINE_COLUMNS.index("note"))
    found: dict[str, TypedLine] = {}
    for number, row in enumerate(grid[FIRST_ROW:], start=FIRST_ROW + 1):
        code = reading.plain_text(row[columns["line"]])
        if not code:
            continue
        line = known.get(code)
        if line is None or code in found:
            says = (
                _("The line %(code)s stands twice.")
                if code in found
                else _("There is no line %(code)s.")
            )
            problems.append(
                ImportProblem(
                    sheet,
                    cell_address(columns["line"], number),
                    says % {"code": code},
                    _("Leave column A as it is in the template."),
                )
            )
            continue
        address = cell_address(columns["value"], number)
        typed = _line(line, row[columns["value"]], book, sheet, address, problems)
        remark = "" if note >= len(row) else reading.plain_text(row[note])
        found[code] = TypedLine(typed.value, typed.text, remark)
    for code in known.keys() - found.keys():
        problems.append(
            ImportProblem(
                sheet,
                "",
                _("The line %(code)s is missing.") % {"code": code},
                _("Copy your figures into a new template."),
            )
        )
    return found


def _line(
    line: Line, cell: Any, book: FormBook, sheet: str, address: str, problems: list[ImportProblem]
) -> TypedLine:
    if reading.is_empty(cell):
        return TypedLine(None)
    try:
        return line_value(line, cell, book)
    except Invalid as error:
        problems.append(problem_of(sheet, address, error))
        return TypedLine(None)


def line_value(line: Line, cell: Any, book: FormBook) -> TypedLine:
    """A typed cell of a line as a value in its base unit, or a text. Raises `Invalid`."""
    if reading.is_empty(cell):
        return TypedLine(None)
    if line.kind is LineKind.TEXT:
        return TypedLine(None, reading.plain_text(cell))
    if line.kind is LineKind.YES_NO:
        return TypedLine(reading.yes_no(cell, yes_no()))
    if line.kind is LineKind.COUNT:
        return TypedLine(reading.count(cell))
    return TypedLine(reading.amount(cell, book.factor(line.entry_unit)))


def row_values(
    table: Table, cells: Mapping[str, Any], book: FormBook, firm: str, places: Collection[str]
) -> tuple[dict[str, str], dict[str, Invalid]]:
    """A typed row by column code as normalised texts, and what is wrong by column code."""
    read = _Table(table, book, firm, places, table.code)
    values: dict[str, str] = {}
    wrong: dict[str, Invalid] = {}
    for column in table.columns:
        try:
            values[column.code] = read.value(column, cells.get(column.code))
        except Invalid as error:
            wrong[column.code] = error
    return values, wrong


def problem_of(sheet: str, address: str, error: ConcentricError) -> ImportProblem:
    """A refusal as a problem of a cell, in the reader's language."""
    what = _(error.what) % error.params
    remedy = _(error.remedy) % error.params if error.remedy else ""
    return ImportProblem(sheet, address, what, remedy)


class _Table:
    """Reads the rows of one table."""

    def __init__(
        self, table: Table, book: FormBook, firm: str, places: Collection[str], sheet: str
    ) -> None:
        self._table, self._book, self._firm, self._places, self._sheet = (
            table,
            book,
            firm,
            places,
            sheet,
        )
        self._reads: dict[str, Callable[[Column, Any], str]] = {
            "amount": lambda c, v: reading.number_text(
                reading.amount(v, book.factor(c.entry_unit))
            ),
            "count": lambda _c, v: reading.number_text(reading.count(v)),
            "yes_no": lambda _c, v: reading.number_text(reading.yes_no(v, yes_no())),
            "choice": lambda c, v: reading.choice(v, book.lists[c.list or ""]),
            "place": lambda _c, v: reading.place(v, places),
            "region": lambda _c, v: reading.place(v, places),
            "object_code": lambda _c, v: reading.object_code(v),
            "date": lambda _c, v: reading.day(v),
            "partners": lambda _c, v: reading.partners(v, firm),
            "text": lambda _c, v: reading.plain_text(v),
        }

    def rows(self, grid: Grid, problems: list[ImportProblem]) -> Iterator[TypedRow]:
        at = {str(code): i for i, code in enumerate(grid[CODES_ROW]) if code != ""}
        lost = [c.code for c in self._table.columns if c.code not in at]
        if lost:
            problems.append(
                ImportProblem(
                    self._sheet,
                    "A3",
                    _("The columns %(codes)s are missing in row 3.") % {"codes": ", ".join(lost)},
                    _("Copy your rows into a new template."),
                )
            )
            return
        seen: dict[str, int] = {}
        for number, row in enumerate(grid[FIRST_ROW:], start=FIRST_ROW + 1):
            if all(reading.is_empty(cell) for cell in row):
                continue
            typed = self._row(number, row, at, problems)
            self._refuse_twice(typed, number, at, seen, problems)
            yield typed

    def _row(
        self, number: int, row: Sequence[Any], at: Mapping[str, int], problems: list[ImportProblem]
    ) -> TypedRow:
        values: dict[str, str] = {}
        for column in self._table.columns:
            index = at[column.code]
            try:
                values[column.code] = self.value(column, row[index] if index < len(row) else None)
            except Invalid as error:
                values[column.code] = ""
                problems.append(problem_of(self._sheet, cell_address(index, number), error))
        return TypedRow(values)

    def _refuse_twice(
        self,
        typed: TypedRow,
        number: int,
        at: Mapping[str, int],
        seen: dict[str, int],
        problems: list[ImportProblem],
    ) -> None:
        """A fact is keyed by its object, place and dimensions: two rows with the same key would be counted twice."""
        column = next((c for c in self._table.columns if c.kind == "object_code"), None)
        if column is None or not typed.values[column.code]:
            return
        code = typed.values[column.code]
        if code in seen:
            says = _("%(code)s stands in row %(row)s already.") % {"code": code, "row": seen[code]}
            address = cell_address(at[column.code], number)
            problems.append(ImportProblem(self._sheet, address, says, _("Keep one row for each.")))
        seen.setdefault(code, number)

    def value(self, column: Column, cell: Any) -> str:
        """One cell as a normalised text; empty where nothing was typed. Raises `Invalid`."""
        if reading.is_empty(cell):
            if column.required:
                raise Invalid(
                    msgid("This cell is empty."), remedy=msgid("Fill it, or delete the row.")
                )
            return ""
        return self._reads[column.kind](column, cell)
