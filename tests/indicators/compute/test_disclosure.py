"""An attacker who solves every sum and every shown derived figure cannot compute a withheld cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concentric.indicators.compute.disclosure import DisclosureRule
from concentric.indicators.compute.judging import withheld_values
from concentric.indicators.compute.types import Pin, Value, Withheld
from concentric.kernel.api import Bound, Period, uuid7
from concentric.rulebook.api import load
from concentric.rulebook.types import Formula, Inputs, Rulebook, TimeRule
from tests.indicators.compute.conftest import BASE, DEMO

RULE = DisclosureRule(3, Decimal("0.85"))
YEARS = (Period.year(2019), Period.year(2020))
KINDS, BOARDS = ("big", "middle", "small"), ("star", "main", "growth")
COUNTIES = ("530102", "530103", "530302", "440105")
LEVELS = {"county": 6, "prefecture": 4, "province": 2}
PIN = Pin(1, 1, "demo")

Key = tuple[str, Period, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Deal:
    member: int
    board: str
    county: str
    year: Period
    amount: int

    def codes(self) -> Mapping[str, str]:
        places = {level: self.county[:digits].ljust(6, "0") for level, digits in LEVELS.items()}
        return {"firm_kind": KINDS[self.member % 3], "board": self.board, **places}


@cache
def rulebook() -> Rulebook:
    """The demonstration catalogue, with growth and a running total of the STAR amount besides."""
    found = load([BASE, DEMO])
    star = found.indicators["D-STAR"]
    added = {
        "X-GROWTH": replace(
            found.indicators["D-GROWTH"], code="X-GROWTH", inputs=Inputs((("of", "D-STAR"),))
        ),
        "X-EVER": replace(
            star, code="X-EVER", formula=Formula.CUMULATIVE, measure=None,
            inputs=Inputs((("of", "D-AMOUNT"),)),
        ),
        "X-TOP": replace(
            found.indicators["D-TOP2"], code="X-TOP", inputs=Inputs((("of", "D-AMOUNT"),), n=3)
        ),
    }  # fmt: skip
    return replace(
        found,
        indicators={**found.indicators, **added},
        versions={
            **found.versions,
            "indicators": {
                **found.versions["indicators"],
                **{code: (one,) for code, one in added.items()},
            },
        },
    )


deals = st.lists(
    st.builds(
        Deal,
        member=st.integers(0, 9),
        board=st.sampled_from(BOARDS),
        county=st.sampled_from(COUNTIES),
        year=st.sampled_from(YEARS),
        amount=st.integers(1, 60),
    ),
    min_size=6,
    max_size=40,
)


def value(key: Key, exact: Fraction, members: Mapping[int, int] | None, **changes: object) -> Value:
    """A value as the engine keeps it, of what each member contributed."""
    whole = sum(members.values()) if members else 0
    part = Fraction(max(members.values()), whole) if members and whole else Fraction(0)
    largest = (Decimal(part.numerator) / Decimal(part.denominator)).quantize(
        Decimal("1e-12"), rounding=ROUND_UP
    )
    base = Value(
        uuid=uuid7(), indicator=key[0], period=key[1], cell=key[2], population="returns",
        exact=exact, rounded=Decimal(1), bound=Bound.EQ, is_derived=members is None,
        facts=1, confirmed=0, word_1=0, word_2=0,
        contributors=len(members) if members is not None else 99,
        largest=min(largest, Decimal(1)), pin=PIN,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]  # a test names its fields


def values_of(some: Sequence[Deal]) -> dict[Key, Value]:
    """Every value that pages could show of these deals."""
    found: dict[Key, Value] = {}
    for year in YEARS:
        now = [deal for deal in some if deal.year == year]
        ever = [deal for deal in some if deal.year.end <= year.end]
        star = [deal for deal in now if deal.board == "star"]
        for code, counted, names in (
            ("D-AMOUNT", now, ("firm_kind", "board", *LEVELS)),
            ("D-STAR", star, ("firm_kind", "county")),
            ("X-EVER", ever, ("firm_kind", "board")),
        ):
            for cell, members in cells(counted, names).items():
                key = (code, year, cell)
                found[key] = value(key, Fraction(sum(members.values())), members)
    for key, one in tuple(found.items()):
        code, year, cell = key
        if code != "D-STAR":
            continue
        whole = found["D-AMOUNT", year, cell]
        share = ("D-SHARE", year, cell)
        found[share] = value(share, one.exact / whole.exact, None, contributors=one.contributors)
        before = found.get(("D-STAR", year.year_earlier(), cell))
        if before is not None:
            growth = ("X-GROWTH", year, cell)
            found[growth] = value(
                growth, (one.exact - before.exact) / before.exact, None,
                contributors=min(one.contributors, before.contributors),
            )  # fmt: skip
    return found


def cells(some: Iterable[Deal], names: Sequence[str]) -> dict[tuple, dict[int, int]]:
    """What each member contributed, by cell; the whole is the empty cell."""
    found: dict[tuple, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for deal in some:
        for name in ("", *names):
            cell = ((name, deal.codes()[name]),) if name else ()
            found[cell][deal.member] += deal.amount
    return found


class Attacker:
    """Knows the catalogue and every shown figure; solves all that follows, exactly."""

    def __init__(self, values: Mapping[Key, Value], withheld: Iterable[Key]) -> None:
        self._values = values
        self._unknown = set(withheld)
        self.rows: list[tuple[dict[Key, Fraction], Fraction]] = []
        self._add_sums()
        self._add_sameness()
        self._add_derived()

    def knows(self) -> set[Key]:
        """Withheld figures that the equations determine."""
        solved: dict[Key, dict[Key, Fraction]] = {}
        for row, _ in self.rows:
            row = {key: number for key, number in row.items() if key in self._unknown}
            for lead in [key for key in row if key in solved]:
                row = self._less(row, solved[lead], row[lead])
            if not row:
                continue
            lead = min(row, key=str)
            row = {key: number / row[lead] for key, number in row.items()}
            for other, done in tuple(solved.items()):
                if lead in done:
                    solved[other] = self._less(done, row, done[lead])
            solved[lead] = row
        found = {next(iter(row)) for row in solved.values() if len(row) == 1}
        return found | self._derived_from(found)

    def _less(self, row: dict, other: dict, times: Fraction) -> dict[Key, Fraction]:
        keys = {*row, *other}
        left = {key: row.get(key, 0) - times * other.get(key, 0) for key in keys}
        return {key: number for key, number in left.items() if number}

    def _add_sums(self) -> None:
        for (code, year), name in product(
            {(code, year) for code, year, _ in self._values}, ("firm_kind", "board", *LEVELS)
        ):
            if code not in ("D-AMOUNT", "D-STAR", "X-EVER"):
                continue
            line = [key for key in self._values if key[:2] == (code, year) and key[2][:1]]
            parts = [key for key in line if key[2][0][0] == name]
            if parts:
                self._sum((code, year, ()), parts)
            for coarse in [key for key in line if key[2][0][0] in LEVELS]:
                level, place = coarse[2][0]
                if name in LEVELS and LEVELS[name] > LEVELS[level]:
                    digits = LEVELS[level]
                    self._sum(coarse, [k for k in parts if k[2][0][1][:digits] == place[:digits]])
        for code, year, cell in self._values:
            earlier = ("X-EVER", year.year_earlier(), cell)
            if (
                code == "X-EVER"
                and earlier in self._values
                and ("D-AMOUNT", year, cell) in self._values
            ):
                self._sum((code, year, cell), [earlier, ("D-AMOUNT", year, cell)])

    def _sum(self, whole: Key, parts: Sequence[Key]) -> None:
        if parts:
            row = {whole: Fraction(1), **{part: Fraction(-1) for part in parts}}
            self.rows.append((row, Fraction(0)))

    def _add_sameness(self) -> None:
        for year in YEARS:
            pair = ("D-AMOUNT", year, (("board", "star"),)), ("D-STAR", year, ())
            if all(key in self._values for key in pair):
                self._sum(pair[0], [pair[1]])

    def _add_derived(self) -> None:
        for key, one in self._values.items():
            if key in self._unknown or key[0] not in ("D-SHARE", "X-GROWTH"):
                continue
            now, other = self._inputs(key)
            times = one.exact if key[0] == "D-SHARE" else one.exact + 1
            self.rows.append(({now: Fraction(1), other: -times}, Fraction(0)))

    def _inputs(self, key: Key) -> tuple[Key, Key]:
        code, year, cell = key
        other = ("D-AMOUNT", year) if code == "D-SHARE" else ("D-STAR", year.year_earlier())
        return ("D-STAR", year, cell), (*other, cell)

    def _derived_from(self, found: set[Key]) -> set[Key]:
        """Withheld ratios and growths whose two inputs are shown or computed."""
        return {
            key
            for key in self._unknown
            if key[0] in ("D-SHARE", "X-GROWTH")
            and all(one in found or one not in self._unknown for one in self._inputs(key))
        }


def judged(values: Mapping[Key, Value], **more: object) -> dict[Key, Withheld]:
    reasons = withheld_values(rulebook(), values.values(), lambda _: RULE, **more)
    return {key: reasons[one.uuid] for key, one in values.items() if one.uuid in reasons}


def sensitive(values: Mapping[Key, Value]) -> set[Key]:
    return {
        key for key, one in values.items()
        if one.contributors and (one.contributors < 3 or one.largest > RULE.largest)
    }  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(deals)
def test_what_is_withheld_cannot_be_computed(some: list[Deal]) -> None:
    values = values_of(some)
    withheld = judged(values)
    assert sensitive(values) <= set(withheld)
    assert not Attacker(values, withheld).knows()


@settings(max_examples=60, deadline=None)
@given(deals)
def test_what_a_line_leaves_open_tells_about_no_few_members(some: list[Deal]) -> None:
    """A total less the shown cells is the sum of the withheld ones: it must keep the rule too."""
    withheld = judged(values_of(some))
    for year, name in product(YEARS, ("firm_kind", "board", "county")):
        together: dict[int, int] = defaultdict(int)
        for deal in some:
            cell = ((name, deal.codes()[name]),)
            if deal.year == year and ("D-AMOUNT", year, cell) in withheld:
                together[deal.member] += deal.amount
        if together and ("D-AMOUNT", year, ()) not in withheld:
            assert len(together) >= RULE.least
            assert max(together.values()) <= RULE.largest * sum(together.values())


@settings(max_examples=50, deadline=None)
@given(deals)
def test_nothing_is_withheld_without_need(some: list[Deal]) -> None:
    values = {
        key: replace(one, contributors=9, largest=Decimal(0))
        for key, one in values_of(some).items()
    }
    assert judged(values) == {}


@settings(max_examples=50, deadline=None)
@given(deals, st.integers(0, 9), st.integers(0, 5))
def test_a_correction_gives_away_nothing_that_was_withheld(
    some: list[Deal], member: int, amount: int
) -> None:
    """One firm corrects or takes back its deals; readers have seen the page before and after."""
    before = values_of(some)
    first = judged(before)
    corrected = [
        replace(deal, amount=deal.amount + amount) if deal.member == member else deal
        for deal in some
        if amount or deal.member != member
    ]
    after = values_of(corrected)
    same = {
        key for key, one in after.items()
        if key in before and before[key].exact == one.exact
        and before[key].contributors == one.contributors
    }  # fmt: skip
    stood = {after[key].uuid: first.get(key) for key in same}
    second = judged(after, stood=stood)
    assert {key for key in same if key in first} <= set(second)
    known = {key for key in same if key not in first}
    assert not Attacker(after, set(second) - known).knows()


@settings(max_examples=50, deadline=None)
@given(deals)
def test_what_members_released_is_shown(some: list[Deal]) -> None:
    found = judged(values_of(some), released=["board=main"])
    assert not [key for key in found if key[2] == (("board", "main"),)]


def test_the_first_so_many_are_withheld_when_few_are_left() -> None:
    some = [Deal(n, "star", COUNTIES[0], YEARS[1], 5 + n) for n in range(5)]
    values = values_of(some)
    top = ("X-TOP", YEARS[1], ())
    for contributors, expected in ((5, True), (6, False), (3, False)):
        values[top] = value(top, Fraction(20), None, contributors=contributors)
        assert (top in judged(values)) is expected, contributors


@pytest.mark.parametrize("time", [TimeRule.WITHIN, TimeRule.AT_END])
def test_quarters_protect_one_another_only_where_they_add_up(time: TimeRule) -> None:
    book = rulebook()
    amount = replace(book.indicators["D-AMOUNT"], time=time)
    book = replace(
        book,
        indicators={**book.indicators, "D-AMOUNT": amount},
        versions={**book.versions, "indicators": {**book.versions["indicators"], "D-AMOUNT": (amount,)}},
    )  # fmt: skip
    few, many = {1: 50, 2: 50}, dict.fromkeys(range(9), 10)
    quarters = [Period.quarter(2020, n) for n in range(1, 5)]
    found = [
        value(("D-AMOUNT", period, ()), Fraction(90), few if period == quarters[0] else many)
        for period in (YEARS[1], *quarters)
    ]
    reasons = withheld_values(book, found, lambda _: RULE)
    assert len(reasons) == (2 if time is TimeRule.WITHIN else 1)
