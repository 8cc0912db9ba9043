"""List pages: search, filter, sort, keyset paging and export, once for every room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concentric.desk import exports, rules
from concentric.desk.types import Cell, ListPage, ListRow, ListSpec

COUNT_STOPS_AT = 10_000
EXPORT_STOPS_AT = 100_000


def list_response(
    request: HttpRequest,
    spec: ListSpec,
    records: QuerySet[Any],
    *,
    template: str = "desk/list.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a list view: the page, its htmx part, or its export as xlsx or csv.

    `records` is already scoped to the actor.
    """
    found = _ordered(_matching(records, spec, request), spec, request)
    export = request.GET.get("export", "")
    if export in exports.KINDS:
        rows = [[c.value for c in spec.row(r)] for r in found[:EXPORT_STOPS_AT].iterator(2000)]
        return exports.table_response(
            name=spec.code, titles=[_title(c.label, c.unit) for c in spec.columns], rows=rows, kind=export
        )
    page = list_page(request, spec, records)
    return render(request, template, {**(context or {}), "page": page})


def list_page(request: HttpRequest, spec: ListSpec, records: QuerySet[Any]) -> ListPage:
    """The page of the list that the request asks for: one query for the rows, one bounded count."""
    matching = _matching(records, spec, request)
    sort, descending = _sort(spec, request)
    rows, more_before, more_after = _slice(matching, spec, request, sort, descending)
    count = matching.order_by()[: COUNT_STOPS_AT + 1].count()
    base = request.GET.copy()
    base.pop("page", None)
    return ListPage(
        spec=spec,
        rows=tuple(
            ListRow(cells=tuple(spec.row(r)), url=spec.row_url(r) if spec.row_url else "")
            for r in rows
        ),
        query=request.GET.get("q", ""),
        chosen={f.code: request.GET.get(f.code, "") for f in spec.filters},
        sort=request.GET.get("sort", ""),
        descending=descending,
        next_token=_token(rows[-1], sort, backwards=False) if rows and more_after else "",
        previous_token=_token(rows[0], sort, backwards=True) if rows and more_before else "",
        count=min(count, COUNT_STOPS_AT),
        count_is_more=count > COUNT_STOPS_AT,
        base_query=base.urlencode(),
    )


def _title(label: Any, unit: Any) -> str:
    return f"{label} ({unit})" if unit else str(label)


def _matching(records: QuerySet[Any], spec: ListSpec, request: HttpRequest) -> QuerySet[Any]:
    for a_filter in spec.filters:
        value = request.GET.get(a_filter.code, "")
        if value and any(choice.code == value for choice in a_filter.choices):
            records = records.filter(**{a_filter.path: value})
    query = request.GET.get("q", "").strip()
    if query and spec.search:
        records = records.filter(reduce(or_, (Q(**{f"{p}__icontains": query}) for p in spec.search)))
    return records


def _sort(spec: ListSpec, request: HttpRequest) -> tuple[str, bool]:
    """ORM path and direction: the asked column where it sorts, else the list's own order."""
    asked = request.GET.get("sort", "")
    paths = {column.code: column.sort for column in spec.columns if column.sort}
    path = paths.get(asked.lstrip("-"))
    if path is None:
        return spec.order.lstrip("-"), spec.order.startswith("-")
    return path, asked.startswith("-")


def _ordered(records: QuerySet[Any], spec: ListSpec, request: HttpRequest) -> QuerySet[Any]:
    sort, descending = _sort(spec, request)
    sign = "-" if descending else ""
    return records.order_by(f"{sign}{sort}", f"{sign}id")


def _slice(
    records: QuerySet[Any], spec: ListSpec, request: HttpRequest, sort: str, descending: bool
) -> tuple[Sequence[Any], bool, bool]:
    """Rows of the page, and whether there are rows before and after it."""
    token = request.GET.get("page", "")
    backwards = False
    if token:
        value, row_id, backwards = rules.read_page_token(token)
        records = records.filter(_beyond(sort, value, row_id, down=descending != backwards))
    sign = "-" if descending != backwards else ""
    rows = list(records.order_by(f"{sign}{sort}", f"{sign}id")[: spec.size + 1])
    more = len(rows) > spec.size
    rows = rows[: spec.size]
    if backwards:
        return rows[::-1], more, True
    return rows, bool(token), more


def _beyond(sort: str, value: str | None, row_id: int, *, down: bool) -> Q:
    """Rows strictly beyond (value, id) in the direction of the page. Sorted columns are never null."""
    side = "lt" if down else "gt"
    if sort == "id":
        return Q(**{f"id__{side}": row_id})
    return Q(**{f"{sort}__{side}": value}) | Q(**{sort: value, f"id__{side}": row_id})


def _token(row: Any, sort: str, *, backwards: bool) -> str:
    value: Any = row
    for part in sort.split("__"):
        value = getattr(value, part)
    if isinstance(value, Model):
        value = value.pk
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return rules.page_token(text, row.pk, backwards=backwards)


def number_cell(value: Decimal | int | None, shown: str = "") -> Cell:
    """A cell of a number column; absent is an empty cell, zero is a zero."""
    return Cell(value="" if value is None else value, shown=shown)
