"""Files that come in as workbooks or csv, opened only after they were measured: nothing here trusts a file."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from concentric.kernel.api import Invalid, msgid

if TYPE_CHECKING:
    import python_calamine

LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 200 * 2**20
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000
"""The reader lays out every cell between the first and the last of a sheet: two cells far apart would fill memory."""

_CHUNK = 2**16
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,8})["']""")
_HIDDEN_ADDRESS = re.compile(rb"""\br\s*=\s*["'][^"'<>]{0,20}&""")
_OVERLAP = 64
"""Bytes of a chunk looked at again with the next one, so that no address is cut in two."""
_DIGITS = 15
_SEPARATORS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as texts from its first row on; merged areas as (first row, column, last row, column), from 0."""

    sheet: str
    rows: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def read_grid(content: bytes, filename: str, *, most_rows: int) -> Grid:
    """The first sheet of an xlsx, or a csv (UTF-8, UTF-16 or GB18030), as texts; at most so many rows.

    Kinds are known by content, not by name. Raises `Invalid` in words for any other file.
    """
    if content.startswith(b"PK"):
        return _sheet(open_workbook(content, filename), filename, most_rows)
    _refuse_large(content, filename)
    if content.startswith(_OLD_OR_LOCKED):
        raise _locked(filename) if _LOCKED in content else _other_kind(filename)
    if not filename.lower().endswith((".csv", ".txt")):
        raise _other_kind(filename)
    return Grid(filename, _csv_rows(content, filename, most_rows))


def open_workbook(content: bytes, filename: str) -> python_calamine.CalamineWorkbook:
    """An xlsx opened for reading after it was measured. Raises `Invalid` in words for anything else."""
    import python_calamine  # loaded only where a workbook is read

    check_workbook(content, filename)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except BaseException as error:
        raise _unreadable(error, filename) from error


def check_workbook(content: bytes, filename: str) -> None:
    """Measure a workbook without opening it: its size unpacked, the spread of its cells.

    Raises `Invalid` in words when it is too large, damaged, or of another kind.
    """
    _refuse_large(content, filename)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_parts(packed, filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise _damaged(filename) from error
    except RuntimeError as error:  # what zipfile says of a part under a password
        raise _locked(filename) from error


def cell_text(value: Any) -> str:
    """A cell as the text a person would type: numbers in the digits a spreadsheet keeps, dates in ISO form."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{Decimal(f'{value:.{_DIGITS}g}'):f}"
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _check_parts(packed: zipfile.ZipFile, filename: str) -> None:
    parts = packed.infolist()
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise _other_kind(filename)
    if len(parts) > MOST_PARTS:
        raise _too_large(filename)
    left = LARGEST_UNPACKED
    for part in parts:
        is_sheet = part.filename.lower().startswith("xl/worksheets/")
        tail, last_row, last_column = b"", 0, 0
        for chunk in _unpacked(packed, part):
            left -= len(chunk)
            if left < 0:
                raise _too_large(filename)
            if is_sheet:
                row, column = _farthest(tail + chunk, filename)
                last_row, last_column = max(last_row, row), max(last_column, column)
                tail = chunk[-_OVERLAP:]
        if last_row * last_column > MOST_CELLS:
            raise _too_large(filename)


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes. The size the file states is not believed: reading goes on until the data end."""
    part.file_size = sys.maxsize
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _farthest(text: bytes, filename: str) -> tuple[int, int]:
    """The largest row and column that addresses in a piece of a sheet name."""
    if _HIDDEN_ADDRESS.search(text):
        raise _damaged(filename)
    found = _ADDRESS.findall(text)
    rows = (int(row) for _letters, row in found)
    columns = {letters for letters, _row in found}
    return max(rows, default=0), max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet(book: python_calamine.CalamineWorkbook, filename: str, most_rows: int) -> Grid:
    try:
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
        merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    except BaseException as error:
        raise _unreadable(error, filename) from error
    return Grid(sheet.name, [[cell_text(cell) for cell in row] for row in rows], merged)


def _csv_rows(content: bytes, filename: str, most_rows: int) -> list[list[str]]:
    text = _decoded(content, filename)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([cell.strip() for cell in row])
            if len(rows) >= most_rows:
                break
    except csv.Error as error:
        raise _damaged(filename) from error
    return rows


def _decoded(content: bytes, filename: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise _other_kind(filename)


def _unreadable(error: BaseException, filename: str) -> BaseException:
    """What to say of a failure of the reader; its panics are no `Exception`, and interrupts are not ours."""
    is_panic = type(error).__name__ == "PanicException"
    return _damaged(filename) if is_panic or isinstance(error, Exception) else error


def _refuse_large(content: bytes, filename: str) -> None:
    if len(content) > LARGEST_FILE:
        raise _too_large(filename)


_SAVE_AGAIN = msgid("Save it again as .xlsx or .csv and upload that file.")


def _too_large(filename: str) -> Invalid:
    return Invalid(
        msgid("The file %(filename)s is too large."),
        why=msgid("A list has up to 20 MB and no cells far away from the others."),
        remedy=msgid("Copy only the list into a new workbook, or split it, and upload that."),
        filename=filename,
    )


def _damaged(filename: str) -> Invalid:
    return Invalid(
        msgid("The file %(filename)s cannot be read: it is damaged."),
        why=msgid("It may have been cut off while it was copied."),
        remedy=_SAVE_AGAIN,
        filename=filename,
    )


def _locked(filename: str) -> Invalid:
    return Invalid(
        msgid("The file %(filename)s is protected by a password."),
        remedy=msgid("Save it without a password and upload that file."),
        filename=filename,
    )


def _other_kind(filename: str) -> Invalid:
    return Invalid(
        msgid("The file %(filename)s is neither a workbook (.xlsx) nor a .csv."),
        why=msgid("Files are known by what is in them; the name does not matter."),
        remedy=_SAVE_AGAIN,
        filename=filename,
    )
