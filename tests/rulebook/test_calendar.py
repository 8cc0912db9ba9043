"""The working-day calendar of the base catalogue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import Missing
from concentric.rulebook.api import load
from concentric.rulebook.types import Calendar
from tests.rulebook.packs import BASE

CALENDAR: Calendar = load([BASE]).calendar
# Statutory holidays of a year are 11 days to 2024 and 13 from 2025; in 2020 two working days
# more fell out when the Spring Festival was extended.
STATUTORY = {2019: 11, 2020: 13, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 13, 2026: 13}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 1, 31), False),  # extended Spring Festival
        (date(2020, 2, 1), False),  # a make-up day that the extension took back
        (date(2020, 2, 3), True),
        (date(2021, 9, 18), True),  # Saturday, make-up day
        (date(2021, 10, 8), True),
        (date(2021, 10, 9), True),  # Saturday, make-up day
        (date(2021, 10, 10), False),
        (date(2022, 4, 2), True),
        (date(2023, 10, 6), False),
        (date(2024, 2, 9), True),  # New Year's Eve was a working day in 2024
        (date(2025, 1, 26), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
    ],
)
def test_known_days(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


@pytest.mark.parametrize("year", sorted(STATUTORY))
def test_weekday_holidays_less_make_up_days_are_the_statutory_days(year: int) -> None:
    announced = CALENDAR.years[year]
    weekdays = sum(day.weekday() < 5 for day in announced.holidays)
    assert weekdays - len(announced.make_up_days) == STATUTORY[year]


def test_working_days_are_counted_over_a_holiday() -> None:
    assert CALENDAR.add_working_days(date(2021, 9, 30), 1) == date(2021, 10, 8)
    assert CALENDAR.add_working_days(date(2021, 10, 8), -1) == date(2021, 9, 30)
    assert CALENDAR.next_working_day(date(2021, 10, 1)) == date(2021, 10, 8)
    assert CALENDAR.working_days_between(date(2021, 9, 30), date(2021, 10, 9)) == 2
    name = CALENDAR.holiday_name(date(2021, 10, 1))
    assert name is not None and name.en == "National Day"


def test_outside_its_years_the_calendar_refuses() -> None:
    for day in (date(2018, 12, 31), date(2027, 1, 1)):
        with pytest.raises(Missing, match="does not cover"):
            CALENDAR.is_working_day(day)
    with pytest.raises(Missing):
        CALENDAR.add_working_days(date(2026, 12, 31), 1)


DAYS = st.dates(min_value=date(2019, 3, 1), max_value=date(2026, 9, 1))


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_going_forth_and_counting_agree(day: date, count: int) -> None:
    reached = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_working_day(reached)
    assert CALENDAR.working_days_between(day, reached) == count
    assert CALENDAR.working_days_between(day, reached - timedelta(days=1)) == count - 1
