"""Periods tile the calendar and read back what they write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import SHANGHAI, Invalid, Period, PeriodKind, shanghai_day

days = st.dates(min_value=date(3, 1, 1), max_value=date(9990, 12, 31))
kinds = st.sampled_from(PeriodKind)
periods = st.builds(Period.containing, kinds, days)
TILES = [
    (PeriodKind.YEAR, PeriodKind.HALF, 2),
    (PeriodKind.YEAR, PeriodKind.QUARTER, 4),
    (PeriodKind.YEAR, PeriodKind.MONTH, 12),
    (PeriodKind.HALF, PeriodKind.QUARTER, 2),
    (PeriodKind.QUARTER, PeriodKind.MONTH, 3),
    (PeriodKind.WEEK, PeriodKind.DAY, 7),
]


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2020", PeriodKind.YEAR, date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-A1", PeriodKind.YEAR, date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-S2", PeriodKind.HALF, date(2020, 7, 1), date(2020, 12, 31)),
        ("2020-Q1", PeriodKind.QUARTER, date(2020, 1, 1), date(2020, 3, 31)),
        ("2020-M02", PeriodKind.MONTH, date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-02", PeriodKind.MONTH, date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-W53", PeriodKind.WEEK, date(2020, 12, 28), date(2021, 1, 3)),
        ("2020-01-31", PeriodKind.DAY, date(2020, 1, 31), date(2020, 1, 31)),
        ("2020-D366", PeriodKind.DAY, date(2020, 12, 31), date(2020, 12, 31)),
    ],
)
def test_sdmx_forms(text: str, kind: PeriodKind, start: date, end: date) -> None:
    assert Period.parse(text) == Period(kind, start, end)


@pytest.mark.parametrize(
    "text",
    ["", "20", "2020-S3", "2020-Q0", "2020-13", "2020-W54", "2021-W53", "2021-D366", "2020-02-30",
     "2020-1-1", "2020/01", "２０２０", "0000"],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Period.parse(text)
    assert refused.value.why
    assert refused.value.remedy


@given(periods)
def test_text_reads_back(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(kinds, days)
def test_every_day_lies_in_its_period(kind: PeriodKind, day: date) -> None:
    period = Period.containing(kind, day)
    assert period.contains(day)
    assert not period.contains(period.end + timedelta(days=1))
    assert not period.contains(period.start - timedelta(days=1))
    assert period.days == sum(1 for _ in period.split(PeriodKind.DAY))


@given(periods)
def test_neighbours_touch_and_undo_each_other(period: Period) -> None:
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period == period.previous().next()
    assert period.previous() < period < period.next()
    assert period.shifted(5).shifted(-5) == period


@given(days, st.sampled_from(TILES))
def test_pieces_tile_the_whole(day: date, tile: tuple[PeriodKind, PeriodKind, int]) -> None:
    longer, shorter, count = tile
    whole = Period.containing(longer, day)
    pieces = whole.split(shorter)
    assert len(pieces) == count
    assert Period.joined(reversed(pieces)) == whole
    assert pieces[0].through(pieces[-1]) == pieces


@given(periods)
def test_a_year_earlier(period: Period) -> None:
    earlier = period.year_earlier()
    assert earlier.kind == period.kind
    assert earlier < period
    if period.kind is PeriodKind.WEEK:
        assert int(str(earlier)[:4]) == int(str(period)[:4]) - 1
    else:
        assert earlier.start.year == period.start.year - 1
        assert earlier.start.month == period.start.month


def test_a_year_earlier_of_days_that_the_year_lacks() -> None:
    assert str(Period.parse("2020-02-29").year_earlier()) == "2019-02-28"
    assert str(Period.parse("2020-W53").year_earlier()) == "2019-W52"


def test_makers() -> None:
    assert str(Period.year(2020)) == "2020"
    assert str(Period.half(2020, 2)) == "2020-S2"
    assert str(Period.quarter(2020, 3)) == "2020-Q3"
    assert str(Period.month(2020, 1)) == "2020-01"
    assert str(Period.week(2020, 53)) == "2020-W53"
    assert str(Period.day(date(2020, 1, 2))) == "2020-01-02"
    assert Period.parse("9999").end == date(9999, 12, 31)


def test_what_the_calendar_lacks_is_refused() -> None:
    with pytest.raises(Invalid):
        Period.month(2020, 13)
    with pytest.raises(Invalid):
        Period.week(2021, 53)
    with pytest.raises(Invalid):
        Period(PeriodKind.MONTH, date(2020, 1, 2), date(2020, 1, 31))
    with pytest.raises(Invalid):
        Period.year(9999).next()
    for kind in PeriodKind:
        with pytest.raises(Invalid):
            Period.containing(kind, date(1, 1, 1)).year_earlier()


def test_weeks_tile_no_month_and_gaps_no_year() -> None:
    with pytest.raises(Invalid):
        Period.month(2020, 1).split(PeriodKind.WEEK)
    with pytest.raises(Invalid):
        Period.month(2020, 1).split(PeriodKind.YEAR)
    with pytest.raises(Invalid):
        Period.joined([Period.quarter(2020, 1), Period.quarter(2020, 3)])
    with pytest.raises(Invalid):
        Period.joined([])


def test_an_instant_has_its_day_in_shanghai() -> None:
    late = datetime(2020, 12, 31, 16, 30, tzinfo=UTC)
    assert shanghai_day(late) == date(2021, 1, 1)
    assert shanghai_day(datetime(2020, 12, 31, 23, tzinfo=SHANGHAI)) == date(2020, 12, 31)
    with pytest.raises(Invalid):
        shanghai_day(datetime.fromisoformat("2020-12-31T00:00:00"))
