"""Pages of organisations: the list, one organisation and its acts, contact details, and the register as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport, Panel, PanelPlace
from concentric.kernel.api import Actor, ConcentricError, Refused, msgid
from concentric.parties import forms, labels, lists, models, permissions, queries, services
from concentric.parties.types import Organisation, OrganisationDraft, OrganisationKind
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
    return _page(request, code)


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


@desk.view(permissions.may_change_organisation, methods=("GET", "POST"))
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an organisation new names from a day on."""
    form = forms.RenameForm(request.POST or None)
    return _act(request, code, "parties/rename.html", form, services.rename_organisation)


@desk.view(permissions.may_change_organisation, methods=("GET", "POST"))
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Give an organisation another parent from a day on."""
    form = forms.MoveForm(request.POST or None)
    return _act(request, code, "parties/move.html", form, services.move_organisation)


@desk.view(permissions.may_change_organisation, methods=("GET", "POST"))
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Record that an organisation ended."""
    form = forms.CloseForm(request.POST or None)
    return _act(request, code, "parties/close.html", form, services.close_organisation)


@desk.view(permissions.may_change_some_contact_details, methods=("GET", "POST"))
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """The ways to reach an organisation: add one, take one off."""
    actor, found = _actor(request), queries.organisation(code)
    if not permissions.may_change_contact_details(actor, code):
        raise Refused(msgid("You may not change the contact details of this organisation."))
    form = forms.ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_contact_detail(actor=actor, organisation=code, **form.cleaned_data)
        except ConcentricError as error:
            _refuse(form, error)
        else:
            return redirect("parties:contacts", code=code)
    context = _titled(found) | {"form": form, "contacts": _contacts(code)}
    return render(request, "parties/contacts.html", context, status=422 if form.errors else 200)


@desk.view(permissions.may_change_some_contact_details, methods=("POST",))
def remove_contact(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take a way to reach an organisation off."""
    services.remove_contact_detail(actor=_actor(request), uuid=uuid)
    return redirect("parties:contacts", code=code)


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


def _act(
    request: HttpRequest,
    code: str,
    template: str,
    form: django_forms.Form,
    act: Callable[..., Organisation],
) -> HttpResponse:
    """A page of its own for one dated act."""
    found = queries.organisation(code)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=_actor(request), code=code, **form.cleaned_data)
        except ConcentricError as error:
            _refuse(form, error)
        else:
            return redirect("parties:organisation", code=code)
    status = 422 if form.errors else 200
    return render(request, template, _titled(found) | {"form": form}, status=status)


def _titled(found: Organisation) -> dict[str, Any]:
    return {"organisation": found, "title": found.name(get_language() or "zh")}


def _contacts(code: str) -> list[tuple[Any, Any]]:
    return [(labels.CONTACT_KINDS[c.kind], c) for c in queries.contact_details(code)]


def _page(request: HttpRequest, code: str) -> HttpResponse:
    actor, language = _actor(request), get_language() or "zh"
    found = queries.organisation(code)
    related = queries.organisations_by_code([found.parent or "", found.successor or ""])
    place = places.places([found.place or ""]).get(found.place or "")
    parent, successor = related.get(found.parent or ""), related.get(found.successor or "")
    context = _titled(found) | {
        "kind": labels.ORGANISATION_KINDS[found.kind],
        "parent": parent,
        "parent_name": parent.name(language) if parent else "",
        "successor": successor,
        "successor_name": successor.name(language) if successor else "",
        "place": place.title(language) if place else "",
        "parts": [(p.code, p.name(language)) for p in queries.parts(code)],
        "acts": [(labels.ACT_KINDS[a.kind], a) for a in queries.acts_of(code)],
        "contacts": _contacts(code),
        "panels": _panels(actor, code),
        "may_change": permissions.may_change_organisation(actor) and not found.valid_to,
        "is_firm": found.kind is OrganisationKind.FIRM,
        "may_change_contacts": permissions.may_change_contact_details(actor, code),
    }
    return render(request, "parties/organisation.html", context)


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
