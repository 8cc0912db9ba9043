"""Lists that come in as files: read, checked cell by cell, and given back with remarks where they are wrong."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from concentric.desk import rules, workbooks
from concentric.desk.annotated import annotated_copy
from concentric.desk.types import ImportColumn, ImportProblem, ImportRow, ImportTable
from concentric.desk.workbooks import Grid, cell_text

__all__ = ["MOST_ROWS", "annotated_copy", "cell_text", "read_table", "template_bytes"]

MOST_ROWS = 50_000
HEADER_WITHIN = 20
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31


def read_table(content: bytes, filename: str, columns: Sequence[ImportColumn]) -> ImportTable:
    """Read the first sheet of an xlsx or a csv as rows of texts, found by their titles in the first 20 rows.

    Empty rows and the template's example are left out. Raises `Invalid` when the file cannot be read at all; what is
    wrong inside it comes back as problems.
    """
    grid = workbooks.read_grid(content, filename, most_rows=HEADER_WITHIN + MOST_ROWS + 1)
    header = next(
        (n for n, row in enumerate(grid.rows[:HEADER_WITHIN]) if not _lacking(row, columns)), None
    )
    if header is None:
        return ImportTable(grid.sheet, (), (_no_header(grid, columns),))
    places, doubled = _places(grid.rows[header], columns)
    rows = [
        _row(number, cells, places)
        for number, cells in enumerate(grid.rows[header + 1 :], start=header + 2)
        if any(cell.strip() for cell in cells)
    ]
    if rows and rows[0].number == header + 2 and _is_example(rows[0], columns):
        del rows[0]
    if len(rows) > MOST_ROWS:
        return ImportTable(grid.sheet, (), (_too_many(grid),))
    problems = [
        *_doubled(grid, header, doubled),
        *_merged(grid, header, places),
        *_problems(grid.sheet, rows, columns, places, header),
    ]
    return ImportTable(grid.sheet, tuple(rows), tuple(problems))


def template_bytes(title: str, columns: Sequence[ImportColumn]) -> bytes:
    """An empty list to fill in: the titles, one example row in grey, required columns in bold."""
    import xlsxwriter  # loaded only where a workbook is written

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    name = _SHEET_NAME.sub(" ", str(title)).strip()[:_LONGEST_SHEET_NAME]
    sheet = book.add_worksheet(name or None)
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


def _folded(title: str) -> str:
    """A title without what people change when they copy it: width, case, spaces, the star of a required column."""
    text = unicodedata.normalize("NFKC", title).strip().rstrip("*")
    return "".join(text.split()).casefold()


def _lacking(row: Sequence[str], columns: Sequence[ImportColumn]) -> list[str]:
    """Titles of the required columns that a row does not name."""
    present = {_folded(cell) for cell in row}
    return [
        c.titles[0] for c in columns if c.required and not present & {_folded(t) for t in c.titles}
    ]


def _no_header(grid: Grid, columns: Sequence[ImportColumn]) -> ImportProblem:
    required = [c.titles[0] for c in columns if c.required]
    candidates = [_lacking(row, columns) for row in grid.rows[:HEADER_WITHIN]]
    lacking = min(candidates, key=len, default=required)
    if len(lacking) < len(required):
        row = candidates.index(lacking) + 1
        says = _("The header row lacks: %(titles)s.") % {"titles": ", ".join(lacking)}
        return ImportProblem(
            grid.sheet, rules.cell_address(0, row), says, _("Add these columns to the list.")
        )
    remedy = _("Keep the titles of the template: %(titles)s.") % {"titles": ", ".join(required)}
    return ImportProblem(grid.sheet, "", _("No header row was found in the first 20 rows."), remedy)


def _places(
    header: Sequence[str], columns: Sequence[ImportColumn]
) -> tuple[dict[str, int], list[int]]:
    """Where each column stands, and the places of those that stand twice."""
    titles = {_folded(title): c.code for c in columns for title in c.titles}
    places: dict[str, int] = {}
    doubled = []
    for index, cell in enumerate(header):
        code = titles.get(_folded(cell))
        if code is None:
            continue
        if code in places:
            doubled.append(index)
        places.setdefault(code, index)
    return places, doubled


def _row(number: int, cells: Sequence[str], places: Mapping[str, int]) -> ImportRow:
    return ImportRow(
        number=number,
        values={
            c: rules.without_guard(cells[i].strip()) if i < len(cells) else ""
            for c, i in places.items()
        },
        cells={c: rules.cell_address(i, number) for c, i in places.items()},
    )


def _is_example(row: ImportRow, columns: Sequence[ImportColumn]) -> bool:
    """Whether the template's grey example was left standing."""
    example = {c.code: c.example for c in columns if c.code in row.values}
    return any(example.values()) and dict(row.values) == example


def _too_many(grid: Grid) -> ImportProblem:
    return ImportProblem(
        grid.sheet,
        "",
        _("The list has more than %(count)s rows.") % {"count": f"{MOST_ROWS:,}"},
        _("Split it and bring in the parts one after the other."),
    )


def _doubled(grid: Grid, header: int, doubled: Sequence[int]) -> Iterable[ImportProblem]:
    for index in doubled:
        yield ImportProblem(
            grid.sheet,
            rules.cell_address(index, header + 1),
            _("The column %(title)s stands here twice.") % {"title": grid.rows[header][index]},
            _("Delete one of the two columns."),
        )


def _merged(grid: Grid, header: int, places: Mapping[str, int]) -> Iterable[ImportProblem]:
    """Merged cells among the rows: whether a value is meant once or for each row cannot be known."""
    named = set(places.values())
    for top, left, bottom, right in grid.merged:
        if bottom > header and named & set(range(left, right + 1)):
            yield ImportProblem(
                grid.sheet,
                rules.cell_address(left, top + 1),
                _("This cell is merged with others."),
                _("Unmerge it and fill every cell."),
            )


def _problems(
    sheet: str,
    rows: Sequence[ImportRow],
    columns: Sequence[ImportColumn],
    places: Mapping[str, int],
    header: int,
) -> Iterable[ImportProblem]:
    if not rows:
        yield ImportProblem(
            sheet,
            rules.cell_address(0, header + 2),
            _("The list has no rows."),
            _("Enter one row per record below the titles."),
        )
    required = [c for c in columns if c.required and c.code in places]
    for row in rows:
        for column in required:
            if not row.values[column.code]:
                yield ImportProblem(
                    sheet,
                    row.cells[column.code],
                    _("%(title)s is empty.") % {"title": column.titles[0]},
                    _("Fill the cell or delete the row."),
                )
