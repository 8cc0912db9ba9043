"""Tables of values: indicators over periods, and cells of a breakdown with indicators as columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from concentric.indicators.compute import display, permissions, queries, rules
from concentric.indicators.compute.display import ORGANISATION, Shown, said
from concentric.indicators.compute.pages.frames import Frame, cell_url, indicator_url, published
from concentric.indicators.compute.types import Value
from concentric.kernel.types import Period
from concentric.rulebook.types import Indicator

ROWS = 30


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: title, unit as shown, unit of exact values, and where it leads."""

    title: str
    unit: str = ""
    exact_unit: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: heading, link, units, and its numbers."""

    label: str
    url: str
    cells: tuple[Shown, ...]
    values: tuple[Value | None, ...]
    code: str = ""
    unit: str = ""
    exact_unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, divided into groups with headings; `total` stands below all of them."""

    columns: tuple[Column, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    total: Row | None = field(default=None)

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
    found = cell_values(page, codes, periods, cell_code)
    once = published(page, codes, cell_code)
    groups: dict[str, list[Row]] = {name: [] for name in page.rulebook.areas}
    for code in codes:
        newest = page.rulebook.indicators[code]
        values = tuple(found.get((code, str(p))) for p in periods)
        if all(value is None for value in values):
            continue
        cells = tuple(
            display.shown(
                v, page.defined(code, p.end) or newest, published=once.get((code, str(p)))
            )
            for v, p in zip(values, periods, strict=True)
        )
        row = Row(
            said(newest.name), indicator_url(page, code), cells, values, code,
            page.words.unit(newest, short=True), page.words.exact_unit(newest),
        )  # fmt: skip
        groups.setdefault(newest.area, []).append(row)
    return Table(
        tuple(Column(display.period_label(p)) for p in periods),
        tuple((page.words.area(name), tuple(rows)) for name, rows in groups.items() if rows),
    )


def cell_values(
    page: Frame, codes: Collection[str], periods: Sequence[Period], cell_code: str
) -> Mapping[tuple[str, str], Value]:
    """Values of one cell as far as the reader may see them, by indicator and period."""
    found = queries.in_cell(page.run.pin, codes, periods, cell_code)
    shown = queries.disclosed(page.actor, found)
    return {(v.indicator, str(v.period)): v for v in shown}


def over_cells(
    page: Frame, area: str, period: Period, by: str, after: str = "", rows: int | None = ROWS
) -> tuple[Table, str]:
    """Cells of a breakdown as rows, the area's indicators as columns; and where the next page begins."""
    definitions = _divided(page, area, period, by)
    codes = [one.code for one in definitions]
    found = queries.disclosed(page.actor, queries.kept(page.run.pin, codes, [period], (by,)))
    by_code: dict[str, dict[str, Value]] = defaultdict(dict)
    for value in found:
        by_code[dict(value.cell)[by]][value.indicator] = value
    rest = [code for code in sorted(by_code) if code > after]
    listed = rest[:rows]
    names = page.words.codes(by, listed)
    all_rows = tuple(
        _cells_row(names[code], cell_url(page, by, code), code, by_code[code], definitions)
        for code in listed
    )
    whole = cell_values(page, codes, [period], "")
    total = _cells_row(
        page.words.cell(()),
        "",
        "",
        {code: value for (code, _), value in whole.items()},
        definitions,
    )
    columns = tuple(
        Column(
            said(d.name), page.words.unit(d, short=True), page.words.exact_unit(d),
            indicator_url(page, d.code),
        )
        for d in definitions
    )  # fmt: skip
    more = listed[-1] if len(rest) > len(listed) else ""
    return Table(columns, (("", all_rows),) if all_rows else (), total), more


def _divided(page: Frame, area: str, period: Period, by: str) -> list[Indicator]:
    """The area's indicators that are divided so, as defined at the end of the period."""
    return [
        page.defined(code, period.end) or one
        for code, one in sorted(page.rulebook.indicators.items())
        if one.area == area and by in one.breakdowns and one.period is period.kind
    ]


def _cells_row(
    label: str, url: str, code: str, values: Mapping[str, Value], definitions: Sequence[Indicator]
) -> Row:
    return Row(
        label, url, tuple(display.shown(values.get(d.code), d) for d in definitions),
        tuple(values.get(d.code) for d in definitions), code,
    )  # fmt: skip


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


def area_divided_by(page: Frame, by: str, period: Period) -> str:
    """The first area with an indicator that is divided so."""
    return next((area for area in page.rulebook.areas if _divided(page, area, period, by)), "")


def county(page: Frame, code: str, periods: Sequence[Period]) -> Table:
    """What was done for a place: every indicator that is divided by its level, over the periods."""
    cells = [rules.cell_code(((level, code),)) for level in display.LEVELS]
    tables = [over_periods(page, "", periods, cell) for cell in cells]
    return next((table for table in tables if table.groups), tables[0])
