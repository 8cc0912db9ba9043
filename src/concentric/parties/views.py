"""Pages of organisations: the list, one organisation and its acts, contact details, and the register as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport, Panel, PanelPlace
from concentric.kernel.api import Actor, ConcentricError, Conflict, Refused, msgid
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
    return _enter_page(request, forms.OrganisationForm(request.POST or None))


@desk.view(permissions.may_register_some_organisation, methods=("GET", "POST"))
def enter_part(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a branch company or an outlet of an organisation, for staff and for the firm's own contact."""
    whole = queries.organisation(code)
    if not _may_enter_part(_actor(request), whole):
        raise Refused(msgid("You may not enter parts of this organisation."))
    return _enter_page(request, forms.OrganisationForm(request.POST or None, own=code), whole)


def _enter_page(
    request: HttpRequest, form: forms.OrganisationForm, whole: Organisation | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_organisation(
                actor=_actor(request), draft=OrganisationDraft(**form.cleaned_data)
            )
        except ConcentricError as error:
            _refuse(form, error)
        else:
            return redirect("parties:organisation", code=made.code)
    context = {"form": form} | (_titled(whole) if whole else {})
    return render(request, "parties/enter.html", context, status=422 if form.errors else 200)


def _may_enter_part(actor: Actor, whole: Organisation) -> bool:
    kind = OrganisationKind.BRANCH_COMPANY
    return not whole.valid_to and permissions.may_register_organisation(actor, kind, whole.code)


@desk.view(permissions.may_change_organisation, methods=("GET", "POST"))
def codes(request: HttpRequest, code: str) -> HttpResponse:
    """Mend the public codes, the place and the site of an organisation."""
    found = queries.organisation(code)
    standing = {"uscc": found.uscc, "stock_code": found.stock_code, "place": found.place or ""}
    form = forms.CodesForm(
        request.POST or None,
        sites=[(str(s.uuid), f"{s.name} {s.address}") for s in places.sites_in(found.place or "")],
        initial=standing
        | {f"seen_{name}": value for name, value in standing.items()}
        | {"site": str(queries.site_of(code) or "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _mend(_actor(request), code, form.cleaned_data)
        except ConcentricError as error:
            _refuse(form, error)
            form.see(**standing)
        else:
            return redirect("parties:organisation", code=code)
    status = 422 if form.errors else 200
    return render(request, "parties/codes.html", _titled(found) | {"form": form}, status=status)


@transaction.atomic
def _mend(actor: Actor, code: str, stated: Mapping[str, Any]) -> None:
    """Codes and site at once, or neither."""
    services.update_codes(
        actor=actor,
        code=code,
        uscc=stated["uscc"],
        stock_code=stated["stock_code"],
        place=stated["place"],
        seen=(stated["seen_uscc"], stated["seen_stock_code"], stated["seen_place"]),
    )
    if stated["site"] != queries.site_of(code):
        services.place_at_site(actor=actor, code=code, site=stated["site"])


@desk.view(permissions.may_change_organisation, methods=("GET", "POST"))
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an organisation new names from a day on."""
    _check_kept_here(request, code)
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
    _check_kept_here(request, code)
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
    site_uuid = queries.site_of(code)
    site = places.site(site_uuid) if site_uuid else None
    parent, successor = related.get(found.parent or ""), related.get(found.successor or "")
    panels = _panels(actor, code)
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
        "panels": panels,
        "is_member": _is_kept_as_member(panels),
        "may_change": permissions.may_change_organisation(actor) and not found.valid_to,
        "names": queries.names_of(code),
        "site": site,
        "may_enter_part": _may_enter_part(actor, found),
        "may_change_contacts": permissions.may_change_contact_details(actor, code),
    }
    return render(request, "parties/organisation.html", context)


def _is_kept_as_member(panels: list[dict[str, Any]]) -> bool:
    """Whether the room above that keeps the members shows this one: then it also renames and ends it."""
    return any(one["panel"].code == "membership" for one in panels)


def _check_kept_here(request: HttpRequest, code: str) -> None:
    """Refuse an act on a member that would leave its membership behind. Raises `Conflict`."""
    if _is_kept_as_member(_panels(_actor(request), code)):
        raise Conflict(
            msgid("%(code)s is or was a member."),
            remedy=msgid("Record this act on the page of the member."),
            code=code,
        )


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
