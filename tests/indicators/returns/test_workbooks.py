"""The workbook as handed out and brought back: lists, locks, form version, and the demo's files as downloads."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from concentric.indicators.returns.types import TypedLine, TypedRow
from concentric.indicators.returns.workbooks import read, write
from concentric.indicators.returns.workbooks.layout import CODES_ROW, FIRST_ROW, FormBook, form_book
from concentric.places import reading
from concentric.rulebook.api import load

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples" / "returns"
RULEBOOK = load([ROOT / "catalogue"])
REGIONS = {f"CN-REG-{n}0000": f"Region {n} with a name of some length" for n in range(11, 47)}


def book_of(year: int) -> FormBook:
    return form_book(RULEBOOK, RULEBOOK.form(f"annual-return-{year}"))


def handed_out(**changes: object) -> bytes:
    given = {
        "firm": "F001", "cycle": "2020", "version": "0", "made_at": datetime(2021, 1, 4, tzinfo=UTC),
        "lines": {}, "last": {}, "rows": {}, "regions": REGIONS,
    }  # fmt: skip
    return write.write_return(book_of(2020), write.Filling(**{**given, **changes}))


def test_a_list_longer_than_a_rule_holds_is_offered_from_the_hidden_sheet() -> None:
    book = load_workbook(io.BytesIO(handed_out()))
    lists = next(sheet for sheet in book.worksheets if sheet.sheet_state == "hidden")
    offered = {
        str(
            sheet.cell(CODES_ROW + 1, min(r.min_col for r in rule.sqref.ranges)).value
        ): rule.formula1
        for sheet in (book["B-LGB"], book["B-IPO"])
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert set(offered) == {"region", "board"}
    cells = lists[offered["region"].split("!")[1].replace("$", "")]
    assert [row[0].value for row in cells] == [f"{c} {n}" for c, n in sorted(REGIONS.items())]
    assert lists.protection.sheet


def test_only_what_the_firm_fills_in_is_unlocked() -> None:
    book = load_workbook(io.BytesIO(handed_out()))
    sheet = next(s for s in book.worksheets if s.title.startswith("A "))
    unlocked = {
        cell.column_letter
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == {"E", "G"}
    assert all(sheet.protection.sheet for sheet in book.worksheets)


def test_units_and_counting_rules_stand_in_the_sheet() -> None:
    sheet = next(
        s for s in load_workbook(io.BytesIO(handed_out())).worksheets if s.title.startswith("A ")
    )
    lines = {line.code: line for line in book_of(2020).form.lines()}
    for row in sheet.iter_rows(min_row=5, values_only=True):
        line = lines[row[0]]
        assert row[3] == book_of(2020).units[line.entry_unit].name.zh if line.entry_unit else True
        assert line.counting_rule is not None
        assert line.counting_rule.zh in row[7]
        assert line.counting_rule.en in row[7]


def test_the_version_follows_what_is_asked_and_not_the_checks() -> None:
    book = book_of(2020)
    first, *others = book.form.sections
    without_checks = replace(book.form, sections=(replace(first, rules=()), *others))
    assert form_book(RULEBOOK, without_checks).version == book.version
    shorter = replace(book.form, sections=(replace(first, lines=first.lines[1:]), *others))
    assert form_book(RULEBOOK, shorter).version != book.version
    assert book_of(2019).version != book.version


# --- The demo's workbooks ---------------------------------------------------------------------

CREATED = re.compile(r"<dcterms:created[^>]*>([^<]+)<")
PLANTED = {"2020/F023.xlsx": frozenset({"B-ABS"})}
"""The one workbook that lacks a sheet."""


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def as_handed_out(path: Path, places: dict[str, str], regions: dict[str, str]) -> bytes:
    """The download for the firm, year and form of a file, filled with what the file says in its open cells."""
    content, name = path.read_bytes(), str(path.relative_to(EXAMPLES))
    firm, year = path.stem, int(name[:4])
    sheets = read.open_sheets(content, path.name)
    typed = read.read_return(sheets, book_of(year), firm, {*places, *regions})
    without = PLANTED.get(name, frozenset())
    assert [p.sheet for p in typed.problems] == sorted(without), name
    filling = write.Filling(
        firm=firm,
        cycle=str(year),
        version=sheets.guide["version"],
        made_at=datetime.fromisoformat(
            CREATED.search(parts(content)["docProps/core.xml"].decode()).group(1)
        ),
        lines=typed.lines,
        last=last_of(firm, year, places, regions),
        rows=as_written(sheets, typed.tables, book_of(year)),
        regions=regions,
        places=places | regions,
        without=without,
        is_sample=True,
    )
    return write.write_return(book_of(year), filling)


def as_written(
    sheets: read.Sheets, tables: Mapping[str, Sequence[TypedRow]], book: FormBook
) -> dict[str, list[TypedRow]]:
    """Rows with their partners in the order in which the firm wrote them, which reading puts right."""
    found: dict[str, list[TypedRow]] = {}
    for table in book.form.tables():
        grid = sheets.grids.get(table.code, ())
        free = [c.code for c in table.columns if c.kind == "partners"]
        found[table.code] = [
            TypedRow({**row.values, **{c: grid[n][grid[CODES_ROW].index(c)] for c in free}})
            for n, row in enumerate(tables.get(table.code, ()), start=FIRST_ROW)
        ]
    return found


def last_of(
    firm: str, year: int, places: dict[str, str], regions: dict[str, str]
) -> dict[str, TypedLine]:
    """What the firm's workbook of the year before says; nothing is known before 2019."""
    path = EXAMPLES / str(year - 1) / f"{firm}.xlsx"
    if not path.is_file():
        return {}
    sheets = read.open_sheets(path.read_bytes(), path.name)
    known = {*places, *regions}
    return dict(read.read_return(sheets, book_of(year - 1), firm, known).lines)


@pytest.fixture(scope="module")
def names() -> tuple[dict[str, str], dict[str, str]]:
    """The names of counties and regions as the site's register has them."""
    rows = reading.read_divisions()
    return {r.code: r.name for r in rows}, {r.code: r.name for r in reading.read_regions()}


@pytest.mark.parametrize("year", [2019, 2020])
def test_the_workbooks_of_the_demo_are_filled_downloads(
    year: int, names: tuple[dict[str, str], dict[str, str]]
) -> None:
    """Every locked cell, list, width, format and code of the files is the site's own, with its names of places."""
    paths = sorted((EXAMPLES / str(year)).rglob("*.xlsx"))
    assert len(paths) == {2019: 104, 2020: 107}[year]
    for path in paths:
        assert parts(path.read_bytes()) == parts(as_handed_out(path, *names)), path
