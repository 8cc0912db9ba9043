"""What is a fact of its type, the organisation's part, fingerprints, statements."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.facts import rules
from concentric.facts.types import (
    Basis,
    Confirmation,
    DimensionStatement,
    DraftFact,
    Fingerprint,
    Selector,
)
from concentric.kernel.api import Invalid, uuid7
from concentric.rulebook.api import load
from tests.facts.drafts import PACK, draft, source, year_draft

BOOK = load([PACK])


def check(wanted: DraftFact) -> None:
    rules.check_draft(wanted, rules.checked_type(BOOK.fact_type(wanted.fact_type), BOOK.items))


@pytest.mark.parametrize(
    "good",
    [
        draft(),
        draft(dims={"colour": "red", "note": "anything"}),
        draft(share_num=1, share_den=3),
        draft("test.staffed"),
        year_draft(evidence=("a" * 64,)),
        draft("test.planned", object_kind="plan", object_uuid=uuid7(), evidence=("0" * 64,)),
        draft(source=source(slot="")),
    ],
)
def test_a_fact_of_its_type_is_accepted(good: DraftFact) -> None:
    check(good)


@pytest.mark.parametrize(
    ("fact_type", "changes"),
    [
        ("test.given", {"covers_to": date(2020, 3, 2)}),
        ("test.staffed", {"covers_to": date(2020, 3, 2)}),
        ("test.declared", {"covers_to": date(2020, 2, 1)}),
        ("test.given", {"share_num": 0}),
        ("test.given", {"share_num": 3, "share_den": 2}),
        ("test.given", {"share_num": 0, "share_den": 0}),
        ("test.given", {"dims": {"size": "big"}}),
        ("test.given", {"dims": {"colour": "green"}}),
        ("test.given", {"dims": {"note": ""}}),
        ("test.given", {"dims": {"note": "a\tb"}}),
        ("test.given", {"object_kind": "plan", "object_uuid": uuid7()}),
        ("test.planned", {"evidence": ("a" * 64,)}),
        ("test.planned", {"object_kind": "plan", "evidence": ("a" * 64,)}),
        ("test.planned", {"object_kind": "firm", "object_uuid": uuid7(), "evidence": ("a" * 64,)}),
        ("test.planned", {"object_kind": "plan", "object_uuid": uuid7()}),
        ("test.planned", {"object_kind": "plan", "object_uuid": uuid7(), "evidence": ("A" * 64,)}),
        ("test.given", {"evidence": ("a" * 64,)}),
        ("test.given", {"organisation": ""}),
        ("test.given", {"place": ""}),
        ("test.given", {"place": "22\n"}),
        ("test.given", {"person_key": "a\0"}),
        ("test.given", {"source": source(slot="\ud800")}),
    ],
)
def test_what_is_no_fact_of_its_type_is_refused(fact_type: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        check(draft(fact_type, **changes))


@pytest.mark.parametrize(
    "value", ["1e18", "0.0000001", "NaN", "Infinity", "123456789012345678.1234567"]
)
def test_a_value_that_cannot_be_stored_exactly_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        rules.stored_number(Decimal(value))


@given(
    st.decimals(-(10**12), 10**12, places=6),
    st.integers(1, 1000).flatmap(lambda den: st.tuples(st.integers(1, den), st.just(den))),
)
def test_the_part_is_exact_or_refused(value: Decimal, share: tuple[int, int]) -> None:
    num, den = share
    exact = Fraction(value) * Fraction(num, den)
    wanted = draft(value=value, share_num=num, share_den=den)
    if (exact * 10**6).denominator == 1:
        assert Fraction(rules.attributed_value(wanted, wanted.value)) == exact
    else:
        with pytest.raises(Invalid, match="six decimal places"):
            rules.attributed_value(wanted, wanted.value)


def test_a_part_that_the_caller_split_is_taken_as_said() -> None:
    wanted = draft(value=Decimal(100), share_num=1, share_den=3, attributed=Decimal("33.34"))

    assert rules.attributed_value(wanted, wanted.value) == Decimal("33.34")


@pytest.mark.parametrize(("value", "part"), [("10", "11"), ("10", "-1"), ("-10", "1"), ("0", "1")])
def test_a_part_is_no_larger_than_the_whole(value: str, part: str) -> None:
    with pytest.raises(Invalid):
        rules.attributed_value(
            draft(value=Decimal(value), attributed=Decimal(part)), Decimal(value)
        )


digests = st.lists(st.binary(min_size=32, max_size=32))


@given(digests, st.randoms())
def test_a_fingerprint_does_not_depend_on_order(found: list[bytes], order: random.Random) -> None:
    shuffled = list(found)
    order.shuffle(shuffled)

    assert rules.fingerprint(found) == rules.fingerprint(shuffled)
    assert Fingerprint.parse(str(rules.fingerprint(found))) == rules.fingerprint(found)


@given(digests, st.binary(min_size=32, max_size=32))
def test_a_fingerprint_sees_one_fact_more(found: list[bytes], one: bytes) -> None:
    assert rules.fingerprint([*found, one]) != rules.fingerprint(found)


codes = st.text("abc", min_size=1, max_size=3)
selectors = st.builds(
    Selector,
    fact_type=codes,
    where=st.dictionaries(codes, st.lists(codes, min_size=1).map(tuple)).map(
        lambda where: tuple(sorted(where.items()))
    ),
    covers_from=st.none() | st.dates(),
    covers_to=st.none() | st.dates(),
    organisations=st.none() | st.lists(codes).map(tuple),
    places=st.none() | st.lists(codes).map(tuple),
    objects=st.none() | st.lists(st.uuids()).map(tuple),
    basis=st.none() | st.sampled_from(Basis),
    confirmation=st.none() | st.sampled_from(Confirmation),
    latest=st.booleans(),
)


@given(selectors)
def test_a_selector_survives_json(selector: Selector) -> None:
    assert Selector.from_json(selector.to_json()) == selector


def said(value: str | None, first: int = 2019, last: int | None = None) -> DimensionStatement:
    return DimensionStatement(
        entity_kind="organisation", entity="F001", attribute="kind", value=value,
        valid_from=date(first, 1, 1), valid_to=None if last is None else date(last, 12, 31),
    )  # fmt: skip


def test_stating_twice_says_nothing_twice() -> None:
    batch = [said("a"), said("b", 2020, 2020), said(None, 2021)]

    assert rules.new_statements([], batch) == batch
    assert rules.new_statements(batch, batch[1:]) == []


def test_a_statement_that_was_overridden_can_be_stated_again() -> None:
    assert rules.new_statements([said("a"), said("b", 2020)], [said("a")]) == [said("a")]


@pytest.mark.parametrize("bad", [said(""), said("a", 2020, 2019), said("a\n")])
def test_statements_without_sense_are_refused(bad: DimensionStatement) -> None:
    with pytest.raises(Invalid):
        rules.new_statements([], [bad])
