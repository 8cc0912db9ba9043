"""Pages of computed values: matrix, indicator, firm, county, and a number opened down to its facts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.facts.api import label_of
from concentric.indicators.compute import display, permissions, queries, tracing, uses
from concentric.indicators.compute.pages import exporting, firms, frames, indicators, tables
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor
from concentric.places import api as places


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access's middleware
    return actor


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "indicators/nothing.html")


def _export_kind(request: HttpRequest) -> str:
    asked = request.GET.get("as", "")
    return asked if asked in ("xlsx", "csv") else ""


@desk.view(permissions.may_see_indicators)
def matrix(request: HttpRequest) -> HttpResponse:
    """Indicators over periods, or cells of a breakdown in one period; `as` exports all of it."""
    page = frames.frame(_actor(request), request.GET)
    if page is None:
        return _nothing(request)
    area, kind = request.GET.get("area", ""), _export_kind(request)
    offered = tables.breakdowns(page, area)
    period = frames.asked_period(page, request.GET)
    by, after = request.GET.get("by", ""), ""
    if by in dict(offered):
        area = area or tables.area_divided_by(page, by, period)
        asked, rows = request.GET.get("after", ""), None if kind else tables.ROWS
        table, after = tables.over_cells(page, area, period, by, "" if kind else asked, rows)
    else:
        by = ""
        table = tables.over_periods(page, area, page.alike(period))
    if kind:
        return exporting.table(table, f"indicators-{area or 'all'}-{by or 'periods'}", kind)
    divided = frames.Choice("by", _("Divided by"), (("", _("Each period")), *offered), by)
    choices = (
        frames.area_choice(page, area), divided, frames.period_choice(page.periods, period),
        frames.run_choice(page),
    )  # fmt: skip
    context = {
        **frames.common(page, request.GET, choices), "table": table, "by": by, "after": after,
        "is_later": bool(request.GET.get("after")),
        "by_name": page.words.breakdown(by) if by else "",
    }  # fmt: skip
    return render(request, "indicators/matrix.html", context)


@desk.view(permissions.may_see_indicators)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it counts, its course as known now and as published, one breakdown."""
    page = frames.frame(_actor(request), request.GET)
    if page is None:
        return _nothing(request)
    newest = page.rulebook.indicators.get(code)
    if newest is None:
        raise Missing(msgid("There is no such indicator."), remedy=msgid("Open it from the table."))
    alike = [p for p in page.periods if p.kind is newest.period]
    if not alike:
        raise Missing(msgid("This indicator was not computed for any period."))
    asked = frames.asked_period(page, request.GET)
    period = asked if asked in alike else alike[-1]
    offered = indicators.offered_breakdowns(page, newest)
    by = request.GET.get("by", "")
    by = by if by in offered else next(iter(offered), "")
    content = indicators.indicator(page, code, period, by)
    if kind := _export_kind(request):
        part = request.GET.get("part", "")
        return exporting.indicator(page, content, by if part == "cells" else "", kind)
    basis = request.GET.get("basis", "")
    bases = (
        ("", _("Restated and as published")), ("restated", _("Restated")),
        ("as_published", _("As published")),
    )  # fmt: skip
    named = tuple((one, page.words.breakdown(one)) for one in offered)
    choices = (
        frames.period_choice(alike, period), frames.Choice("by", _("Divided by"), named, by),
        frames.Choice("basis", _("Earlier periods"), bases if content["is_published"] else (), basis),
        frames.run_choice(page),
    )  # fmt: skip
    context = {
        **frames.common(page, request.GET, [one for one in choices if one.options]), **content,
        "by": by, "by_name": page.words.breakdown(by) if by else "",
        "period": display.period_label(period),
        "shows_restated": basis != "as_published" or not content["is_published"],
        "shows_published": content["is_published"] and basis != "restated",
    }  # fmt: skip
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
    page = frames.frame(actor, request.GET)
    if page is None:
        return _nothing(request)
    period, area = frames.asked_period(page, request.GET), request.GET.get("area", "")
    groups = firms.firm(page, code, area, period)
    if kind := _export_kind(request):
        return exporting.firm(groups, f"{code}-{period}", kind)
    choices = (
        frames.area_choice(page, area), frames.period_choice(page.periods, period),
        frames.run_choice(page),
    )  # fmt: skip
    own = page.newest()
    context = {
        **frames.common(page, request.GET, choices),
        "name": display.organisation_names([code])[code],
        "code": code,
        "groups": groups,
        "period": display.period_label(period),
        "own_as_of": own.as_of,
        "is_apart": own.run.uuid != page.run.uuid,
    }
    return render(request, "indicators/firm.html", context)


@desk.view(permissions.may_see_own_firm)
def my_firm(request: HttpRequest) -> HttpResponse:
    """The figures of the firm the reader acts for."""
    return _firm_page(request, _actor(request).organisation or "")


@desk.view(permissions.may_see_indicators)
def county(request: HttpRequest, code: str) -> HttpResponse:
    """What was done for a county, prefecture, province or region."""
    place = places.place(code)
    page = frames.frame(_actor(request), request.GET)
    if page is None:
        return _nothing(request)
    table = tables.county(page, code, page.periods)
    if kind := _export_kind(request):
        return exporting.table(table, f"place-{code}", kind)
    context = {
        **frames.common(page, request.GET, (frames.run_choice(page),)),
        "name": place.name_en if display.language() == "en" and place.name_en else place.name,
        "code": code,
        "table": table,
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
        "facts": [
            (
                one,
                names[one.fact.organisation],
                display.span(one.fact.covers_from, one.fact.covers_to),
            )
            for one in opened.facts
        ],
        "evidence": sorted({digest for one in opened.facts for digest in one.evidence}),
        "may_see_all": permissions.sees_everything(_actor(request)),
        "run": queries.pin_moment(value.pin),
    }
    is_part = bool(request.headers.get("HX-Request"))
    template = "indicators/trace_part.html" if is_part else "indicators/trace.html"
    return render(request, template, context)


@desk.view(permissions.may_see_indicators)
def fact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A fact opened: its record, and every value and publication that counts it."""
    opened = uses.opened_fact(actor=_actor(request), uuid=uuid)
    one = opened.fact.fact
    rulebook = uses.rulebook()
    words = display.Words(rulebook)
    context = {
        "opened": opened,
        "fact": one,
        "kind": words.fact_type(one.fact_type),
        "unit": words.exact_unit(rulebook.fact_type(one.fact_type, one.covers_to)),
        "member": display.organisation_names([one.organisation])[one.organisation],
        "span": display.span(one.covers_from, one.covers_to),
        "place": words.codes("county", [one.place])[one.place] if one.place else "",
        "dims": [
            (words.breakdown(name, [code]), words.codes(name, [code])[code])
            for name, code in sorted(one.dims.items())
        ],
        "beside": [
            (other, words.fact_type(other.fact.fact_type)) for other in opened.of_the_same_record
        ],
        "values": [use for use in opened.uses if use.kind == "indicator"],
        "publications": [use for use in opened.uses if use.kind != "indicator"],
        "confirmation": label_of(one.confirmation),
        "basis": label_of(one.basis),
    }
    return render(request, "indicators/fact.html", context)
