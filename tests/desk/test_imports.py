"""Lists that come in: found, read as typed, refused in words, given back with their errors marked."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation
from openpyxl.comments import Comment

from concentric.desk import imports, workbooks
from concentric.desk.api import annotated_copy, cell_text, read_table, table_bytes, template_bytes
from concentric.desk.types import ImportColumn, ImportProblem, ImportTable
from concentric.kernel.api import Invalid

COLUMNS = (
    ImportColumn("code", ("Code", "\u7f16\u53f7"), required=True, example="F001"),
    ImportColumn("name", ("Legal name", "\u5168\u79f0"), required=True),
    ImportColumn("amount", ("Amount (yuan)", "\u91d1\u989d\uff08\u5143\uff09")),
)
HAN = ["\u7f16\u53f7", "\u5168\u79f0", "\u91d1\u989d\uff08\u5143\uff09"]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def book_of(rows: list[list[Any]], **kwargs: Any) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in kwargs.get("merged", ()):
        sheet.merge_cells(area)
    return saved(book)


def typed(*parts: int) -> datetime:
    """A date as a workbook holds it: without a zone."""
    return datetime(*parts)  # noqa: DTZ001  # as said


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, filename: str = "list.xlsx") -> ImportTable:
    return read_table(content, filename, COLUMNS)


def said(table: ImportTable) -> list[tuple[str, str]]:
    return [(problem.cell, problem.says) for problem in table.problems]


@pytest.mark.parametrize(
    "titles", [["Code", "Legal name", "Amount (yuan)"], HAN, ["code*", " LEGAL  NAME", "x"]]
)
@pytest.mark.parametrize("above", [0, 19])
def test_the_header_is_found_in_either_language_within_20_rows(
    titles: list[str], above: int
) -> None:
    rows = [["A title"], [], ["Remark"]] * 7
    table = read(book_of([*rows[:above], titles, ["F001", "One", 5], ["F002", "Two", 6]]))
    assert table.problems == ()
    assert [row.values["code"] for row in table.rows] == ["F001", "F002"]
    assert table.rows[1].cells["name"] == f"B{above + 3}"


def test_a_header_below_the_20th_row_or_none_is_named() -> None:
    late = read(book_of([["x"]] * 20 + [["Code", "Legal name"], ["F001", "One"]]))
    assert said(late) == [("", "No header row was found in the first 20 rows.")]
    assert "Code, Legal name" in late.problems[0].remedy
    assert said(read(book_of([["Code", "Remarks"], ["F001", "One"]]))) == [
        ("A1", "The header row lacks: Legal name.")
    ]
    assert said(read(book_of([]))) == [("", "No header row was found in the first 20 rows.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_in_its_own_encoding(encoding: str, separator: str) -> None:
    lines = [separator.join(HAN), separator.join(["F001", '"\u793a\u4f8b\n\u8bc1\u5238"', "'=1"])]
    table = read("\r\n".join(lines).encode(encoding), "list.csv")
    assert table.problems == ()
    assert table.rows[0].values == {
        "code": "F001",
        "name": "\u793a\u4f8b\n\u8bc1\u5238",
        "amount": "=1",
    }


def test_cells_are_read_as_they_were_typed() -> None:
    values = [
        (1234567.0, "1234567"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (123456789012345.0, "123456789012345"),
        (1e20, "100000000000000000000"), (date(2020, 1, 31), "2020-01-31"), (True, "1"), (None, ""), (-0.5, "-0.5"),
        (typed(2020, 1, 31), "2020-01-31"), (typed(2020, 1, 31, 8, 5), "2020-01-31 08:05:00"), (" a ", "a"),
    ]  # fmt: skip
    assert [cell_text(value) for value, _ in values] == [text for _, text in values]
    table = read(
        book_of([["Code", "Legal name", "Amount (yuan)"], ["001", typed(2021, 3, 4), 12.50]])
    )
    assert table.rows[0].values == {"code": "001", "name": "2021-03-04", "amount": "12.5"}


def test_empty_rows_are_left_out_and_rows_keep_their_numbers() -> None:
    table = read(
        book_of([["Code", "Legal name"], [], ["F001", "One"], [" ", None], ["F002", None]])
    )
    assert [row.number for row in table.rows] == [3, 5]
    assert said(table) == [("B5", "Legal name is empty.")]
    assert said(read(book_of([["Code", "Legal name"], []]))) == [("A2", "The list has no rows.")]


def test_merged_cells_and_doubled_columns_are_named() -> None:
    rows = [["List of firms"], ["Code", "Legal name", "code"], ["F001", "One"], ["F002"]]
    table = read(book_of(rows, merged=["A1:C1", "B3:B4", "E3:F3"]))
    assert said(table) == [
        ("C2", "The column code stands here twice."),
        ("B3", "This cell is merged with others."),
        ("B4", "Legal name is empty."),
    ]


def test_the_example_of_the_template_is_no_record() -> None:
    template = template_bytes("A/B: [list] of 'names' longer than 31", COLUMNS)
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert said(read(template)) == [("A2", "The list has no rows.")]
    book.worksheets[0].append(["F001", "One"])
    assert [row.values["name"] for row in read(saved(book)).rows] == ["One"]


def test_more_rows_than_the_limit_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 3)
    rows = [["x"], ["Code", "Legal name"], *[["F001", "One"]] * 3]
    assert len(read(book_of(rows)).rows) == 3
    table = read(book_of([*rows, ["F002", "Two"]]))
    assert (table.rows, said(table)) == ((), [("", "The list has more than 3 rows.")])
    lines = "\n".join(["Code,Legal name", *["F001,One"] * 30])
    assert said(read(lines.encode(), "x.csv")) == [("", "The list has more than 3 rows.")]


def ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


WORKBOOK = book_of([["Code", "Legal name"], ["F001", "One"]])
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (LOCKED, "a.xlsx", "protected by a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "neither a workbook"),
        (ods(), "a.xlsx", "neither a workbook"),
        (b"%PDF-1.7 ...", "a.xlsx", "neither a workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.csv", "neither a workbook"),
        (b"", "a.xlsx", "neither a workbook"),
        (b"a\0b", "a.csv", "neither a workbook"),
        (b'Code,"' + b"x" * 200_000, "a.csv", "damaged"),
        (WORKBOOK[: len(WORKBOOK) // 2], "a.xlsx", "damaged"),
        (b"PK\x03\x04" + b"x" * 100, "a.xlsx", "damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(content: bytes, filename: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read(content, filename)


def test_any_damage_is_refused_and_never_more() -> None:
    for at in range(0, len(WORKBOOK), 37):
        broken = WORKBOOK[:at] + bytes([WORKBOOK[at] ^ 0xFF]) + WORKBOOK[at + 1 :]
        with suppress(Invalid):
            read(broken)


def test_kinds_are_known_by_content() -> None:
    assert len(read(WORKBOOK, "list.csv").rows) == 1


def repacked(changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name) or old.read(name))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return out.getvalue()


def sheet_xml(cell: str) -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cell.encode()
        + b"</sheetData></worksheet>"
    )


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "changes",
    [
        {"xl/media/image.bin": b"\0" * (3 * 2**20)},
        {"xl/worksheets/sheet1.xml": sheet_xml(FAR)},
        {"xl/worksheets/sheet1.xml": sheet_xml(" " * (workbooks._CHUNK * 2 - 200) + FAR)},
    ],
    ids=["unpacks to 3 MB", "two cells far apart", "an address across two pieces"],
)
def test_a_small_file_that_would_fill_memory_is_refused_before_it_is_read(
    changes: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 2 * 2**20)
    content = repacked(changes)
    assert len(content) < 2**20
    with pytest.raises(Invalid, match="too large"):
        read(content)


def test_a_false_size_in_the_file_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 2 * 2**20)
    content = bytearray(repacked({"xl/media/image.bin": b"\0" * (3 * 2**20)}))
    at = content.rindex(b"xl/media/image.bin") - 46 + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Invalid, match="too large"):
        read(bytes(content))


def test_an_address_in_disguise_is_refused() -> None:
    row = '<row r="1"><c r="&#88;FD1048576"><v>1</v></c></row>'
    with pytest.raises(Invalid, match="damaged"):
        read(repacked({"xl/worksheets/sheet1.xml": sheet_xml(row)}))


def test_a_file_over_20_mb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_FILE", 100)
    for content, name in ((WORKBOOK, "a.xlsx"), (b"Code\n" * 50, "a.csv")):
        with pytest.raises(Invalid, match="too large"):
            read(content, name)


def marked(content: bytes, *problems: ImportProblem) -> Any:
    return openpyxl.load_workbook(io.BytesIO(annotated_copy(content, problems)))


def test_the_annotated_copy_keeps_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(WORKBOOK))
    sheet, other = book.worksheets[0], book.create_sheet("Other")
    sheet["C2"] = "=1+1"
    sheet["A2"].comment = Comment("mine", "Wang")
    sheet["B2"].number_format = "0.00"
    other["A1"] = "kept"
    book.worksheets[0].merge_cells("D1:E2")
    copy = marked(
        saved(book),
        ImportProblem("Sheet", "A2", "Wrong.", "Mend it."),
        ImportProblem("Sheet", "A2", "Twice."),
        ImportProblem("Sheet", "E2", "Merged."),
        ImportProblem("Nowhere", "B7", "=Lost"),
        ImportProblem("Sheet", "nonsense", "Somewhere."),
        ImportProblem("Sheet", "", "Whole sheet."),
    )
    first = copy["Sheet"]
    assert first["A2"].comment.text == "mine\nWrong. Mend it.\nTwice."
    assert first["A2"].fill.fgColor.rgb == "00FFF1C2"
    assert (first["C2"].value, first["B2"].number_format, copy["Other"]["A1"].value) == (
        "=1+1",
        "0.00",
        "kept",
    )
    assert first["D1"].comment.text == "Merged."
    assert first["A1"].comment.text == "Somewhere."
    listed = copy.worksheets[-1]
    assert [cell.value for cell in listed["C"]] == [
        "What is wrong", "Wrong.", "Twice.", "Merged.", "=Lost", "Somewhere.", "Whole sheet."
    ]  # fmt: skip
    assert listed["C5"].data_type == "s"


def test_marks_of_an_earlier_copy_go_and_the_copy_can_be_taken_in() -> None:
    once = annotated_copy(WORKBOOK, [ImportProblem("Sheet", "B2", "Wrong.")])
    with translation.override("zh-hans"):
        twice = marked(once, ImportProblem("Sheet", "A2", "Else."))
    assert len(twice.worksheets) == 2
    assert twice["Sheet"]["B2"].comment is None
    assert twice["Sheet"]["B2"].fill.fgColor.rgb != "00FFF1C2"
    assert twice["Sheet"]["A2"].comment.text == "Else."
    assert len(read(once).rows) == 1


def test_a_csv_comes_back_as_a_workbook() -> None:
    content = "Code,Legal name\nF001,=1+1\n".encode("gb18030")
    table = read(content, "a very long name: of a [list]/2020.csv")
    copy = marked(content, ImportProblem(table.sheet, "B2", "Wrong."))
    cell = copy.worksheets[0]["B2"]
    assert (cell.value, cell.data_type, cell.comment.text) == ("=1+1", "s", "Wrong.")
    assert copy.worksheets[0]["A2"].value == "F001"


def test_our_own_export_comes_back_in_as_it_was() -> None:
    rows = [["F001", "-5 degrees", 12], ["F002", "=x", 13]]
    for kind in ("csv", "xlsx"):
        body = table_bytes(titles=["Code", "Legal name", "Amount (yuan)"], rows=rows, kind=kind)
        assert [[*row.values.values()] for row in read(body, f"a.{kind}").rows] == [
            [str(value) for value in row] for row in rows
        ]


def test_fifty_thousand_rows_are_read_in_a_few_seconds() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Code", "Legal name", "Amount (yuan)"])
    for number in range(1, imports.MOST_ROWS + 1):
        sheet.write_row(number, 0, [f"F{number}", "One", number])
    book.close()
    assert len(read(out.getvalue()).rows) == imports.MOST_ROWS
