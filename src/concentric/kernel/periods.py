"""Periods of the calendar in the time formats of SDMX (SDMX 3.0, section 6, "Time Format")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from concentric.kernel.errors import Invalid
from concentric.kernel.words import msgid


class PeriodKind(StrEnum):
    """The lengths of a period."""

    DAY = "day"
    WEEK = "week"
    """ISO 8601 week, Monday to Sunday."""
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_LETTER = {PeriodKind.MONTH: "M", PeriodKind.QUARTER: "Q", PeriodKind.HALF: "S"}
_KIND = {letter: kind for kind, letter in _LETTER.items()}
_FORMS = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?:(?P<letter>[MQS])(?P<number>\d{1,2})|W(?P<week>\d{1,2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A whole period of one kind; `end` is its last day."""

    kind: PeriodKind
    start: date
    end: date

    def __str__(self) -> str:
        if self.kind is PeriodKind.DAY:
            return self.start.isoformat()
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind is PeriodKind.YEAR:
            return f"{self.start.year:04d}"
        number = (self.start.month - 1) // _MONTHS[self.kind] + 1
        width = 2 if self.kind is PeriodKind.MONTH else 1
        return f"{self.start.year:04d}-{_LETTER[self.kind]}{number:0{width}d}"

    def __lt__(self, other: Period) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2020`, `2020-S1`, `2020-Q1`, `2020-M01`, `2020-01`, `2020-W05` or `2020-01-31`.

        Raises `Invalid` for anything else.
        """
        match = _FORMS.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError(text)
            return cls._from_parts(match)
        except ValueError as error:
            raise Invalid(
                msgid("%(text)s is not a period."),
                why=msgid("A period is a year, half, quarter, month, week or day."),
                remedy=msgid("Write 2020, 2020-S1, 2020-Q1, 2020-M01, 2020-W05 or 2020-01-31."),
                text=text,
            ) from error

    @classmethod
    def _from_parts(cls, match: re.Match[str]) -> Period:
        year = int(match["year"])
        if match["day"]:
            return cls.containing(PeriodKind.DAY, date(year, int(match["month"]), int(match["day"])))
        if match["month"]:
            return cls.month(year, int(match["month"]))
        if match["week"]:
            return cls.containing(PeriodKind.WEEK, date.fromisocalendar(year, int(match["week"]), 1))
        if match["letter"]:
            kind = _KIND[match["letter"]]
            return cls.containing(kind, date(year, (int(match["number"]) - 1) * _MONTHS[kind] + 1, 1))
        return cls.year(year)

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month, counted from 1."""
        return cls.containing(PeriodKind.MONTH, date(year, month, 1))

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> Period:
        """The period of this kind in which the day lies."""
        if kind is PeriodKind.DAY:
            return cls(kind, day, day)
        if kind is PeriodKind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(kind, monday, monday + timedelta(days=6))
        months = _MONTHS[kind]
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(kind, start, _first_of_month(start, months) - timedelta(days=1))

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day <= self.end

    def next(self) -> Period:
        """The period of the same kind right after this one."""
        return Period.containing(self.kind, self.end + timedelta(days=1))

    def previous(self) -> Period:
        """The period of the same kind right before this one."""
        return Period.containing(self.kind, self.start - timedelta(days=1))

    def year_earlier(self) -> Period:
        """The period of the same name one year earlier; week 53 and 29 February fall to the one before."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.start.isocalendar()
            last = date(year - 1, 12, 28).isocalendar().week
            return Period.containing(self.kind, date.fromisocalendar(year - 1, min(week, last), 1))
        if (self.kind, self.start.month, self.start.day) == (PeriodKind.DAY, 2, 29):
            return Period.containing(self.kind, date(self.start.year - 1, 2, 28))
        return Period.containing(self.kind, self.start.replace(year=self.start.year - 1))

    def split(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a shorter kind that tile this one. Raises `ValueError` where they do not fit (weeks in a month)."""
        parts = tuple(self._walk(kind))
        if parts[0].start != self.start or parts[-1].end != self.end:
            raise ValueError(f"{kind} periods do not tile {self}")
        return parts

    def _walk(self, kind: PeriodKind) -> Iterator[Period]:
        part = Period.containing(kind, self.start)
        while part.start <= self.end:
            yield part
            part = part.next()


def _first_of_month(day: date, months_later: int) -> date:
    months = day.year * 12 + day.month - 1 + months_later
    return date(months // 12, months % 12 + 1, 1)
