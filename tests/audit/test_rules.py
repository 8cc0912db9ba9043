"""Canonical bytes: one text per row, and the same from Python values and from the database."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.audit import rules
from concentric.audit.types import Book, Column, ColumnKind
from concentric.kernel.api import Invalid

KINDS = tuple(ColumnKind)
BOOK = Book(
    name="test",
    version=1,
    table="t",
    positions="p",
    queue="q",
    columns=tuple(Column(kind, kind) for kind in KINDS),
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
values = {
    ColumnKind.TEXT: texts,
    ColumnKind.INTEGER: st.integers(),
    ColumnKind.NUMBER: st.decimals(-(10**17), 10**17, places=6),
    ColumnKind.BOOLEAN: st.booleans(),
    ColumnKind.DATE: st.dates(date(1000, 1, 1)),
    ColumnKind.MOMENT: st.datetimes(timezones=st.just(UTC)),
    ColumnKind.UUID: st.uuids(),
    ColumnKind.JSON: plain,
    ColumnKind.WORDS: st.lists(st.text("abc019", min_size=1), max_size=3),
}
rows = st.tuples(*(st.none() | values[kind] for kind in KINDS))


@given(rows)
def test_a_line_has_one_field_per_column_and_reads_back(row: tuple[object, ...]) -> None:
    start, *fields = rules.canonical_bytes(BOOK, row).decode().split("\t")
    unescaped = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}

    def read(field: str) -> str | None:
        if field == "\\N":
            return None
        return re.sub(r"\\.", lambda found: unescaped[found[0]], field)

    assert start == "concentric/test/1"
    assert [read(field) for field in fields] == rules.canonical_texts(BOOK, row)


@given(rows, rows)
def test_rows_that_differ_have_different_bytes(
    row: tuple[object, ...], other: tuple[object, ...]
) -> None:
    same = rules.canonical_texts(BOOK, row) == rules.canonical_texts(BOOK, other)

    assert (rules.row_digest(BOOK, row) == rules.row_digest(BOOK, other)) == same


@given(st.decimals(-(10**17), 10**17, places=6))
def test_a_number_keeps_its_value(number: Decimal) -> None:
    assert Decimal(rules.number_text(number)) == number
    assert rules.number_text(Decimal(f"{number:f}").normalize()) == rules.number_text(number)


def test_zero_has_no_sign() -> None:
    assert rules.number_text(Decimal("-0")) == rules.number_text(Decimal(0)) == "0.000000"


def test_one_instant_has_one_text_in_every_zone() -> None:
    moment = datetime(2026, 1, 31, 16, 5, tzinfo=timezone(timedelta(hours=8)))

    assert rules.moment_text(moment) == "2026-01-31T08:05:00.000000Z"


def test_a_neighbouring_column_cannot_take_over_a_text() -> None:
    two = Book(
        name="two", version=1, table="t", positions="p", queue="q",
        columns=(Column("a", ColumnKind.TEXT), Column("b", ColumnKind.TEXT)),
    )  # fmt: skip

    rows_alike = [("ab", ""), ("a", "b"), ("a\tb", ""), ("a\tb", None), ("a", "\\N"), ("a", None)]
    assert len({rules.row_digest(two, row) for row in rows_alike}) == len(rows_alike)


def test_a_list_takes_plain_words_only() -> None:
    assert rules.words_text(["b1", "a2"]) == "{b1,a2}"
    with pytest.raises(ValueError, match="letters and digits"):
        rules.words_text(["a,b"])


def test_details_become_plain_json() -> None:
    details = {
        "amount": Decimal("1.50"),
        "on": date(2020, 1, 31),
        "at": datetime(2020, 1, 1, tzinfo=UTC),
        "uuid": UUID(int=1),
        "codes": ("b", "a"),
        "set": {"b", "a"},
    }

    assert rules.loggable(details) == {
        "amount": "1.50",
        "on": "2020-01-31",
        "at": "2020-01-01T00:00:00.000000Z",
        "uuid": "00000000-0000-0000-0000-000000000001",
        "codes": ["b", "a"],
        "set": ["a", "b"],
    }


@pytest.mark.parametrize("value", [1.5, object(), b"x", "a\0b", "\ud800"])
def test_details_without_one_text_are_refused(value: object) -> None:
    with pytest.raises(Invalid):
        rules.loggable({"value": value})
