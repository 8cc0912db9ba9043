"""Lists that come in as files: read, checked cell by cell, and given back with remarks where they are wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from concentric.desk import rules
from concentric.desk.types import ImportColumn, ImportProblem, ImportRow, ImportTable
from concentric.kernel.api import Invalid, msgid

MOST_ROWS = 50_000
_FLAG = PatternFill("solid", fgColor="FFF1C2")


def read_table(content: bytes, filename: str, columns: Sequence[ImportColumn]) -> ImportTable:
    """Read the first sheet of an xlsx or a csv as rows of texts, found by their titles.

    Raises `Invalid` when the file cannot be read at all; what is wrong inside it comes back as problems.
    """
    sheet, grid = _grid(content, filename)
    header = next((n for n, row in enumerate(grid[:20]) if _is_header(row, columns)), None)
    if header is None:
        titles = ", ".join(c.titles[0] for c in columns if c.required)
        says = _("No header row was found in the first 20 rows.")
        remedy = _("Keep the titles of the template: %(titles)s.") % {"titles": titles}
        return ImportTable(sheet, (), (ImportProblem(sheet, "", says, remedy),))
    places = _places(grid[header], columns)
    rows = [
        _row(number, cells, places)
        for number, cells in enumerate(grid[header + 1 :], start=header + 2)
        if any(cell.strip() for cell in cells)
    ]
    return ImportTable(sheet, tuple(rows), tuple(_problems(sheet, rows, columns, places, header)))


def template_bytes(title: str, columns: Sequence[ImportColumn]) -> bytes:
    """An empty list to fill in: the titles, one example row in grey, required columns marked."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(title[:31])
    required = book.add_format({"bold": True, "bottom": 1, "font_color": "#135E5B"})
    optional = book.add_format({"bottom": 1})
    example = book.add_format({"font_color": "#5C6B70", "italic": True})
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.titles[0], required if column.required else optional)
        sheet.write_string(1, index, column.example, example)
        sheet.set_column(index, index, max(14, len(column.titles[0]) * 2))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def annotated_copy(content: bytes, problems: Iterable[ImportProblem]) -> bytes:
    """The uploaded workbook with each wrong cell coloured and its problem as a comment."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for problem in problems:
        if problem.sheet not in book.sheetnames:
            continue
        cell = book[problem.sheet][problem.cell or "A1"]
        text = f"{problem.says} {problem.remedy}".strip()
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + text, "Concentric", width=320, height=120)
        cell.fill = _FLAG
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_text(value: Any) -> str:
    """A cell as the text a person would type: whole numbers without a point, dates in ISO form."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _grid(content: bytes, filename: str) -> tuple[str, list[list[str]]]:
    if filename.lower().endswith(".csv"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030", errors="replace")
        return filename, [[c.strip() for c in row] for row in csv.reader(io.StringIO(text))][:MOST_ROWS]
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Invalid(
            msgid("The file %(filename)s cannot be read as a workbook."),
            why=msgid("It is damaged, protected by a password, or of another kind."),
            remedy=msgid("Save it again as .xlsx or .csv and upload that file."),
            filename=filename,
        ) from error
    return sheet.name, [[cell_text(cell) for cell in row] for row in rows]


def _is_header(row: Sequence[str], columns: Sequence[ImportColumn]) -> bool:
    present = {cell.strip().rstrip("*").lower() for cell in row}
    return all(_found(column, present) for column in columns if column.required)


def _found(column: ImportColumn, present: set[str]) -> bool:
    return any(title.lower() in present for title in column.titles)


def _places(header: Sequence[str], columns: Sequence[ImportColumn]) -> dict[str, int]:
    titles = {title.lower(): c.code for c in columns for title in c.titles}
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        code = titles.get(cell.strip().rstrip("*").lower())
        if code is not None:
            places.setdefault(code, index)
    return places


def _row(number: int, cells: Sequence[str], places: dict[str, int]) -> ImportRow:
    return ImportRow(
        number=number,
        values={c: cells[i].strip() if i < len(cells) else "" for c, i in places.items()},
        cells={c: rules.cell_address(i, number) for c, i in places.items()},
    )


def _problems(
    sheet: str,
    rows: Sequence[ImportRow],
    columns: Sequence[ImportColumn],
    places: dict[str, int],
    header: int,
) -> Iterable[ImportProblem]:
    if not rows:
        yield ImportProblem(
            sheet, rules.cell_address(0, header + 2), _("The list has no rows."),
            _("Enter one row per record below the titles."),
        )
    required = [c for c in columns if c.required and c.code in places]
    for row in rows:
        for column in required:
            if not row.values[column.code]:
                yield ImportProblem(
                    sheet, row.cells[column.code],
                    _("%(title)s is empty.") % {"title": column.titles[0]},
                    _("Fill the cell or delete the row."),
                )
