"""Numbers, days and links as pages write them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from concentric.desk.templatetags import desk as tags
from concentric.kernel.api import Invalid

MOMENT = datetime(2022, 4, 10, 18, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), ("", ""), (0, "0"), (1234567, "1,234,567"), (Decimal("1200.50"), "1,200.5"),
        (Decimal("-1000"), "-1,000"), (Decimal("1E+3"), "1,000"), (Decimal("0.000001"), "0.000001"),
        (Decimal("123456789012345678901234567890.123456"), "123,456,789,012,345,678,901,234,567,890.123456"),
    ],
)  # fmt: skip
def test_numbers_keep_all_their_digits(value: Any, shown: str) -> None:
    assert tags.grouped(value) == shown


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("zh-hans", "2022\u5e744\u670811\u65e5", "2022\u5e744\u670811\u65e5 02:02"),
        ("en", "11 April 2022", "11 April 2022 02:02"),
    ],
)
def test_days_are_those_of_shanghai_in_the_readers_language(
    language: str, day: str, moment: str
) -> None:
    with translation.override(language):
        assert tags.day(MOMENT) == tags.day(date(2022, 4, 11)) == day
        assert tags.moment(MOMENT) == moment
        assert tags.day(None) == tags.moment(None) == ""


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "\u53e3\u5f84"), ("en", "Rule")])
def test_a_text_in_two_languages(language: str, text: str) -> None:
    both = {"zh": "\u53e3\u5f84", "en": "Rule"}
    with translation.override(language):
        assert tags.localised(both) == tags.localised(SimpleNamespace(**both)) == text
        assert tags.localised(None) == ""
        assert tags.localised("plain") == "plain"


def test_amounts_show_their_unit() -> None:
    with translation.override("en"):
        assert tags.quantity(None, "CNY") == ""
        assert "1,234.5" in tags.quantity(Decimal("1234.5"), "CNY")


def test_an_address_changes_one_key() -> None:
    assert tags.with_query("q=a+b&page=x", page="", sort="-code") == "?q=a+b&sort=-code"


def test_an_error_is_said_in_the_readers_language() -> None:
    error = Invalid("There is no kind of job called %(kind)s.", kind="x")
    with translation.override("en"):
        assert tags.said(error) == {
            "what": "There is no kind of job called x.",
            "why": "",
            "remedy": "",
        }
