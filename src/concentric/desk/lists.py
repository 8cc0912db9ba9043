"""List pages: search, filter, sort, keyset paging, saved views and export, once for every room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from concentric.desk import exports, queries, rules
from concentric.desk.types import Cell, ListPage, ListRow, ListSpec
from concentric.kernel.api import Actor, Invalid, msgid

COUNT_STOPS_AT = 10_000
EXPORT_STOPS_AT = 100_000
_CHUNK = 2000
_MOST_DIGITS = 1000
"""Before the point of a number: the database holds more, no table of the product does."""
_SORTED_BY = "desk_sorted_by"
"""Name under which a page's rows carry the value they are sorted by."""


def list_response(
    request: HttpRequest,
    spec: ListSpec,
    records: QuerySet[Any],
    *,
    template: str = "desk/list.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a list view: the page, its htmx part, or its export as xlsx or csv.

    `records` is already scoped to the actor. The context gains `page`, and the reader's saved views with the
    address that saves another.
    """
    kind = request.GET.get("export", "")
    if kind in exports.KINDS:
        return _export(request, spec, records, kind)
    page = list_page(request, spec, records)
    return render(
        request, template, {**_views(request, spec, page), **(context or {}), "page": page}
    )


def list_page(request: HttpRequest, spec: ListSpec, records: QuerySet[Any]) -> ListPage:
    """The page of the list that the request asks for: one query for the rows, one bounded count.

    A page before the first row is the first page, one behind the last row (because rows went) is the last page.
    Rows without a sort value stand at the end in both directions. Raises `Invalid` for a damaged page token.
    """
    matching = _matching(records, spec, request)
    order = _order(matching, spec, request)
    rows, more_before, more_after = _slice(matching, spec.size, order, request)
    count = matching.order_by()[: COUNT_STOPS_AT + 1].count()
    base = request.GET.copy()
    for key in rules.PASSING_KEYS:
        base.pop(key, None)
    return ListPage(
        spec=spec,
        rows=tuple(
            ListRow(cells=tuple(spec.row(r)), url=spec.row_url(r) if spec.row_url else "")
            for r in rows
        ),
        query=request.GET.get("q", ""),
        chosen={f.code: request.GET.get(f.code, "") for f in spec.filters},
        sort=request.GET.get("sort", ""),
        descending=order.descending,
        next_token=_token(rows[-1], backwards=False) if rows and more_after else "",
        previous_token=_token(rows[0], backwards=True) if rows and more_before else "",
        count=min(count, COUNT_STOPS_AT),
        count_is_more=count > COUNT_STOPS_AT,
        base_query=base.urlencode(),
    )


def number_cell(value: Decimal | int | None, shown: str = "") -> Cell:
    """A cell of a number column; absent is an empty cell, zero is a zero."""
    return Cell(value="" if value is None else value, shown=shown)


def _views(request: HttpRequest, spec: ListSpec, page: ListPage) -> dict[str, Any]:
    """The reader's views of this list, and where to keep another."""
    actor: Actor = getattr(request, "actor", Actor.anonymous())
    if actor.person is None:
        return {}
    address = reverse("desk:save_view", args=[spec.code])
    return {
        "views": queries.saved_views(actor=actor, list_code=spec.code, query=page.base_query),
        "save_view_url": f"{address}?{urlencode({'next': request.path})}",
    }


def _export(
    request: HttpRequest, spec: ListSpec, records: QuerySet[Any], kind: str
) -> HttpResponse:
    """Every row of the view as a file. Raises `Invalid` instead of leaving rows out."""
    matching = _matching(records, spec, request)
    if matching.order_by()[: EXPORT_STOPS_AT + 1].count() > EXPORT_STOPS_AT:
        raise Invalid(
            msgid("The list has more than %(count)s rows, too many for one file."),
            remedy=msgid("Narrow it with a filter or a search and export the parts."),
            count=f"{EXPORT_STOPS_AT:,}",
        )
    found = matching.order_by(*_order(matching, spec, request).by(backwards=False))
    return exports.table_response(
        name=spec.code,
        titles=[f"{c.label} ({c.unit})" if c.unit else str(c.label) for c in spec.columns],
        rows=([cell.value for cell in spec.row(r)] for r in found.iterator(_CHUNK)),
        kind=kind,
    )


def _matching(records: QuerySet[Any], spec: ListSpec, request: HttpRequest) -> QuerySet[Any]:
    for a_filter in spec.filters:
        value = request.GET.get(a_filter.code, "")
        if value and any(str(choice.code) == value for choice in a_filter.choices):
            records = records.filter(**{a_filter.path: value})
    query = request.GET.get("q", "").replace("\0", "").strip()
    if query and spec.search:
        found = (Q(**{f"{path}__icontains": query}) for path in spec.search)
        records = records.filter(reduce(or_, found))
    return records


@dataclass(frozen=True, slots=True)
class _Order:
    """By what a list is sorted: an ORM path, its direction, what its values are, whether some rows have none."""

    path: str
    descending: bool
    field: Any
    has_gaps: bool

    def by(self, *, backwards: bool) -> tuple[Combinable | str, ...]:
        """ORDER BY terms; ties stand by id, rows without a value at the end of the list."""
        down = self.descending != backwards
        sign = "-" if down else ""
        if self.path in {"id", "pk"}:
            return (f"{sign}id",)
        value = F(self.path)
        gaps: dict[str, Any] = {}
        if self.has_gaps:
            gaps = {"nulls_first": True} if backwards else {"nulls_last": True}
        return (value.desc(**gaps) if down else value.asc(**gaps)), f"{sign}id"

    def beyond(self, value: Any, row_id: int, *, backwards: bool) -> Q:
        """Rows strictly beyond (value, id), in the direction of reading."""
        side = "lt" if self.descending != backwards else "gt"
        later = Q(**{f"id__{side}": row_id})
        if self.path in {"id", "pk"}:
            return later
        without, tied = Q(**{f"{self.path}__isnull": True}), Q(**{self.path: value})
        if value is None:
            return (without & later) | ~without if backwards else without & later
        # The first condition says nothing new: it lets the database begin at this place of the index.
        found = Q(**{f"{self.path}__{side}e": value}) & (
            Q(**{f"{self.path}__{side}": value}) | (tied & later)
        )
        return found | without if self.has_gaps and not backwards else found


def _order(records: QuerySet[Any], spec: ListSpec, request: HttpRequest) -> _Order:
    """The asked column where it sorts, else the list's own order."""
    asked = request.GET.get("sort", "")
    paths = {column.code: column.sort for column in spec.columns if column.sort}
    path = paths.get(asked.lstrip("-"))
    if path is None:
        path, asked = spec.order.lstrip("-"), spec.order
    field, has_gaps = _sorted_field(records, path)
    return _Order(path, asked.startswith("-"), field, has_gaps)


def _sorted_field(records: QuerySet[Any], path: str) -> tuple[Any, bool]:
    """The field at the end of an ORM path, and whether a row may lack it: then any key on the way is null."""
    annotation = records.query.annotations.get(path)
    if annotation is not None:
        return annotation.output_field, True
    model, has_gaps, field = records.model, False, None
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise LookupError(f"a list sorts by {path}: {model.__name__} has no {name}") from error
        has_gaps = has_gaps or not isinstance(field, Field) or field.null
        model = field.related_model or model
    return getattr(field, "target_field", field), has_gaps


def _slice(
    records: QuerySet[Any], size: int, order: _Order, request: HttpRequest
) -> tuple[Sequence[Any], bool, bool]:
    """Rows of the page, and whether there are rows before and after it."""
    token = request.GET.get("page", "")
    if not token:
        return _first(records, size, order)
    text, row_id, backwards = rules.read_page_token(token)
    where = order.beyond(_value(order, text), row_id, backwards=backwards)
    rows, more = _taken(records.filter(where), size, order, backwards=backwards)
    if backwards:
        return (rows, True, True) if more else _first(records, size, order)
    if rows:
        return rows, True, more
    rows, more = _taken(records, size, order, backwards=True)
    return rows, more, False


def _first(records: QuerySet[Any], size: int, order: _Order) -> tuple[Sequence[Any], bool, bool]:
    rows, more = _taken(records, size, order, backwards=False)
    return rows, False, more


def _taken(
    records: QuerySet[Any], size: int, order: _Order, *, backwards: bool
) -> tuple[Sequence[Any], bool]:
    """As many rows as a page holds, in the order of the list, and whether there are more in that direction."""
    sorted_by = {_SORTED_BY: F(order.path)}
    found = records.annotate(**sorted_by).order_by(*order.by(backwards=backwards))
    rows = list(found[: size + 1])
    more = len(rows) > size
    return (rows[:size][::-1] if backwards else rows[:size]), more


def _value(order: _Order, text: str | None) -> Any:
    """The sort value in a token as its column holds it. Raises `Invalid` where it is of another kind."""
    if text is None:
        if order.has_gaps:
            return None
        raise rules.damaged_page_link()
    try:
        value = order.field.to_python(text)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        raise rules.damaged_page_link() from error
    if isinstance(value, Decimal) and not (value.is_finite() and value.adjusted() < _MOST_DIGITS):
        raise rules.damaged_page_link()
    return value


def _token(row: Any, *, backwards: bool) -> str:
    value = getattr(row, _SORTED_BY)
    if value is None:
        return rules.page_token(None, row.pk, backwards=backwards)
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return rules.page_token(text, row.pk, backwards=backwards)
