"""Tables as files: xlsx and csv, with texts that no spreadsheet will run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import starmap
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from concentric.desk import rules
from concentric.kernel.api import SHANGHAI

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_EXACT_DIGITS = 15
"""A spreadsheet keeps 15 significant digits; a longer number is written as text so that no digit is lost."""
_LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook holds."""
_FIRST_YEAR = 1900
"""Spreadsheets know no earlier day; such days are written as texts."""
_WIDEST = 60


def table_response(
    *, name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]], kind: str
) -> HttpResponse:
    """A download of a table; `kind` is one of `KINDS`."""
    body = table_bytes(titles=titles, rows=rows, kind=kind)
    return file_response(body, filename=f"{name}.{kind}", content_type=KINDS[kind])


def file_response(body: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """A download under a name that may be Chinese (RFC 6266)."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def table_bytes(*, titles: Sequence[str], rows: Iterable[Sequence[Any]], kind: str) -> bytes:
    """The table as the bytes of a file: numbers with all their digits, days as days, texts that stay texts."""
    return _csv(titles, rows) if kind == "csv" else _xlsx(titles, rows)


def _csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([rules.neutralise(str(title)) for title in titles])
    for row in rows:
        writer.writerow([_guarded(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def _guarded(value: Any) -> str:
    is_number = isinstance(value, Decimal | int | float)
    return _plain(value) if is_number else rules.neutralise(_plain(value))


def _plain(value: Any) -> str:
    """A value as text: every digit of a number, days in ISO form, moments in Shanghai."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _local(value: datetime) -> datetime:
    """A moment as Shanghai's clock shows it; a naive one is meant so already."""
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value


def _xlsx(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    import xlsxwriter  # loaded only where a workbook is written

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    for column, title in enumerate(titles):
        sheet.write_string(0, column, str(title), head)
    widths = [len(str(title)) for title in titles]
    writer = _Writer(book, sheet)
    for number, row in enumerate(rows, start=1):
        lengths = starmap(writer.write, ((number, at, value) for at, value in enumerate(row)))
        widths = [max(pair) for pair in zip(widths, lengths, strict=True)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) * 1.4 + 2)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


class _Writer:
    """Writes the cells of one sheet; each kind of value in the spreadsheet's own form."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._sheet = sheet
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._text = book.add_format(
            {"quote_prefix": True}
        )  # Excel's own mark for "never a formula"

    def write(self, row: int, column: int, value: Any) -> int:
        """Write one cell; its length in characters."""
        shown = _plain(value)
        if _is_exact_number(value):
            self._sheet.write_number(row, column, value)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            is_moment = isinstance(value, datetime)
            written = _local(value) if isinstance(value, datetime) else value
            self._sheet.write_datetime(
                row, column, written, self._moment if is_moment else self._day
            )
        elif shown != rules.neutralise(shown):
            self._sheet.write_string(row, column, _fitting(shown), self._text)
        elif shown:
            self._sheet.write_string(row, column, _fitting(shown))
        return len(shown)


def _is_exact_number(value: Any) -> bool:
    """Whether a spreadsheet shows this number with all its digits."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return False
    digits = "".join(str(digit) for digit in Decimal(value).as_tuple().digits)
    return Decimal(value).is_finite() and len(digits.strip("0")) <= _EXACT_DIGITS


def _fitting(text: str) -> str:
    """The text as long as a cell holds; a longer one ends in an ellipsis."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}\u2026"
