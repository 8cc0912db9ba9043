"""Pages of computed values: matrix, indicator, firm, county, and a number opened down to its facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.indicators.compute import display, pages, permissions, queries, tracing
from concentric.indicators.compute.pages import Frame, Table
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor
from concentric.places import api as places


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access's middleware
    return actor


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "indicators/nothing.html")


def _common(page: Frame, request: HttpRequest) -> dict[str, Any]:
    return {
        **pages.picker(page),
        "areas": [(code, display.said(item.name)) for code, item in page.rulebook.areas.items()],
        "periods": [(str(p), display.period_label(p)) for p in page.periods],
        "query": request.GET.urlencode(),
    }


@desk.view(permissions.may_see_indicators)
def matrix(request: HttpRequest) -> HttpResponse:
    """Indicators over periods, or cells of a breakdown in one period; `as` exports what is shown."""
    actor = _actor(request)
    page = pages.frame(actor, request.GET)
    if page is None:
        return _nothing(request)
    area, by = request.GET.get("area", ""), request.GET.get("by", "")
    offered = pages.breakdowns(page, area)
    period = pages.asked_period(page, request.GET)
    after = ""
    if by in dict(offered):
        area = area or next(iter(page.rulebook.areas), "")
        table, after = pages.over_cells(page, area, period, by, request.GET.get("after", ""))
    else:
        by = ""
        alike = [p for p in page.periods if p.kind is period.kind]
        table = pages.over_periods(page, area, alike)
    if request.GET.get("as") in ("xlsx", "csv"):
        return _export(table, request.GET["as"], by)
    context = {
        **_common(page, request), "table": table, "area": area, "by": by, "breakdowns": offered,
        "period": str(period), "after": after, "by_name": page.words.breakdown(by) if by else "",
    }  # fmt: skip
    return render(request, "indicators/matrix.html", context)


def _export(table: Table, kind: str, by: str) -> HttpResponse:
    """The table with exact values; withheld and not reported cells are empty."""
    first = [_("Code"), _("Name")] + ([] if by else [_("Unit")])
    rows = [
        [
            row.code,
            row.label,
            *([] if by else [row.unit]),
            *(value.rounded if value else None for value in row.values),
        ]
        for row in table.rows
    ]
    return desk.table_response(
        name="indicators", titles=[*first, *table.columns], rows=rows, kind=kind
    )


@desk.view(permissions.may_see_indicators)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it counts, its course, one breakdown."""
    actor = _actor(request)
    page = pages.frame(actor, request.GET)
    if page is None:
        return _nothing(request)
    newest = page.rulebook.indicators.get(code)
    if newest is None:
        raise Missing(msgid("There is no such indicator."), remedy=msgid("Open it from the table."))
    alike = [p for p in page.periods if p.kind is newest.period]
    if not alike:
        raise Missing(msgid("This indicator was not computed for any period."))
    asked = pages.asked_period(page, request.GET)
    period = asked if asked in alike else alike[-1]
    sees = permissions.sees_everything(actor)
    offered = [b for b in newest.breakdowns if sees or b != display.ORGANISATION]
    by = request.GET.get("by", "") if request.GET.get("by", "") in offered else ""
    by = by or next((b for b in offered if b != display.ORGANISATION), next(iter(offered), ""))
    context = {
        **_common(page, request),
        **pages.indicator(page, code, period, by),
        "by": by,
        "by_name": page.words.breakdown(by) if by else "",
        "breakdowns": [(b, page.words.breakdown(b)) for b in offered],
        "period": str(period),
        "periods": [(str(p), display.period_label(p)) for p in alike],
    }
    return render(request, "indicators/indicator.html", context)


@desk.view(permissions.may_see_indicators)
def firm(request: HttpRequest, code: str) -> HttpResponse:
    """A firm's figures beside the median of its peers and the total."""
    return _firm_page(request, code)


def _firm_page(request: HttpRequest, code: str) -> HttpResponse:
    actor = _actor(request)
    if not permissions.may_see_value(actor, code):
        raise Missing(
            msgid("There is no such value."),
            why=msgid("It was not computed, or it is not yours to see."),
        )
    page = pages.frame(actor, request.GET)
    if page is None:
        return _nothing(request)
    period, area = pages.asked_period(page, request.GET), request.GET.get("area", "")
    context = {
        **_common(page, request),
        "name": display.organisation_names([code])[code],
        "code": code,
        "groups": pages.firm(page, code, area, period),
        "area": area,
        "period": str(period),
    }
    return render(request, "indicators/firm.html", context)


@desk.view(permissions.may_see_own_firm)
def my_firm(request: HttpRequest) -> HttpResponse:
    """The figures of the firm the reader acts for."""
    return _firm_page(request, _actor(request).organisation or "")


@desk.view(permissions.may_see_indicators)
def county(request: HttpRequest, code: str) -> HttpResponse:
    """What was done for a county, city or province."""
    place = places.place(code)
    page = pages.frame(_actor(request), request.GET)
    if page is None:
        return _nothing(request)
    period = pages.asked_period(page, request.GET)
    alike = [p for p in page.periods if p.kind is period.kind]
    context = {
        **_common(page, request),
        "name": place.name_en if display.language() == "en" and place.name_en else place.name,
        "code": code,
        "table": pages.county(page, code, alike),
    }
    return render(request, "indicators/county.html", context)


@desk.view(permissions.may_see_indicators)
def trace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A number opened: in the drawer as a part, by itself as a page."""
    try:
        after = max(int(request.GET.get("after", "0")), 0)
    except ValueError:
        after = 0
    upto = None if "check" in request.GET else tracing.CHECKED_AT_ONCE
    opened = tracing.trace(actor=_actor(request), uuid=uuid, after=after, checked_upto=upto)
    value, definition = opened.value, opened.definition
    words = display.Words(tracing.rulebook_of(value))
    inputs = [
        (words.cell(one.value.cell) if one.value.cell != value.cell else "", one)
        for one in opened.inputs
    ]
    names = display.organisation_names(one.fact.organisation for one in opened.facts)
    context = {
        "trace": opened,
        "value": value,
        "definition": definition,
        "shown": display.shown(value, definition, traced=False),
        "unit": words.unit(definition),
        "cell": words.cell(value.cell),
        "period": display.period_label(value.period),
        "inputs": [
            (
                one,
                cell,
                tracing.definition_of(one.value),
                display.shown(one.value, tracing.definition_of(one.value)),
            )
            for cell, one in inputs
        ],
        "facts": [(one, names[one.fact.organisation]) for one in opened.facts],
        "evidence": sorted({digest for one in opened.facts for digest in one.evidence}),
        "may_see_all": permissions.sees_everything(_actor(request)),
        "run": queries.pin_moment(value.pin),
    }
    is_part = bool(request.headers.get("HX-Request"))
    template = "indicators/trace_part.html" if is_part else "indicators/trace.html"
    return render(request, template, context)
