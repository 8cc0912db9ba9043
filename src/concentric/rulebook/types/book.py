"""The rulebook itself and its working-day calendar: frozen, asked by code and by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from concentric.kernel.api import Missing, msgid
from concentric.rulebook.types.definitions import (
    CodeItem,
    CodeList,
    FactType,
    Indicator,
    Parameter,
    ParameterValue,
    Population,
)
from concentric.rulebook.types.figures import Case
from concentric.rulebook.types.outlines import Form, ReportOutline
from concentric.rulebook.types.words import Document, Localised, Pack, Source

Dated = TypeVar("Dated", FactType, Indicator, Form, ReportOutline)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The holidays and make-up working days of one year, as officially announced."""

    year: int
    holidays: Mapping[date, Localised] = field(hash=False)
    make_up_days: frozenset[date]
    source: Source


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working-day calendar. A year without an announced arrangement is refused, not guessed."""

    years: Mapping[int, CalendarYear] = field(hash=False)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day: a make-up day, or a weekday that is no holiday.

        Raises Missing outside the covered years.
        """
        year = self._year(day)
        if day in year.make_up_days:
            return True
        return day.weekday() < 5 and day not in year.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (before it, if negative); ``day`` itself if 0."""
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """``day`` if it is a working day, else the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after ``first`` up to and including ``last``."""
        span = (last - first).days
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, span + 1))

    def holiday_name(self, day: date) -> Localised | None:
        """The name of the statutory holiday period the day belongs to, or None."""
        return self._year(day).holidays.get(day)

    def _year(self, day: date) -> CalendarYear:
        year = self.years.get(day.year)
        if year is None:
            raise Missing(
                msgid("The working-day calendar does not cover %(day)s."),
                why=msgid("Holidays and make-up days are announced year by year."),
                remedy=msgid("Add the calendar of the year to the catalogue."),
                day=day.isoformat(),
            )
        return year


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Everything some packs define, frozen. ``hash`` names the content, not its formatting.

    The mappings by code hold the newest version of each object; ask ``fact_type``, ``indicator``,
    ``form`` or ``report`` with a day for the version in force then.
    """

    hash: str
    packs: tuple[Pack, ...]
    documents: tuple[Document, ...]
    fact_types: Mapping[str, FactType]
    indicators: Mapping[str, Indicator]
    parameters: Mapping[str, Parameter]
    forms: Mapping[str, Form]
    reports: Mapping[str, ReportOutline]
    code_lists: Mapping[str, CodeList]
    populations: Mapping[str, Population]
    calendar: Calendar
    cases: tuple[Case, ...]
    versions: Mapping[str, Mapping[str, tuple[FactType | Indicator | Form | ReportOutline, ...]]]

    @property
    def areas(self) -> Mapping[str, CodeItem]:
        """The experience areas by code, in order; empty if no pack lists any."""
        return self.items("areas")

    @property
    def units(self) -> Mapping[str, CodeItem]:
        """The units by code."""
        return self.items("units")

    def items(self, code_list: str) -> Mapping[str, CodeItem]:
        """The items of a code list by code; empty if there is no such list."""
        found = self.code_lists.get(code_list)
        return {item.code: item for item in found.items} if found else {}

    def documents_of(self, kind: str) -> tuple[Document, ...]:
        """The plain documents of one folder; folders the rulebook does not interpret are here too."""
        return tuple(document for document in self.documents if document.kind == kind)

    def fact_type(self, code: str, on: date | None = None) -> FactType:
        """The fact type in force on a day (the newest, without a day). Raises Missing."""
        return self._in_force("fact_types", self.fact_types, code, on)

    def indicator(self, code: str, on: date | None = None) -> Indicator:
        """The indicator in force on a day (the newest, without a day). Raises Missing."""
        return self._in_force("indicators", self.indicators, code, on)

    def form(self, code: str, on: date | None = None) -> Form:
        """The return form in force on a day (the newest, without a day). Raises Missing."""
        return self._in_force("forms", self.forms, code, on)

    def report(self, code: str, on: date | None = None) -> ReportOutline:
        """The report outline in force on a day (the newest, without a day). Raises Missing."""
        return self._in_force("reports", self.reports, code, on)

    def parameter(self, code: str, on: date) -> ParameterValue:
        """The value of a parameter in force on a day, with its source.

        Raises Missing if there is no such parameter or it has no value on that day.
        """
        parameter = self.parameters.get(code)
        if parameter is None:
            raise _unknown("parameters", code)
        for value in parameter.values:
            ended = value.valid_to is not None and value.valid_to < on
            if value.valid_from <= on and not ended and value.value is not None:
                return value
        raise _not_in_force("parameters", code, on)

    def _in_force(
        self, kind: str, newest: Mapping[str, Dated], code: str, on: date | None
    ) -> Dated:
        if code not in newest:
            raise _unknown(kind, code)
        latest = newest[code]
        if on is None:
            return latest
        for version in self.versions[kind][code]:
            begun = version.valid_from is None or version.valid_from <= on
            standing = version.valid_to is None or on <= version.valid_to
            if begun and standing and isinstance(version, type(latest)):
                return version
        raise _not_in_force(kind, code, on)


def _unknown(kind: str, code: str) -> Missing:
    return Missing(
        msgid("The catalogue has no %(code)s among its %(kind)s."),
        why=msgid("No installed pack defines this code."),
        remedy=msgid("Check the code, or install the pack that defines it."),
        code=code,
        kind=kind.replace("_", " "),
    )


def _not_in_force(kind: str, code: str, on: date) -> Missing:
    return Missing(
        msgid("%(code)s among the %(kind)s is not in force on %(day)s."),
        why=msgid("Every definition has a first and a last day."),
        remedy=msgid("Ask for another day, or add a version to the catalogue that covers it."),
        code=code,
        kind=kind.replace("_", " "),
        day=on.isoformat(),
    )
