"""Which code a place has on a day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from concentric.places import rules
from concentric.places.rules import Span

START = date(1980, 1, 1)
CHANGE = date(2019, 12, 31)
LAST = date(2019, 12, 30)


def spans(*rows: Span) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return found


RENAMED = spans(Span("old", START, LAST, "new"), Span("new", CHANGE, None, ""))
MERGED = spans(
    Span("a", START, LAST, "c"), Span("b", START, LAST, "c"), Span("c", CHANGE, None, "")
)


def test_a_renamed_place_is_followed_forward_and_back() -> None:
    assert rules.resolved("old", CHANGE, RENAMED) == "new"
    assert rules.resolved("old", LAST, RENAMED) == "old"
    assert rules.resolved("new", LAST, RENAMED) == "old"


def test_merged_places_are_followed_forward_but_not_guessed_back() -> None:
    assert {rules.resolved(c, CHANGE, MERGED) for c in "abc"} == {"c"}
    assert rules.resolved("c", LAST, MERGED) == "c"


def test_a_code_renamed_in_place_stays() -> None:
    same = spans(Span("x", START, LAST, "x"), Span("x", CHANGE, None, ""))
    assert rules.resolved("x", LAST, same) == "x"
    assert rules.nearest(same["x"], LAST).valid_to == LAST
    assert rules.nearest(same["x"], None).valid_to is None


def test_chains_and_circles_end() -> None:
    chain = spans(
        Span("1", START, date(1999, 12, 31), "2"),
        Span("2", date(2000, 1, 1), LAST, "3"),
        Span("3", CHANGE, None, ""),
    )
    assert rules.resolved("1", CHANGE, chain) == "3"
    assert rules.resolved("3", START, chain) == "1"
    circle = spans(Span("p", START, LAST, "q"), Span("q", START, LAST, "p"))
    assert rules.resolved("p", CHANGE, circle) in {"p", "q"}


@given(st.sampled_from(["old", "new", "unknown"]), st.dates(START, date(2030, 1, 1)))
def test_resolving_twice_is_resolving_once(code: str, on: date) -> None:
    once = rules.resolved(code, on, RENAMED)
    assert rules.resolved(once, on, RENAMED) == once


def test_overlapping_rows_are_found() -> None:
    fine = [Span("a", START, LAST, ""), Span("a", CHANGE, None, "")]
    wrong = [Span("b", START, CHANGE, ""), Span("b", CHANGE, None, "")]
    two_open = [Span("c", START, None, ""), Span("c", CHANGE, None, "")]
    assert rules.overlapping([*fine, *wrong, *two_open]) == {"b", "c"}
