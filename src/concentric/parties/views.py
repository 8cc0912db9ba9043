"""Pages of organisations: the list, one organisation, entering, renaming, and the register as a file."""

from __future__ import annotations

import base64
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport, Panel, PanelPlace
from concentric.kernel.api import Actor, ConcentricError
from concentric.parties import forms, labels, lists, models, permissions, queries, services
from concentric.parties.types import OrganisationDraft, OrganisationKind
from concentric.places import api as places

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk.view(permissions.may_see_organisations)
def organisations(request: HttpRequest) -> HttpResponse:
    """The register of organisations."""
    return desk.list_response(
        request,
        lists.organisations(),
        models.Organisation.objects.select_related("parent"),
        template="parties/organisations.html",
        context={"may_change": permissions.may_import_organisations(_actor(request))},
    )


@desk.view(permissions.may_see_organisations)
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: names, parts, acts, contact details, and the panels of other rooms."""
    return _page(request, code, None)


@desk.view(permissions.may_change_organisation, methods=("GET", "POST"))
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    form = forms.OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stated = form.cleaned_data
        draft = OrganisationDraft(**(stated | {"kind": OrganisationKind(stated["kind"])}))
        try:
            made = services.register_organisation(actor=_actor(request), draft=draft)
        except ConcentricError as error:
            _refuse(form, error)
        else:
            return redirect("parties:organisation", code=made.code)
    status = 422 if form.errors else 200
    return render(request, "parties/enter.html", {"form": form}, status=status)


@desk.view(permissions.may_change_organisation, methods=("POST",))
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an organisation new names from a day on."""
    form = forms.RenameForm(request.POST)
    if form.is_valid():
        try:
            services.rename_organisation(actor=_actor(request), code=code, **form.cleaned_data)
        except ConcentricError as error:
            _refuse(form, error)
        else:
            return redirect("parties:organisation", code=code)
    return _page(request, code, form)


@desk.view(permissions.may_import_organisations, methods=("GET", "POST"))
def import_list(request: HttpRequest) -> HttpResponse:
    """Check a list of organisations, then take it in."""
    form = forms.ListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        is_dry = request.POST.get("act") != "take_in"
        report = services.import_organisations(
            actor=_actor(request), content=content, filename=upload.name, dry_run=is_dry
        )
        annotated = _annotated(content, upload.name, report)
        context |= {"report": report, "is_dry": is_dry, "annotated": annotated}
    is_part = bool(request.headers.get("HX-Request"))
    template = "parties/import_report.html" if is_part else "parties/import.html"
    return render(request, template, context)


@desk.view(permissions.may_import_organisations)
def import_template(_request: HttpRequest) -> HttpResponse:
    """An empty list of organisations to fill in."""
    content = desk.template_bytes(_("Organisations"), services.organisation_columns())
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="organisations.xlsx"'},
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


def _refuse(form: django_forms.Form, error: ConcentricError) -> None:
    said = desk.said(error)
    form.add_error(None, " ".join(said[k] for k in ("what", "why", "remedy") if said[k]))


def _annotated(content: bytes, name: str, report: ImportReport) -> str:
    """The uploaded workbook with its errors marked, as an address to save; a csv has no cells to mark."""
    if report.ok or not name.lower().endswith(".xlsx"):
        return ""
    marked = base64.b64encode(desk.annotated_copy(content, report.problems)).decode("ascii")
    return f"data:{XLSX};base64,{marked}"


def _page(request: HttpRequest, code: str, form: forms.RenameForm | None) -> HttpResponse:
    actor, language = _actor(request), get_language() or "zh"
    found = queries.organisation(code)
    related = queries.organisations_by_code([found.parent or "", found.successor or ""])
    place = places.places([found.place or ""]).get(found.place or "")
    context = {
        "organisation": found,
        "title": found.name(language),
        "kind": labels.ORGANISATION_KINDS[found.kind],
        "parent": related.get(found.parent or ""),
        "successor": related.get(found.successor or ""),
        "place": place.title(language) if place else "",
        "parts": [(p.code, p.name(language)) for p in queries.parts(code)],
        "acts": [(labels.ACT_KINDS[a.kind], a) for a in queries.acts_of(code)],
        "contacts": [(labels.CONTACT_KINDS[c.kind], c) for c in queries.contact_details(code)],
        "panels": _panels(actor, code),
        "rename_form": form or forms.RenameForm(),
        "is_refused": form is not None,
        "may_change": permissions.may_change_organisation(actor),
    }
    return render(request, "parties/organisation.html", context, status=422 if form else 200)


def _panels(actor: Actor, code: str) -> list[dict[str, Any]]:
    """What other rooms show about an organisation to this actor, in their order."""
    found = []
    for panel in sorted(desk.registered(Panel), key=lambda p: p.order):
        if panel.place is not PanelPlace.ORGANISATION:
            continue
        context = panel.context(actor, code)
        if context is not None:
            found.append({"panel": panel, "context": context})
    return found
