"""Public codes: what is right passes in its plain form, every single slip is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import (
    Board,
    DivisionLevel,
    Exchange,
    Invalid,
    check_uscc,
    division_code,
    stock_code,
    uscc_check_character,
)
from concentric.kernel.codes import USCC_ALPHABET

STANDARD_EXAMPLE = "91350100M000100Y43"
"""The worked example printed in GB 32100-2015."""

usccs = st.builds(
    lambda head, area, tail: head + area + tail,
    st.text(USCC_ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(USCC_ALPHABET, min_size=9, max_size=9),
).map(lambda first: first + uscc_check_character(first))


def test_the_example_of_the_standard() -> None:
    assert check_uscc(STANDARD_EXAMPLE) == STANDARD_EXAMPLE
    assert check_uscc(" ９１３５０１００m000100y43 ") == STANDARD_EXAMPLE


@given(usccs, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_mistyped_character_is_always_noticed(code: str, place: int, typed: str) -> None:
    assert check_uscc(code) == code
    wrong = code[:place] + typed + code[place + 1 :]
    if wrong == code:
        return
    with pytest.raises(Invalid):
        check_uscc(wrong)


@given(usccs, st.integers(0, 16))
def test_two_neighbours_swapped_are_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return
    with pytest.raises(Invalid):
        check_uscc(swapped)


@pytest.mark.parametrize("wrong", ["", "9135", "91350100M000100Y4O", "9135010AM000100Y43",
                                   "91350100M000100Y44"])  # fmt: skip
def test_refusals_never_repeat_the_code(wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_uscc(wrong)
    assert refused.value.remedy
    assert not wrong or wrong not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code", "level", "parent"),
    [
        ("140000", "140000", DivisionLevel.PROVINCE, None),
        ("140000000000", "140000", DivisionLevel.PROVINCE, None),
        ("141000", "141000", DivisionLevel.PREFECTURE, "140000"),
        ("１４１０３１", "141031", DivisionLevel.COUNTY, "141000"),
        ("141031100", "141031100", DivisionLevel.TOWNSHIP, "141031"),
        ("141031100000", "141031100", DivisionLevel.TOWNSHIP, "141031"),
        ("141031100203", "141031100203", DivisionLevel.VILLAGE, "141031100"),
        ("441900003", "441900003", DivisionLevel.TOWNSHIP, "441900"),
        ("429004", "429004", DivisionLevel.COUNTY, "429000"),
    ],
)
def test_divisions(text: str, code: str, level: DivisionLevel, parent: str | None) -> None:
    division = division_code(text)
    assert (division.code, division.level) == (code, level)
    assert (division.parent.code if division.parent else None) == parent
    assert division_code(division.padded(12)) == division


def test_lineage_of_a_village() -> None:
    village = division_code("141031100203")
    assert [d.code for d in village.lineage] == [
        "140000",
        "141000",
        "141031",
        "141031100",
        village.code,
    ]
    county = village.at(DivisionLevel.COUNTY)
    assert county is not None
    assert county.contains(village)
    assert not village.contains(county)
    assert county.at(DivisionLevel.VILLAGE) is None
    with pytest.raises(Invalid):
        village.padded(9)
    with pytest.raises(Invalid):
        county.padded(7)


@pytest.mark.parametrize(
    "text", ["", "14", "14103", "1410311", "991031", "140031", "141031000203", "14103A", "000000"]
)
def test_what_is_no_division_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        division_code(text)
    assert refused.value.why


@pytest.mark.parametrize(
    ("text", "shown", "exchange", "board"),
    [
        ("600000", "600000.SH", Exchange.SHANGHAI, Board.MAIN),
        ("600000.ss", "600000.SH", Exchange.SHANGHAI, Board.MAIN),
        ("SH688001", "688001.SH", Exchange.SHANGHAI, Board.STAR),
        ("000001.SZ", "000001.SZ", Exchange.SHENZHEN, Board.MAIN),
        ("３００７５０", "300750.SZ", Exchange.SHENZHEN, Board.CHINEXT),
        ("301001.SZ", "301001.SZ", Exchange.SHENZHEN, Board.CHINEXT),
        ("920002.BJ", "920002.BJ", Exchange.BEIJING, Board.BSE),
        ("430047", "430047.BJ", Exchange.BEIJING, Board.BSE),
        ("835185.BJ", "835185.BJ", Exchange.BEIJING, Board.BSE),
    ],
)
def test_stocks(text: str, shown: str, exchange: Exchange, board: Board) -> None:
    stock = stock_code(text)
    assert (str(stock), stock.exchange, stock.board) == (shown, exchange, board)
    assert stock_code(str(stock)) == stock


@pytest.mark.parametrize("text", ["", "60000", "600000.SZ", "SZ600000.SH", "700000", "600000.HK"])
def test_what_is_no_stock_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        stock_code(text)
