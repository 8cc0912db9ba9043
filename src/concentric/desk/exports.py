"""Tables as files: xlsx and csv, with texts that no spreadsheet will run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from concentric.desk import rules
from concentric.kernel.api import SHANGHAI

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_EXACT_DIGITS = 15
"""A spreadsheet keeps 15 significant digits; a longer number is written as text so that no digit is lost."""


def table_response(
    *, name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]], kind: str
) -> HttpResponse:
    """A download of a table; `kind` is one of `KINDS`."""
    body = table_bytes(titles=titles, rows=rows, kind=kind)
    return file_response(body, filename=f"{name}.{kind}", content_type=KINDS[kind])


def file_response(body: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """A download under a name that may be Chinese (RFC 6266)."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def table_bytes(*, titles: Sequence[str], rows: Iterable[Sequence[Any]], kind: str) -> bytes:
    """The table as the bytes of a file."""
    return _csv(titles, rows) if kind == "csv" else _xlsx(titles, rows)


def _csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([rules.neutralise(str(title)) for title in titles])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal | int | float):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return rules.neutralise("" if value is None else str(value))


def _xlsx(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    sheet.write_row(0, 0, [str(title) for title in titles], head)
    widths = [len(str(title)) for title in titles]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            written = _write(sheet, number, column, value)
            widths[column] = max(widths[column], min(len(written), 60))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width * 1.4 + 2)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> str:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        if len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS:
            sheet.write_number(row, column, value)
            return str(value)
        sheet.write_string(row, column, f"{value:f}")
        return str(value)
    text = value.isoformat() if type(value) is date else _plain(value)
    sheet.write_string(row, column, text)
    return text
