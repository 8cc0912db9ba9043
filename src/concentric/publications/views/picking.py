"""The picker beside a chapter: a number, a table or a chart asked for in fields comes back as its tag, printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.facts import api as facts
from concentric.kernel.api import Actor, ConcentricError, Missing, msgid
from concentric.publications import forms, labels, models, permissions, previewing, queries
from concentric.publications.rules import checking, spans
from concentric.publications.rules.checking import Draft
from concentric.publications.types import Language, Severity

Given = Mapping[str, Any]


def number_tag(given: Given, _language: Language) -> spans.Tag:
    """The tag of a number; it is the same in both languages."""
    options = {"period": given["period"]}
    for name in ("by", "scale"):
        if given[name]:
            options[name] = given[name]
    if given["decimals"] is not None:
        options["decimals"] = str(given["decimals"])
    if given["without_unit"]:
        options["unit"] = "none"
    tag = spans.Tag("value", (given["indicator"].strip(),), options)
    return spans.number_tag(spans.number_span(tag))


def table_tag(given: Given, language: Language) -> spans.Tag:
    """The tag of a table, with its title in a language."""
    options = {
        "periods": ",".join(_listed(given["periods"])),
        "title": given[f"title_{language}"],
    }
    tag = spans.Tag("table", tuple(_listed(given["indicators"])), options)
    return spans.table_tag(spans.table_block(tag))


def chart_tag(given: Given, language: Language) -> spans.Tag:
    """The tag of a chart, with its words in a language."""
    options = {
        "by": given["by"], "period": given["period"],
        "title": given[f"title_{language}"], "alt": given[f"alt_{language}"],
    }  # fmt: skip
    tag = spans.Tag("chart", (given["kind"], given["indicator"].strip()), options)
    return spans.chart_tag(spans.chart_block(tag))


KINDS: dict[str, tuple[type[django_forms.Form], Callable[[Given, Language], spans.Tag]]] = {
    "number": (forms.NumberForm, number_tag),
    "table": (forms.TableForm, table_tag),
    "chart": (forms.ChartForm, chart_tag),
}


def pickers(report: models.Report) -> list[dict[str, Any]]:
    """The empty forms of the picker, the report's period filled in."""
    given = {"period": report.period, "periods": report.period}
    return [
        {"what": what, "label": labels.PIECES[what], "form": form(initial=given, auto_id=f"{what}_%s")}
        for what, (form, _tag) in KINDS.items()
    ]  # fmt: skip


@desk.view(permissions.may_write, methods=("POST",))
def pick(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody picked: what to insert in each language, and how it will be printed."""
    what = request.POST.get("what", "number")
    if what not in KINDS:
        raise Missing(msgid("There is no such piece of a chapter."))
    form_class, tag_of = KINDS[what]
    form = form_class(request.POST)
    row = queries.report_row(code)
    context: dict[str, Any] = {"form": form, "report": row, "is_block": what != "number"}
    if form.is_valid():
        try:
            tags = {
                language: spans.format_tag(tag_of(form.cleaned_data, language))
                for language in Language
            }
            context["refused"] = _stopped(row, tags)
            if not context["refused"]:
                context["offers"] = _offers(request.actor, row, tags)  # type: ignore[attr-defined]  # set by access's middleware
        except ConcentricError as error:
            context["refused"] = [" ".join(part for part in desk.said(error).values() if part)]
    is_part = bool(request.headers.get("HX-Request"))
    template = "publications/picked.html" if is_part else "publications/pick.html"
    return render(request, template, context)


def _offers(actor: Actor, row: models.Report, tags: Mapping[Language, str]) -> list[dict[str, Any]]:
    return [
        {
            "language": language,
            "label": labels.LANGUAGES[language],
            "tag": tag,
            "page": mark_safe(previewing.piece(actor, row, language, tag)),  # made by render.html, which escapes
        }
        for language, tag in tags.items()
    ]  # fmt: skip


def _stopped(row: models.Report, tags: Mapping[Language, str]) -> list[str]:
    """What the check of a report would stop in these pieces, in words."""
    draft = Draft("", dict.fromkeys(Language, "-"), dict(tags))
    found = checking.text_findings([draft], facts.catalogue(row.catalogue))
    says = [_(one.says) % dict(one.params) for one in found if one.severity is Severity.STOPS]
    return list(dict.fromkeys(says))


def _listed(text: str) -> list[str]:
    """What stands between blanks or commas of any kind."""
    return text.replace(",", " ").replace("\uff0c", " ").replace("\u3001", " ").split()
