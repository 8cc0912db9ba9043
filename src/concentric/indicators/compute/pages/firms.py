"""A member's own figures beside its peers."""

from __future__ import annotations

from dataclasses import dataclass

from concentric.indicators.compute import display, queries
from concentric.indicators.compute.display import ORGANISATION, Shown
from concentric.indicators.compute.pages.frames import Frame
from concentric.indicators.compute.pages.tables import Row, cell_values, over_periods
from concentric.indicators.compute.types import Value
from concentric.kernel.types import Period


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure of a member: its own, the change from the year before, the median of its peers, everybody's."""

    row: Row
    own: Shown
    change: str
    median: Shown
    peers: int
    whole: Shown
    exact: tuple[Value | None, object, Value | None]
    """Own value, median and total for the export."""


def firm(
    page: Frame, organisation: str, area: str, period: Period
) -> list[tuple[str, list[Beside]]]:
    """A member's own values beside the median of its peers and the total, by area.

    Its own are as of the newest computation, also where the others' are not shown yet.
    """
    own = f"{ORGANISATION}={organisation}"
    mine = page.newest()
    table = over_periods(mine, area, [period], own)
    codes = [row.code for row in table.rows]
    before = queries.in_cell(mine.run.pin, codes, [period.year_earlier()], own)
    earlier = {value.indicator: value for value in before}
    medians = queries.peer_medians(page.run.pin, codes, period)
    whole = cell_values(page, codes, [period], "")
    groups = []
    for name, rows in table.groups:
        listed = []
        for row in rows:
            definition = mine.rulebook.indicators[row.code]
            middle, peers = medians.get(row.code, (None, 0))
            now, everybody = row.values[0], whole.get((row.code, str(period)))
            change = queries.compared(now, earlier.get(row.code)).change if now else None
            median = Shown() if middle is None else display.computed(middle, definition)
            listed.append(
                Beside(
                    row, row.cells[0], display.change(change), median, peers,
                    display.shown(everybody, definition),
                    (now, None if middle is None else display.rounded(middle, definition), everybody),
                )
            )  # fmt: skip
        groups.append((name, listed))
    return groups
