"""Periods of the civil calendar and their SDMX time formats."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, Self

from concentric.kernel.errors import Invalid
from concentric.kernel.words import msgid


class PeriodKind(StrEnum):
    """How long a period is. A week is an ISO week, Monday to Sunday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS: Final = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.YEAR: 12,
}

_DAY_FORM: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_OF_YEAR_FORM: Final = re.compile(r"([0-9]{4})-D([0-9]{3})")
_WEEK_FORM: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTHS_FORMS: Final = (
    (PeriodKind.YEAR, re.compile(r"([0-9]{4})(?:-A(1))?")),
    (PeriodKind.HALF, re.compile(r"([0-9]{4})-S([12])")),
    (PeriodKind.QUARTER, re.compile(r"([0-9]{4})-Q([1-4])")),
    (PeriodKind.MONTH, re.compile(r"([0-9]{4})-M?(0[1-9]|1[0-2])")),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A day, week, month, quarter, half or year; ``start`` and ``end`` both belong to it.

    Periods of one kind are ordered by time. `str()` gives the SDMX form, which `parse` reads back.
    """

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if (self.start, self.end) != _bounds(self.kind, _index(self.kind, self.start)):
            raise Invalid(
                msgid("%(start)s to %(end)s is not a period of the calendar."),
                why=msgid("A period begins and ends where the calendar does."),
                remedy=msgid("Choose the period that contains the day you mean."),
                start=self.start,
                end=self.end,
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an SDMX time period.

        Forms: 2020, 2020-A1, 2020-S1, 2020-Q1, 2020-01, 2020-M01, 2020-W05, 2020-01-31, 2020-D031.
        """
        written = text.strip()
        try:
            return cls._at(*_read(written))
        except ValueError as error:
            raise Invalid(
                msgid("“%(text)s” is not a period."),
                why=msgid("It has none of the SDMX forms, or the calendar has no such date."),
                remedy=msgid(
                    "Write for example 2020, 2020-S1, 2020-Q1, 2020-01, 2020-W05 or 2020-01-31."
                ),
                text=written[:40],
            ) from error

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> Self:
        """The period of a kind in which a day lies."""
        return cls._at(kind, _index(kind, day))

    @classmethod
    def year(cls, year: int) -> Self:
        """A calendar year."""
        return cls._at(PeriodKind.YEAR, year)

    @classmethod
    def half(cls, year: int, half: int) -> Self:
        """Half 1 or 2 of a year."""
        return cls._part(PeriodKind.HALF, year, half)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        """Quarter 1 to 4 of a year."""
        return cls._part(PeriodKind.QUARTER, year, quarter)

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """Month 1 to 12 of a year."""
        return cls._part(PeriodKind.MONTH, year, month)

    @classmethod
    def week(cls, year: int, week: int) -> Self:
        """ISO week 1 to 53 of an ISO year."""
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError as error:
            raise _no_such(year, week) from error
        return cls.containing(PeriodKind.WEEK, monday)

    @classmethod
    def day(cls, day: date) -> Self:
        """One day."""
        return cls.containing(PeriodKind.DAY, day)

    @classmethod
    def joined(cls, parts: Iterable[Period]) -> Self:
        """The one period that the parts tile: in any order, without gap or overlap."""
        ordered = sorted(parts, key=lambda part: part.start)
        follows = all(
            before.end + timedelta(days=1) == after.start for before, after in pairwise(ordered)
        )
        if ordered and follows:
            first, last = ordered[0].start, ordered[-1].end
            for kind in PeriodKind:
                if _bounds(kind, _index(kind, first)) == (first, last):
                    return cls(kind, first, last)
        raise Invalid(
            msgid("These periods do not make one period."),
            why=msgid("There is a gap or an overlap, or the calendar has no such longer period."),
            remedy=msgid("Give every part of the longer period once."),
        )

    def previous(self) -> Self:
        """The period of the same kind just before."""
        return self.shifted(-1)

    def next(self) -> Self:
        """The period of the same kind just after."""
        return self.shifted(1)

    def shifted(self, by: int) -> Self:
        """The period of the same kind ``by`` places later (earlier when negative)."""
        return self._at(self.kind, _index(self.kind, self.start) + by)

    def year_earlier(self) -> Self:
        """The same period one year earlier: 29 February goes to the 28th, week 53 to the last."""
        if self.kind in _MONTHS:
            return self.shifted(-12 // _MONTHS[self.kind])
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.start.isocalendar()
            return self.week(year - 1, min(week, _weeks(year - 1)))
        year, month = self.start.year - 1, self.start.month
        if year < MINYEAR:
            raise _out_of_calendar()
        return self.day(date(year, month, min(self.start.day, monthrange(year, month)[1])))

    def contains(self, day: date) -> bool:
        """Whether a day belongs to the period."""
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days + 1

    def split(self, kind: PeriodKind) -> tuple[Self, ...]:
        """The shorter periods that tile this one, in order. Weeks tile no month or year."""
        first, last = self.containing(kind, self.start), self.containing(kind, self.end)
        if (first.start, last.end) != (self.start, self.end):
            raise Invalid(
                msgid("%(period)s cannot be split like this."),
                why=msgid("The pieces would reach beyond it."),
                remedy=msgid("Choose a shorter kind; weeks split only into days."),
                period=self,
            )
        return first.through(last)

    def through(self, last: Period) -> tuple[Self, ...]:
        """The periods from this one to ``last``, both included; none when ``last`` is earlier."""
        indexes = range(_index(self.kind, self.start), _index(self.kind, last.start) + 1)
        return tuple(self._at(self.kind, index) for index in indexes)

    def __str__(self) -> str:
        year = f"{self.start.year:04d}"
        match self.kind:
            case PeriodKind.YEAR:
                return year
            case PeriodKind.HALF:
                return f"{year}-S{(self.start.month + 5) // 6}"
            case PeriodKind.QUARTER:
                return f"{year}-Q{(self.start.month + 2) // 3}"
            case PeriodKind.MONTH:
                return f"{year}-{self.start.month:02d}"
            case PeriodKind.WEEK:
                iso = self.start.isocalendar()
                return f"{iso.year:04d}-W{iso.week:02d}"
            case PeriodKind.DAY:
                return self.start.isoformat()

    @classmethod
    def _at(cls, kind: PeriodKind, index: int) -> Self:
        return cls(kind, *_bounds(kind, index))

    @classmethod
    def _part(cls, kind: PeriodKind, year: int, number: int) -> Self:
        per_year = 12 // _MONTHS[kind]
        if not 1 <= number <= per_year:
            raise _no_such(year, number)
        return cls._at(kind, year * per_year + number - 1)


def _index(kind: PeriodKind, day: date) -> int:
    """The running number of the period of a kind in which a day lies; neighbours differ by one."""
    if kind in _MONTHS:
        return (day.year * 12 + day.month - 1) // _MONTHS[kind]
    ordinal = day.toordinal()
    return ordinal if kind is PeriodKind.DAY else (ordinal - 1) // 7


def _bounds(kind: PeriodKind, index: int) -> tuple[date, date]:
    """First and last day of the period with a running number; day 1 of the calendar is a Monday."""
    try:
        if kind is PeriodKind.DAY:
            return date.fromordinal(index), date.fromordinal(index)
        if kind is PeriodKind.WEEK:
            return date.fromordinal(index * 7 + 1), date.fromordinal(index * 7 + 7)
        first = index * _MONTHS[kind]
        last = first + _MONTHS[kind] - 1
        year, month = last // 12, last % 12 + 1
        if year > MAXYEAR:
            raise ValueError(year)
        return date(first // 12, first % 12 + 1, 1), date(year, month, monthrange(year, month)[1])
    except (ValueError, OverflowError) as error:
        raise _out_of_calendar() from error


def _read(text: str) -> tuple[PeriodKind, int]:
    """Kind and running number that a text names; ValueError when it names none."""
    for kind, form in _MONTHS_FORMS:
        if found := form.fullmatch(text):
            return kind, int(found[1]) * (12 // _MONTHS[kind]) + int(found[2] or 1) - 1
    if found := _DAY_FORM.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return PeriodKind.DAY, _index(PeriodKind.DAY, day)
    if found := _WEEK_FORM.fullmatch(text):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return PeriodKind.WEEK, _index(PeriodKind.WEEK, monday)
    if found := _DAY_OF_YEAR_FORM.fullmatch(text):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        if day.year == int(found[1]):
            return PeriodKind.DAY, _index(PeriodKind.DAY, day)
    raise ValueError(text)


def _weeks(year: int) -> int:
    if year < MINYEAR:
        raise _out_of_calendar()
    return date(year, 12, 28).isocalendar().week


def _no_such(year: int, number: int) -> Invalid:
    return Invalid(
        msgid("The year %(year)s has no such part %(number)s."),
        why=msgid("The calendar does not have it."),
        remedy=msgid("Choose a number the year has."),
        number=number,
        year=year,
    )


def _out_of_calendar() -> Invalid:
    return Invalid(
        msgid("This period lies outside the calendar."),
        why=msgid("Dates run from year 1 to year 9999."),
        remedy=msgid("Choose a date within it."),
    )
