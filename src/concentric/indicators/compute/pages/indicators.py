"""One indicator: its course over the periods, as known now and as published, and one breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from concentric.desk.types import ChartKind, ChartSpec, PublishedFigure, Series
from concentric.indicators.compute import display, labels, permissions, queries
from concentric.indicators.compute.display import ORGANISATION, Shown, said
from concentric.indicators.compute.pages.frames import Frame, cell_url, indicator_url, published
from concentric.indicators.compute.pages.tables import cell_values
from concentric.indicators.compute.types import Against, Value
from concentric.kernel.types import Period
from concentric.rulebook.types import Indicator

_BARS = 12
_LINE = 4
"""Periods from which on a course is a line; fewer are bars, which begin at zero."""
_NAMED = 3
"""Members named as those whose figures changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One period of the course."""

    label: str
    value: Value | None
    now: Shown
    growth: str
    """From the year before as known now."""
    first: Shown
    """As first computed, where that differs."""
    published: Shown
    issue: str
    issue_url: str
    growth_published: str
    """From the year before as published."""
    changed: str
    """What differs from what was published, in words."""


def indicator(page: Frame, code: str, period: Period, by: str) -> Mapping[str, Any]:
    """The indicator page: definition, course over the periods, one breakdown."""
    definition = page.rulebook.indicator(code, period.end)
    periods = page.alike(period)
    course = cell_values(page, [code], periods, "")
    values = [course.get((code, str(p))) for p in periods]
    issued = published(page, [code])
    line = (
        queries.disclosed(page.actor, queries.kept(page.run.pin, [code], [period], (by,)))
        if by
        else ()
    )
    names = page.words.codes(by, [dict(v.cell)[by] for v in line]) if by else {}
    ranked = sorted(line, key=lambda v: (v.exact is None, -(v.exact or 0), v.code))
    named = [names[dict(v.cell)[by]] for v in ranked]
    now = course.get((code, str(period)))
    course_shown = _course(page, definition, periods, values, issued)
    return {
        "definition": definition,
        "unit": page.words.unit(definition),
        "short_unit": page.words.unit(definition, short=True),
        "exact_unit": page.words.exact_unit(definition),
        "area": page.words.area(definition.area),
        "formula": labels.FORMULAS[definition.formula],
        "population": page.words.population(definition.population),
        "now": display.shown(now, definition, published=issued.get((code, str(period)))),
        "course": course_shown,
        "is_published": bool(issued),
        "is_restated": any(step.first.value for step in course_shown),
        "chart": _course_chart(page, definition, periods, values),
        "cells": [
            (name, cell_url(page, by, dict(v.cell)[by]), display.shown(v, definition), v)
            for name, v in zip(named, ranked, strict=True)
        ],
        "bars": _bar_chart(page, definition, period, ranked, named),
        "inputs": _inputs(page, definition, period),
    }


def _course(
    page: Frame,
    definition: Indicator,
    periods: Sequence[Period],
    values: Sequence[Value | None],
    issued: Mapping[tuple[str, str], PublishedFigure],
) -> list[Step]:
    found = dict(zip(periods, values, strict=True))
    first = _first(page, definition, found)
    kept = queries.published_values(issued.values())
    then = {
        period: kept[was.value_uuid]
        for period in (*periods, *(p.year_earlier() for p in periods))
        if (was := issued.get((definition.code, str(period)))) and was.value_uuid in kept
    }
    changed = _changed(page, definition, found, then)
    steps = []
    for period in periods:
        now, earlier = found[period], period.year_earlier()
        was = issued.get((definition.code, str(period)))
        growth = queries.compared(now, found.get(earlier)) if now else None
        against = queries.compared(now, then.get(earlier), Against.AS_PUBLISHED) if now else None
        steps.append(
            Step(
                label=display.period_label(period),
                value=now,
                now=display.shown(now, definition),
                growth=display.change(growth.change if growth else None),
                first=first.get(period, Shown()),
                published=display.shown_published(page.actor, was, definition),
                issue=was.title if was else "",
                issue_url=was.url if was else "",
                growth_published=display.change(against.change if against else None),
                changed=changed.get(period, ""),
            )
        )
    return steps


def _first(
    page: Frame, definition: Indicator, found: Mapping[Period, Value | None]
) -> Mapping[Period, Shown]:
    """What was first computed where it was restated, for readers from whom nothing is withheld."""
    if not permissions.sees_everything(page.actor):
        return {}
    first = queries.first_values(definition.code, found)
    return {
        period: display.shown(once, definition)
        for period, now in found.items()
        if now and (once := first.get(str(period))) and once.exact != now.exact
    }


def _changed(
    page: Frame,
    definition: Indicator,
    found: Mapping[Period, Value | None],
    then: Mapping[Period, Value],
) -> Mapping[Period, str]:
    """By how much figures differ from what was published, and through whom as far as the reader may know."""
    differences = {
        period: now.exact - was.exact
        for period, was in then.items()
        if (now := found.get(period)) and now.exact is not None and was.exact is not None
    }
    moved = {period: then[period].pin for period, by in differences.items() if by}
    sees = permissions.sees_everything(page.actor)
    members = queries.members_that_changed(definition.code, page.run.pin, moved) if sees else {}
    names = display.organisation_names(code for codes in members.values() for code in codes)
    said_so = {period: _("Unchanged") for period in differences}
    for period in moved:
        by = display.difference(differences[period], definition)
        if not sees:
            said_so[period] = by
            continue
        named = [names[code] for code in members.get(period, ())]
        said_so[period] = _difference_of(by, named)
    return said_so


def _difference_of(by: str, named: Sequence[str]) -> str:
    if not named:
        return _("%(by)s: counted otherwise, no member's own figure changed") % {"by": by}
    listed = _(", ").join(named[:_NAMED])
    more = len(named) - _NAMED
    if more <= 0:
        return f"{by} · {listed}"
    return _("%(by)s · %(names)s and %(more)d more") % {"by": by, "names": listed, "more": more}


def _inputs(page: Frame, definition: Indicator, period: Period) -> list[tuple[str, str]]:
    """Names and pages of the indicators it is computed from."""
    codes = [code for _, code in definition.inputs.indicators] if definition.inputs else []
    defined = [(code, page.defined(code, period.end)) for code in codes]
    return [(said(one.name) if one else code, indicator_url(page, code)) for code, one in defined]


def _course_chart(
    page: Frame, definition: Indicator, periods: Sequence[Period], values: Sequence[Value | None]
) -> ChartSpec | None:
    numbers = tuple(display.in_scale(value, definition) for value in values)
    known = [(p, v) for p, v in zip(periods, values, strict=True) if v and v.exact is not None]
    if len(known) < 2:
        return None
    labels_of = tuple(display.period_label(period) for period in periods)
    return ChartSpec(
        kind=ChartKind.LINE if len(known) >= _LINE else ChartKind.BAR,
        title=_finding(definition, known),
        subtitle=f"{said(definition.name)}, {labels_of[0]}—{labels_of[-1]}",
        alt=", ".join(f"{label}: {n}" for label, n in zip(labels_of, numbers, strict=True)),
        categories=labels_of, series=(Series(said(definition.name), numbers),),
        unit=page.words.unit(definition), source=_("Recorded facts"), as_of=page.as_of,
        decimals=display.decimals(definition),
        withheld=tuple(
            label for label, v in zip(labels_of, values, strict=True) if v and v.withheld
        ),
    )  # fmt: skip


def _finding(definition: Indicator, known: Sequence[tuple[Period, Value]]) -> str:
    """What the course says: up or down by how much since the period before."""
    (_before, before), (last, now) = known[-2], known[-1]
    name, period = said(definition.name), display.period_label(last)
    change = queries.compared(now, before).change
    if now.exact == before.exact:
        return _("%(name)s stayed the same in %(period)s") % {"name": name, "period": period}
    rose = (now.exact or 0) > (before.exact or 0)
    if change is None or definition.unit == "ratio":
        said_so = _("%(name)s rose in %(period)s") if rose else _("%(name)s fell in %(period)s")
        return said_so % {"name": name, "period": period}
    said_so = (
        _("%(name)s rose by %(by)s in %(period)s")
        if rose
        else _("%(name)s fell by %(by)s in %(period)s")
    )
    by = display.change(abs(change)).lstrip("+")
    return said_so % {"name": name, "by": by, "period": period}


def _bar_chart(
    page: Frame,
    definition: Indicator,
    period: Period,
    ranked: Sequence[Value],
    names: Sequence[str],
) -> ChartSpec | None:
    if len(ranked) < 2 or ranked[0].exact is None:
        return None
    drawn = list(zip(ranked, names, strict=True))[:_BARS]
    numbers = tuple(display.in_scale(value, definition) for value, _ in drawn)
    number = display.shown(ranked[0], definition, traced=False).value
    return ChartSpec(
        kind=ChartKind.BAR, horizontal=True,
        title=_("%(first)s is highest, with %(number)s") % {"first": names[0], "number": number},
        subtitle=f"{said(definition.name)}, {display.period_label(period)}",
        alt=", ".join(f"{name}: {n}" for (_, name), n in zip(drawn, numbers, strict=True)),
        categories=tuple(name for _, name in drawn), series=(Series(said(definition.name), numbers),),
        unit=page.words.unit(definition), source=_("Recorded facts"), as_of=page.as_of,
        decimals=display.decimals(definition),
        withheld=tuple(name for value, name in drawn if value.withheld),
    )  # fmt: skip


def offered_breakdowns(page: Frame, definition: Indicator) -> list[str]:
    """Breakdowns of an indicator that the reader may see, those by member last."""
    names = [name for name in definition.breakdowns if name != ORGANISATION]
    sees = permissions.sees_everything(page.actor) and ORGANISATION in definition.breakdowns
    return [*names, ORGANISATION] if sees else names
