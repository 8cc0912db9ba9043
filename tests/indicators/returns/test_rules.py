"""The rules of returns: six kinds of check, reading cells, shares, objects, states. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.indicators.returns.rules import attribution, checks, objects, reading, states
from concentric.indicators.returns.types import (
    ActKind,
    Claim,
    MessageKind,
    ReturnState,
    ThreadState,
)
from concentric.kernel.api import Conflict, Invalid, Role, uuid7
from concentric.rulebook.types import Localised, Rule

D = Decimal
SAYS = Localised(zh="x", en="x")


def rule(kind: str, right: str | Decimal | None = "R", factor: int | None = None) -> Rule:
    return Rule("X-R1", "soft", kind, "L", right, None if factor is None else D(factor), SAYS)


def filled(
    left: int | None,
    right: int | None = None,
    last: int | None = None,
    usual: Fraction = Fraction(0),
) -> checks.Filled:
    def value(number: int | None) -> Decimal | None:
        return None if number is None else D(number)

    return checks.Filled(
        values={"L": value(left), "R": value(right)},
        texts={},
        rows={},
        last={"L": value(last)},
        usual={"X-R1": usual},
    )


@pytest.mark.parametrize(
    ("kind", "factor", "given_", "kept"),
    [
        ("equal", None, filled(5, 5), True),
        ("equal", None, filled(5, 6), False),
        ("equal", None, filled(5, None), True),
        ("not_less", None, filled(6, 5), True),
        ("not_less", None, filled(4, 5), False),
        ("not_less", None, filled(None, 5), True),
        ("both_or_none", None, filled(1, 2), True),
        ("both_or_none", None, filled(0, None), True),
        ("both_or_none", None, filled(1, 0), False),
        ("prior_jump", 5, filled(50, last=11), True),
        ("prior_jump", 5, filled(50, last=10), False),
        ("prior_jump", 5, filled(10, last=50), False),
        ("prior_jump", 5, filled(50, last=0), True),
        ("unit_slip", 1000, filled(6546330000, last=600000), False),
        ("unit_slip", 1000, filled(654633, last=600000), True),
        ("peer_outlier", 10, filled(200, 1, usual=Fraction(20)), False),
        ("peer_outlier", 10, filled(199, 1, usual=Fraction(20)), True),
        ("peer_outlier", 10, filled(1, 1, usual=Fraction(20)), False),
        ("peer_outlier", 10, filled(5, 0, usual=Fraction(20)), True),
    ],
)
def test_each_kind_of_rule(
    kind: str, factor: int | None, given_: checks.Filled, kept: bool
) -> None:
    assert checks.holds(rule(kind, factor=factor), given_) is kept


def test_a_rule_may_compare_with_a_constant() -> None:
    assert checks.holds(rule("not_less", right=D(3)), filled(3))
    assert not checks.holds(rule("not_less", right=D(3)), filled(2))


def test_a_kind_nobody_knows_is_no_pass() -> None:
    with pytest.raises(ValueError, match="guess"):
        checks.holds(rule("guess"), filled(1, 1))


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (0.1, "1000.00"),
        (34.12, "341200.00"),
        ("1,234.5", "12345000.00"),
        (0.000001, "0.01"),
        (40990.0, "409900000.00"),
    ],
)
def test_amounts_are_exact(cell: object, fen: str) -> None:
    assert reading.amount(cell, D(10000)) == D(fen)


@pytest.mark.parametrize("cell", [0.0000001, "abc", True])
def test_amounts_that_cannot_be(cell: object) -> None:
    with pytest.raises(Invalid):
        reading.amount(cell, D(10000))


@pytest.mark.parametrize("cell", [1.5, -1, "some"])
def test_counts_are_whole(cell: object) -> None:
    with pytest.raises(Invalid):
        reading.count(cell)


def test_zero_is_not_nothing() -> None:
    assert not reading.is_empty(0)
    assert not reading.is_empty("0")
    assert reading.is_empty(" ")
    assert reading.count(0.0) == 0


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("", (("F001", Fraction(1)),)),
        ("F002:1/3; f001:2/3", (("F001", Fraction(2, 3)), ("F002", Fraction(1, 3)))),
        ("F001\uff1a1/2\uff1bF002\uff1a1/2", (("F001", Fraction(1, 2)), ("F002", Fraction(1, 2)))),
    ],
)
def test_partners_as_typed(text: str, shares: attribution.Shares) -> None:
    assert attribution.read_shares(text, "F001") == shares


@pytest.mark.parametrize(
    "text", ["F002:1", "F001:1/2", "F001:1/2;F001:1/2", "F001:x;F002:1/2", "F001:0;F002:1"]
)
def test_partners_that_do_not_make_one(text: str) -> None:
    with pytest.raises(Invalid):
        attribution.read_shares(text, "F001")


@given(
    st.integers(min_value=0, max_value=10**15),
    st.lists(st.integers(min_value=1, max_value=97), min_size=1, max_size=6),
)
def test_the_parts_of_all_partners_make_the_whole(fen: int, weights: list[int]) -> None:
    whole = D(fen) / 100
    shares = tuple((f"F{n:03d}", Fraction(w, sum(weights))) for n, w in enumerate(weights))
    parts = [attribution.own_part(whole, shares, firm) for firm, _share in shares]
    assert sum(parts) == whole
    assert attribution.read_shares(attribution.shares_text(shares), "F000") == shares


def claim(firm: str, amount: int, text: str) -> Claim:
    return Claim(firm, "B-IPO", "EX1", D(amount), attribution.read_shares(text, firm))


HALVES = "F001:1/2;F002:1/2"


@pytest.mark.parametrize(
    ("claims", "arrived", "reasons"),
    [
        ([claim("F001", 9, HALVES), claim("F002", 9, HALVES)], {"F001", "F002"}, ()),
        (
            [claim("F001", 9, HALVES), claim("F002", 8, HALVES)],
            {"F001", "F002"},
            ("different_amounts",),
        ),
        (
            [claim("F001", 9, ""), claim("F002", 9, "")],
            {"F001", "F002"},
            ("different_shares", "shares_not_one"),
        ),
        ([claim("F001", 9, HALVES)], {"F001"}, ()),
        ([claim("F001", 9, HALVES)], {"F001", "F002"}, ("shares_not_one", "partner_silent")),
    ],
)
def test_where_partners_disagree(
    claims: list[Claim], arrived: set[str], reasons: tuple[str, ...]
) -> None:
    found = objects.contested(claims, arrived)
    assert tuple(one.reasons for one in found) == ((reasons,) if reasons else ())


def test_the_signature_that_comes_next() -> None:
    me, other = uuid7(), uuid7()
    assert states.next_signer(ReturnState.OPEN, [], []) is None
    assert states.next_signer(ReturnState.PREPARING, [], []) is Role.PREPARER
    assert states.next_signer(ReturnState.PREPARED, [other], [me]) is Role.CHECKER
    assert states.next_signer(ReturnState.PREPARED, [me], [me]) is Role.SIGNATORY
    assert states.next_signer(ReturnState.CHECKED, [other], [me, other]) is Role.SIGNATORY
    assert states.next_signer(ReturnState.SIGNED, [other], [me]) is None


def test_what_cannot_follow_is_refused() -> None:
    assert states.following(ReturnState.LOCKED, ActKind.REOPENED) is ReturnState.REOPENED
    for state, act in (
        (ReturnState.LOCKED, ActKind.FILLED),
        (ReturnState.SIGNED, ActKind.ACCEPTED),
    ):
        with pytest.raises(Conflict):
            states.following(state, act)
    with pytest.raises(Conflict):
        states.thread_after(ThreadState.CLOSED, MessageKind.ANSWERED)


def test_every_state_can_be_left() -> None:
    assert set(states.TRANSITIONS) == set(ReturnState)
    assert all(states.TRANSITIONS.values())
