"""The workbook of a return as it is handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.queries import figures, sheets
from concentric.indicators.returns.types import TypedRow
from concentric.indicators.returns.workbooks import write
from concentric.places import api as places


def workbook_of(row: models.Return) -> bytes:
    """The workbook of a return, filled with what stands: locked cells, drop-downs, units and counting rules."""
    book = cycle_queries.book_of(row.cycle)
    firm = row.organisation.code
    entries = figures.entries_of([row.id]).get(row.id, {})
    rows = figures.rows_of([row.id]).get(row.id, {})
    filling = write.Filling(
        firm=firm,
        cycle=row.cycle.code,
        version=f"{row.edit}",
        made_at=timezone.now(),
        lines=sheets.typed_lines(entries),
        last=figures.last_year(row.cycle, [firm]).get(firm, {}),
        rows={table: [TypedRow(r.values) for r in group] for table, group in rows.items()},
        regions={one.code: one.name for one in places.regions()},
        places=_names(row, rows),
        is_sample=settings.CONCENTRIC_SAMPLE,
    )
    return write.write_return(book, filling)


def _names(row: models.Return, rows: Mapping[str, Sequence[models.TableRow]]) -> dict[str, str]:
    form = cycle_queries.book_of(row.cycle).form
    asked = {
        one.values.get(column.code, "")
        for table in form.tables()
        for column in table.columns
        if column.kind in {"place", "region"}
        for one in rows.get(table.code, ())
    }
    return {code: place.name for code, place in places.places(asked - {""}).items()}
