"""What the pages of computed values show: read once per page, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from concentric.desk.types import ChartKind, ChartSpec, Series
from concentric.facts import api as facts
from concentric.indicators.compute import display, permissions, queries, rules
from concentric.indicators.compute.display import ORGANISATION, Shown, Words, said
from concentric.indicators.compute.types import RunInfo, Value
from concentric.kernel.api import ConcentricError, Missing, msgid
from concentric.kernel.types import Actor, Period
from concentric.rulebook.types import Indicator, Rulebook

ROWS = 30
_BARS = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page stands on: the computation it reads, its rulebook, and the names in it."""

    actor: Actor
    run: RunInfo
    rulebook: Rulebook
    words: Words
    runs: tuple[RunInfo, ...]
    chosen: str

    @property
    def as_of(self) -> str:
        """When the computation it reads was finished."""
        return moment_text(self.run)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods of the computation, the earliest first."""
        return tuple(sorted(self.run.periods))

    def defined(self, code: str, on: date) -> Indicator | None:
        """The definition in force on a day, if there is one."""
        try:
            return self.rulebook.indicator(code, on)
        except Missing:
            return None


def frame(actor: Actor, query: QueryDict) -> Frame | None:
    """The frame of a page, as recorded by the asked computation or the newest; None before the first."""
    offered = queries.runs()
    if not offered:
        return None
    asked = query.get("at", "")
    run = offered[0] if not asked else _asked_run(asked, offered)
    rulebook = facts.catalogue(run.pin.catalogue)
    return Frame(actor, run, rulebook, Words(rulebook), offered, asked)


def _asked_run(asked: str, offered: Sequence[RunInfo]) -> RunInfo:
    try:
        uuid = UUID(asked)
    except ValueError as error:
        raise Missing(msgid("Nothing was computed as recorded by then.")) from error
    return next((run for run in offered if run.uuid == uuid), None) or queries.run_by(uuid)


def moment_text(run: RunInfo) -> str:
    """When a computation was finished, in words, with its position."""
    local = timezone.localtime(run.finished_at)
    return f"{formats.date_format(local, 'DATE_FORMAT')} {local:%H:%M} (№ {run.pin.position})"


def picker(page: Frame) -> Mapping[str, Any]:
    """The choices of "as recorded by"."""
    return {
        "runs": [(str(run.uuid), moment_text(run)) for run in page.runs],
        "at": page.chosen,
        "as_of": page.as_of,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: heading, link, unit, and its numbers."""

    label: str
    url: str
    unit: str
    cells: tuple[Shown, ...]
    values: tuple[Value | None, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, divided into groups with headings."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for _, rows in self.groups for row in rows)


def over_periods(page: Frame, area: str, periods: Sequence[Period], cell_code: str = "") -> Table:
    """Indicators by area over periods, for everybody together or for one cell."""
    codes = [
        code
        for code, one in sorted(page.rulebook.indicators.items())
        if area in ("", one.area) and any(p.kind is one.period for p in periods)
    ]
    found = _cell_values(page, codes, periods, cell_code)
    groups: dict[str, list[Row]] = {name: [] for name in page.rulebook.areas}
    for code in codes:
        newest = page.rulebook.indicators[code]
        values = tuple(found.get((code, str(p))) for p in periods)
        if all(value is None for value in values):
            continue
        cells = tuple(
            display.shown(v, page.defined(code, p.end) or newest)
            for v, p in zip(values, periods, strict=True)
        )
        row = Row(
            said(newest.name),
            _indicator_url(page, code),
            page.words.unit(newest),
            cells,
            values,
            code,
        )
        groups.setdefault(newest.area, []).append(row)
    return Table(
        tuple(display.period_label(p) for p in periods),
        tuple((page.words.area(name), tuple(rows)) for name, rows in groups.items() if rows),
    )


def _cell_values(
    page: Frame, codes: Sequence[str], periods: Sequence[Period], cell_code: str
) -> Mapping[tuple[str, str], Value]:
    """Values of one cell, withheld as its line demands."""
    names = rules.grain_of(cell_code)
    if ORGANISATION in names or not names:
        found = queries.in_cell(page.run.pin, codes, periods, cell_code)
    else:
        found = queries.kept(page.run.pin, codes, periods, names)
    shown = queries.disclosed(page.actor, found)
    return {(v.indicator, str(v.period)): v for v in shown if v.code == cell_code}


def over_cells(page: Frame, area: str, period: Period, by: str, after: str) -> tuple[Table, str]:
    """Cells of a breakdown as rows, the area's indicators as columns; and where the next page begins."""
    codes = [
        code
        for code, one in sorted(page.rulebook.indicators.items())
        if one.area == area and by in one.breakdowns and one.period is period.kind
    ]
    found = queries.disclosed(page.actor, queries.kept(page.run.pin, codes, [period], (by,)))
    by_code: dict[str, dict[str, Value]] = defaultdict(dict)
    for value in found:
        by_code[dict(value.cell)[by]][value.indicator] = value
    listed = [code for code in sorted(by_code) if code > after]
    listed, rest = listed[:ROWS], listed[ROWS:]
    names = page.words.codes(by, listed)
    definitions = [
        page.defined(code, period.end) or page.rulebook.indicators[code] for code in codes
    ]
    rows = tuple(
        Row(
            names[code], _cell_url(page, by, code), "",
            tuple(display.shown(by_code[code].get(d.code), d) for d in definitions),
            tuple(by_code[code].get(d.code) for d in definitions), code,
        )
        for code in listed
    )  # fmt: skip
    titles = tuple(f"{said(d.name)} ({page.words.unit(d)})" for d in definitions)
    return Table(titles, (("", rows),)), listed[-1] if rest else ""


def breakdowns(page: Frame, area: str) -> list[tuple[str, str]]:
    """Breakdowns the area's indicators offer, with their names."""
    names = {
        name
        for one in page.rulebook.indicators.values()
        if area in ("", one.area)
        for name in one.breakdowns
    }
    if not permissions.sees_everything(page.actor):
        names.discard(ORGANISATION)
    return [(name, page.words.breakdown(name)) for name in sorted(names)]


def indicator(page: Frame, code: str, period: Period, by: str) -> Mapping[str, Any]:
    """The indicator page: definition, course over the periods, one breakdown."""
    definition = page.rulebook.indicator(code, period.end)
    periods = [p for p in page.periods if p.kind is definition.period]
    course = _cell_values(page, [code], periods, "")
    values = [course.get((code, str(p))) for p in periods]
    line = (
        queries.disclosed(page.actor, queries.kept(page.run.pin, [code], [period], (by,)))
        if by
        else ()
    )
    names = page.words.codes(by, [dict(v.cell)[by] for v in line]) if by else {}
    unit = page.words.unit(definition)
    ranked = sorted(line, key=lambda v: (v.exact is None, -(v.exact or 0), v.code))
    return {
        "definition": definition,
        "unit": unit,
        "area": page.words.area(definition.area),
        "now": display.shown(course.get((code, str(period))), definition),
        "course": _course(page, definition, periods, values),
        "chart": _line_chart(page, definition, unit, periods, values),
        "cells": [
            (
                names[dict(v.cell)[by]],
                _cell_url(page, by, dict(v.cell)[by]),
                display.shown(v, definition),
            )
            for v in ranked
        ],
        "bars": _bar_chart(
            page, definition, unit, period, ranked, [names[dict(v.cell)[by]] for v in ranked]
        ),
        "inputs": _inputs(page, definition, period),
    }


def _course(
    page: Frame, definition: Indicator, periods: Sequence[Period], values: Sequence[Value | None]
) -> list[tuple[str, Shown, str, Shown]]:
    """Period, value, change from the year before, and that year as first computed where it was restated."""
    first = queries.first_values(definition.code, periods)
    found = dict(zip(periods, values, strict=True))
    rows = []
    for period in periods:
        now, before = found[period], found.get(period.year_earlier())
        change = queries.compared(now, before).change if now is not None else None
        once = first.get(str(period))
        restated = once is not None and now is not None and once.exact != now.exact
        sees = permissions.sees_everything(page.actor)
        rows.append(
            (
                display.period_label(period),
                display.shown(now, definition),
                display.change(change),
                display.shown(once, definition) if restated and sees else Shown(),
            )
        )
    return rows


def _inputs(page: Frame, definition: Indicator, period: Period) -> list[tuple[str, str]]:
    """Names and pages of the indicators it is computed from."""
    codes = [code for _, code in definition.inputs.indicators] if definition.inputs else []
    defined = [(code, page.defined(code, period.end)) for code in codes]
    return [(said(one.name) if one else code, _indicator_url(page, code)) for code, one in defined]


def _line_chart(
    page: Frame,
    definition: Indicator,
    unit: str,
    periods: Sequence[Period],
    values: Sequence[Value | None],
) -> ChartSpec | None:
    numbers = tuple(display.in_scale(value, definition) for value in values)
    known = [number for number in numbers if number is not None]
    if len(known) < 2:
        return None
    name = said(definition.name)
    title = _("%(name)s rose") if known[-1] > known[0] else _("%(name)s fell")
    if known[-1] == known[0]:
        title = _("%(name)s stayed the same")
    return ChartSpec(
        kind=ChartKind.LINE, title=title % {"name": name}, subtitle=name,
        alt=", ".join(f"{display.period_label(p)}: {n}" for p, n in zip(periods, numbers, strict=True)),
        categories=tuple(display.period_label(p) for p in periods), series=(Series(name, numbers),),
        unit=unit, source=_("Recorded facts"), as_of=page.as_of, decimals=definition.decimals,
    )  # fmt: skip


def _bar_chart(
    page: Frame,
    definition: Indicator,
    unit: str,
    period: Period,
    ranked: Sequence[Value],
    names: Sequence[str],
) -> ChartSpec | None:
    if len(ranked) < 2 or ranked[0].exact is None:
        return None
    drawn = list(zip(ranked, names, strict=True))[:_BARS]
    withheld = tuple(name for value, name in drawn if value.withheld)
    numbers = tuple(display.in_scale(value, definition) for value, _ in drawn)
    return ChartSpec(
        kind=ChartKind.BAR, horizontal=True,
        title=_("%(first)s is highest") % {"first": names[0]},
        subtitle=f"{said(definition.name)}, {display.period_label(period)}",
        alt=", ".join(f"{name}: {n}" for (_, name), n in zip(drawn, numbers, strict=True)),
        categories=tuple(name for _, name in drawn), series=(Series(said(definition.name), numbers),),
        unit=unit, source=_("Recorded facts"), as_of=page.as_of, decimals=definition.decimals,
        withheld=withheld,
    )  # fmt: skip


def firm(page: Frame, organisation: str, area: str, period: Period) -> list[tuple[str, list[Any]]]:
    """A firm's own values beside the peer median and the total, by area."""
    own = f"{ORGANISATION}={organisation}"
    table = over_periods(page, area, [period], own)
    codes = [row.code for row in table.rows]
    medians = queries.peer_medians(page.run.pin, codes, period)
    whole = _cell_values(page, codes, [period], "")
    before = queries.in_cell(page.run.pin, codes, [period.year_earlier()], own)
    earlier = {value.indicator: value for value in before}
    groups = []
    for name, rows in table.groups:
        shown = []
        for row in rows:
            definition = page.rulebook.indicators[row.code]
            median = medians.get(row.code)
            now = row.values[0]
            change = queries.compared(now, earlier.get(row.code)).change if now else None
            shown.append(
                (
                    row,
                    display.change(change),
                    display.number(median[0], definition) if median else "",
                    median[1] if median else 0,
                    display.shown(whole.get((row.code, str(period))), definition),
                )
            )
        groups.append((name, shown))
    return groups


def county(page: Frame, code: str, periods: Sequence[Period]) -> Table:
    """What was done for a place: every indicator that is divided by its level, over the periods."""
    levels = [("county", code), ("city", code), ("province", code), ("region", code)]
    tables = [over_periods(page, "", periods, f"{level}={one}") for level, one in levels]
    found = [table for table in tables if table.groups]
    return found[0] if found else tables[0]


def _indicator_url(page: Frame, code: str) -> str:
    url = reverse("indicators:indicator", args=[code])
    return f"{url}?at={page.chosen}" if page.chosen else url


def _cell_url(page: Frame, by: str, code: str) -> str:
    routes = {
        ORGANISATION: "indicators:firm",
        "county": "indicators:county",
        "province": "indicators:county",
    }
    if by not in routes:
        return ""
    url = reverse(routes[by], args=[code])
    return f"{url}?at={page.chosen}" if page.chosen else url


def asked_period(page: Frame, query: QueryDict) -> Period:
    """The asked period, or the latest year of the computation. Raises `Missing` for one not computed."""
    text = query.get("period", "")
    years = [p for p in page.periods if p.kind == page.periods[0].kind] or list(page.periods)
    if not text:
        return years[-1]
    try:
        asked = Period.parse(text)
    except ConcentricError as error:
        raise _not_computed() from error
    if asked not in page.periods:
        raise _not_computed()
    return asked


def _not_computed() -> Missing:
    return Missing(
        msgid("This period was not computed."), remedy=msgid("Choose one of the offered periods.")
    )
