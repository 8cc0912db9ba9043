"""Validity, sources, parameters in time, the calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from concentric.kernel.api import msgid
from concentric.rulebook.linting.looking import Look, at, walk
from concentric.rulebook.loading import Placed
from concentric.rulebook.reading import Reader
from concentric.rulebook.types import Problem, SourceStatus

_HOME_PAGES = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml"})


def overlap_problems(look: Look) -> Iterator[Problem]:
    """Versions of one object that are in force on the same day, or that end before they begin."""
    by_code: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for entry in look.placed:
        content = Reader(entry.document.content)
        if content.maybe_day("valid_from") is not None:
            by_code[entry.document.kind, content.text("code")].append(entry)
    for versions in by_code.values():
        versions.sort(key=lambda entry: Reader(entry.document.content).day("valid_from"))
        for entry in versions:
            yield from _backwards(entry)
        for first, second in pairwise(versions):
            yield from _overlap(first, second)


def _backwards(entry: Placed) -> Iterator[Problem]:
    content = Reader(entry.document.content)
    last = content.maybe_day("valid_to")
    if last is not None and last < content.day("valid_from"):
        yield at(
            entry,
            "/valid_to",
            msgid("%(code)s ends on %(last)s, before it begins."),
            msgid("It would never be in force."),
            msgid("Correct one of the two days."),
            code=content.text("code"),
            last=last,
        )


def _overlap(first: Placed, second: Placed) -> Iterator[Problem]:
    last = Reader(first.document.content).maybe_day("valid_to")
    begin = Reader(second.document.content).day("valid_from")
    if last is None or last >= begin:
        yield at(
            second,
            "/valid_from",
            msgid("%(code)s of %(begin)s overlaps with the version in %(other)s."),
            msgid("On any day one definition is in force."),
            msgid("End the earlier version on %(end)s (valid_to)."),
            code=Reader(second.document.content).text("code"),
            begin=begin,
            other=first.document.path,
            end=begin - timedelta(days=1),
        )


def source_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Sources that name no document."""
    for pointer, key, value in walk(entry.document.content):
        if key != "source" or not isinstance(value, dict):
            continue
        source = Reader({"source": value}).source()
        if source.url is not None and urlsplit(source.url).path in _HOME_PAGES:
            yield at(
                entry,
                f"{pointer}/url",
                msgid("The source %(url)s is a home page, not a document."),
                msgid("A reader must find the text that sets the rule."),
                msgid("Give the address of the document, or leave the address out."),
                url=source.url,
            )
        if source.status is SourceStatus.VERIFIED and source.issued_on is None:
            yield at(
                entry,
                f"{pointer}/status",
                msgid("The source %(title)s is called verified but has no date of issue."),
                msgid("Whoever has seen the text knows its date."),
                msgid("Add issued_on, or say unverified."),
                title=source.title,
            )


def parameter_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Values that overlap or leave gaps, units that are not known."""
    content = Reader(entry.document.content)
    unit = content.maybe_text("unit")
    if unit is not None and not look.has_unit(unit):
        yield unknown_unit(entry, "/unit", unit)
    values = list(content.each("values"))
    days = [value.day("from") for value in values]
    if days != sorted(set(days)):
        yield at(
            entry,
            "/values",
            msgid("The values of %(code)s are not in the order of their days, or share one."),
            msgid("Each value lasts until the next begins."),
            msgid("Order the values by from, one for a day."),
            code=content.text("code"),
        )
        return
    following: list[date | None] = [*days[1:], None]
    for index, (value, begin) in enumerate(zip(values, following, strict=True)):
        last = value.maybe_day("to")
        if last is None or begin is None or last == begin - timedelta(days=1):
            continue
        yield at(
            entry,
            f"/values/{index}/to",
            msgid("Between %(last)s and %(begin)s the values of %(code)s overlap or leave a gap."),
            msgid("On every day there is one value, or a stated end (value: null)."),
            msgid("Leave out to, or write a value of null for the days without one."),
            code=content.text("code"),
            last=last,
            begin=begin,
        )


def calendar_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Days outside the year, make-up days that are no weekend or are holidays too."""
    content = Reader(entry.document.content)
    year = content.whole("year")
    holidays = [day.day("date") for day in content.each("holidays")]
    make_up = [date.fromisoformat(day) for day in content.words("make_up_days")]
    for key, days in (("holidays", holidays), ("make_up_days", make_up)):
        for index, day in enumerate(days):
            wrong = day.year != year or days.count(day) > 1
            if wrong or (key == "make_up_days" and (day.weekday() < 5 or day in holidays)):
                yield at(
                    entry,
                    f"/{key}/{index}",
                    msgid("%(day)s cannot stand under %(key)s of %(year)s."),
                    msgid("Days lie in their year, once; make-up days are weekends at work."),
                    msgid("Compare with the official notice."),
                    day=day,
                    key=key,
                    year=year,
                )


def unknown_unit(entry: Placed, pointer: str, unit: str) -> Problem:
    """The problem of a unit that the list of units does not have."""
    return at(
        entry,
        pointer,
        msgid("The unit %(unit)s is not in the list of units."),
        msgid("Amounts can be added and shown only in known units."),
        msgid("Correct the code, or add the unit to code_lists/units.yaml."),
        unit=unit,
    )
