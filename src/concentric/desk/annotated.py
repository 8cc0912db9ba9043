"""The copy of an uploaded list in which every wrong cell is marked and says what is wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from concentric.desk import workbooks
from concentric.desk.types import ImportProblem
from concentric.kernel.api import Invalid, msgid

AUTHOR = "Concentric"
_MARK = "FFF1C2"
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters that a workbook cannot hold."""
_MOST_ROWS = 60_000
_WIDTHS = (20, 10, 60, 60)


def annotated_copy(content: bytes, problems: Iterable[ImportProblem]) -> bytes:
    """The uploaded list as a workbook: wrong cells coloured, each with its problem as a comment, and a sheet of all.

    A workbook keeps its sheets, formats and formulas; a csv comes back as a workbook. Marks of an earlier copy go.
    Raises `Invalid` for a file that cannot be read.
    """
    found = tuple(problems)
    is_workbook = content.startswith(b"PK")
    book = _opened(content) if is_workbook else _from_csv(content)
    _clean(book)
    for problem in found:
        sheet = book[problem.sheet] if problem.sheet in book.sheetnames else None
        if sheet is None and not is_workbook:
            sheet = book.worksheets[0]
        if sheet is not None and problem.cell:
            _mark(sheet, problem)
    _add_list(book, found)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(content: bytes) -> Any:
    import openpyxl  # loaded only where a list is marked

    workbooks.check_workbook(content, "")
    try:
        return openpyxl.load_workbook(io.BytesIO(content))
    except Exception as error:  # openpyxl raises whatever a strange part leads to
        raise Invalid(
            msgid("The errors cannot be marked in this workbook."),
            why=msgid("It holds parts that cannot be written back."),
            remedy=msgid("Copy the list into a new workbook and upload that."),
        ) from error


def _from_csv(content: bytes) -> Any:
    import openpyxl  # as above

    grid = workbooks.read_grid(content, ".csv", most_rows=_MOST_ROWS)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(grid.rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = _UNWRITABLE.sub(" ", text)
            cell.data_type = "s"  # a text stays a text, also where it looks like a formula
    return book


def _clean(book: Any) -> None:
    """Take out what an earlier copy marked."""
    from openpyxl.styles import PatternFill  # as above

    for sheet in [s for s in book.worksheets if _is_our_list(s)]:
        book.remove(sheet)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is None or cell.comment.author != AUTHOR:
                    continue
                cell.comment = None
                if cell.fill.fgColor.rgb in {_MARK, f"00{_MARK}", f"FF{_MARK}"}:
                    cell.fill = PatternFill()


def _is_our_list(sheet: Any) -> bool:
    return sheet["A1"].comment is not None and sheet["A1"].comment.text == _LIST_MARK


_LIST_MARK = "concentric:problems"
"""Comment by which the sheet of problems is known again in any language."""


def _mark(sheet: Any, problem: ImportProblem) -> None:
    from openpyxl.cell.cell import MergedCell  # as above
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[problem.cell if _CELL.fullmatch(problem.cell) else "A1"]
    if isinstance(cell, MergedCell):
        area = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
        cell = sheet.cell(area.min_row, area.min_col)
    text = f"{problem.says} {problem.remedy}".strip()
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(_clear(before + text), AUTHOR, width=320, height=120)
    cell.fill = PatternFill("solid", fgColor=_MARK)


def _add_list(book: Any, problems: Sequence[ImportProblem]) -> None:
    """A last sheet with every problem, for those who read no comments."""
    from openpyxl.comments import Comment  # as above
    from openpyxl.styles import Font

    if not problems:
        return
    sheet = book.create_sheet(_("Places to mend"))
    sheet.append([_("Sheet"), _("Cell"), _("What is wrong"), _("How to mend it")])
    for problem in problems:
        parts = (problem.sheet, problem.cell, problem.says, problem.remedy)
        sheet.append([_clear(str(part)) for part in parts])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"].comment = Comment(_LIST_MARK, AUTHOR)


def _clear(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)
