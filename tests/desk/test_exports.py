"""Tables as files: digits, days, formulas, names, size."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from concentric.desk import exports
from concentric.desk.api import file_response, table_bytes


def in_csv(*values: Any) -> list[str]:
    body = table_bytes(titles=["t"] * len(values), rows=[values], kind="csv")
    return [*csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))][1]


def in_xlsx(*values: Any) -> list[Any]:
    body = table_bytes(titles=["t"] * len(values), rows=[values], kind="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return list(next(iter(sheet.iter_rows(min_row=2))))


@settings(max_examples=50)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_no_digit_is_lost(number: Decimal) -> None:
    assert Decimal(in_csv(number)[0]) == number
    assert Decimal(str(in_xlsx(number)[0].value)) == number


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (Decimal("0.10"), "n"), (123456789012345, "n"), (Decimal("-123456789012.345"), "n"), (0, "n"),
        (1234567890123456, "s"), (Decimal("1234567890.123456"), "s"), (Decimal("100000000000000000000.00"), "n"),
    ],
)  # fmt: skip
def test_a_number_is_a_number_as_long_as_a_spreadsheet_keeps_it(number: Any, kind: str) -> None:
    assert in_xlsx(number)[0].data_type == kind


def test_days_and_moments_are_days_and_moments_of_shanghai() -> None:
    moment = datetime(2020, 12, 31, 20, 30, tzinfo=UTC)
    day, at, old = in_xlsx(date(2020, 1, 31), moment, date(1895, 1, 1))
    assert (day.value.isoformat(), day.number_format) == ("2020-01-31T00:00:00", "yyyy-mm-dd")
    assert at.value.isoformat() == "2021-01-01T04:30:00"
    assert old.value == "1895-01-01"
    assert in_csv(date(2020, 1, 31), moment) == ["2020-01-31", "2021-01-01 04:30"]


def test_formulas_stay_texts_and_texts_stay_whole() -> None:
    texts = [
        "=HYPERLINK(1)",
        "-5",
        "+86 10",
        "@x",
        "\uff1d1",
        "plain",
        "https://example.org",
        "{=1}",
        "a\x01b",
    ]
    assert in_csv(*texts)[:5] == ["'" + text for text in texts[:5]]
    cells = in_xlsx(*texts)
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells][:8] == texts[:8]
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 5 + [False] * 4
    assert not any(cell.hyperlink for cell in cells)


def test_nothing_is_empty_and_truth_is_a_word() -> None:
    with translation.override("en"):
        assert in_csv(None, "", True, False) == ["", "", "Yes", "No"]
        assert [c.value for c in in_xlsx(None, "", True, False)] == [None, None, "Yes", "No"]


def test_a_text_longer_than_a_cell_says_so() -> None:
    (cell,) = in_xlsx("x" * 40_000)
    assert len(cell.value) == 32_767
    assert cell.value.endswith("\u2026")


def test_line_ends_and_quotes_survive_csv() -> None:
    assert in_csv('a"b', "c\r\nd", "e,f") == ['a"b', "c\r\nd", "e,f"]


def test_a_chinese_name_is_a_name() -> None:
    answer = file_response(b"x", filename='\u4f1a\u5458"/..\r\nX: y.csv', content_type="text/csv")
    name = answer["Content-Disposition"]
    assert name.isascii()
    assert '"' not in name
    assert "/" not in name
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert set(exports.KINDS) == {"csv", "xlsx"}


def test_titles_are_no_formulas_either() -> None:
    body = table_bytes(titles=["=1+1"], rows=[], kind="csv")
    assert body.decode("utf-8-sig").strip() == "'=1+1"
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(titles=["=1+1"], rows=[], kind="xlsx")))
    assert book.worksheets[0]["A1"].data_type == "s"
