"""Pages of members: the list, one member, populations, and the member list as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport
from concentric.kernel.api import Actor, ConcentricError, Missing, msgid
from concentric.members import forms, labels, lists, permissions, queries, services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk.view(permissions.may_see_members)
def members(request: HttpRequest) -> HttpResponse:
    """Who belongs and belonged to the association."""
    actor = _actor(request)
    today = queries.today()
    rows = queries.visible_members(actor)
    classified = queries.classifications(rows.values("organisation_id"), today)
    return desk.list_response(
        request,
        lists.members(classified, today),
        rows,
        template="members/members.html",
        context={"may_change": permissions.may_change_members(actor)},
    )


@desk.view(permissions.may_see_members)
def member(request: HttpRequest, code: str) -> HttpResponse:
    """One member: memberships, acts, classification, populations."""
    return _member_page(request, code)


@desk.view(permissions.may_change_members, methods=("POST",))
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End a membership."""
    return _act(request, code, "end_form", forms.EndForm, services.end_membership)


@desk.view(permissions.may_merge_members, methods=("POST",))
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let another member absorb this one."""
    return _act(request, code, "merge_form", forms.MergeForm, services.merge_members)


@desk.view(permissions.may_change_members, methods=("POST",))
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a member new names."""
    return _act(request, code, "rename_form", forms.RenameForm, services.rename_member)


@desk.view(permissions.may_change_members, methods=("POST",))
def classify(request: HttpRequest, code: str) -> HttpResponse:
    """Say of what kind a member is, or to which group it belongs."""
    return _act(request, code, "classify_form", forms.ClassifyForm, services.classify)


@desk.view(permissions.may_see_members)
def populations(request: HttpRequest) -> HttpResponse:
    """The named sets over which indicators count."""
    return render(request, "members/populations.html", {"populations": queries.populations()})


@desk.view(permissions.may_see_members)
def population(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in a population on a day (parameter `on`, today without it)."""
    queries.population_row(code)
    on = _day(request.GET.get("on", "")) or queries.today()
    return desk.list_response(
        request,
        lists.population(),
        queries.population_rows(code, on),
        template="members/population.html",
        context={"code": code, "on": on},
    )


@desk.view(permissions.may_change_members, methods=("GET", "POST"))
def import_list(request: HttpRequest) -> HttpResponse:
    """Check a member list, then take it in."""
    form = forms.ListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        is_dry = request.POST.get("act") != "take_in"
        context["report"] = report = services.import_members(
            actor=_actor(request), content=content, filename=upload.name, dry_run=is_dry
        )
        context |= {"is_dry": is_dry, "annotated": _annotated(content, upload.name, report)}
    is_part = bool(request.headers.get("HX-Request"))
    template = "members/import_report.html" if is_part else "members/import.html"
    return render(request, template, context)


@desk.view(permissions.may_change_members)
def import_template(_request: HttpRequest) -> HttpResponse:
    """An empty member list to fill in."""
    content = desk.template_bytes(_("Members"), services.member_columns())
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="members.xlsx"'},
    )


def _annotated(content: bytes, name: str, report: ImportReport) -> str:
    """The uploaded workbook with its errors marked, as an address to save; a csv has no cells to mark."""
    if report.ok or not name.lower().endswith(".xlsx"):
        return ""
    marked = base64.b64encode(desk.annotated_copy(content, report.problems)).decode("ascii")
    return f"data:{XLSX};base64,{marked}"


def _act(
    request: HttpRequest,
    code: str,
    name: str,
    form_class: type[django_forms.Form],
    service: Callable[..., Any],
) -> HttpResponse:
    form = form_class(request.POST)
    if form.is_valid():
        try:
            service(actor=_actor(request), organisation=code, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, " ".join(part for part in desk.said(error).values() if part))
        else:
            return redirect("members:member", code=code)
    return _member_page(request, code, {name: form})


def _member_page(
    request: HttpRequest, code: str, filled: Mapping[str, django_forms.Form] | None = None
) -> HttpResponse:
    organisation = queries.organisation_rows([code])[code]
    held = queries.memberships_of(code)
    acts = queries.acts_of(code)
    if not (held or acts):
        raise Missing(msgid("%(organisation)s was never a member."), organisation=code)
    is_member = any(m.valid_to is None for m in held)
    context: dict[str, Any] = {
        "code": code,
        "name": queries.shown_name(organisation),
        "memberships": [(m, labels.MEMBERSHIP_KINDS[m.kind]) for m in held],
        "acts": [(a, labels.ACT_KINDS[a.kind]) for a in acts],
        "classification": _classification(organisation.id),
        "populations": queries.populations_of(code),
        "successor": queries.successor_of(code),
    }
    if permissions.may_change_members(_actor(request)):
        context |= {"rename_form": forms.RenameForm(), "classify_form": forms.ClassifyForm()}
        if is_member:
            context |= {"end_form": forms.EndForm(), "merge_form": forms.MergeForm()}
    return render(request, "members/member.html", {**context, **(filled or {})})


def _classification(organisation: int) -> list[tuple[Any, str]]:
    known = queries.classifications([organisation], queries.today()).get(organisation, {})
    return [(word, known[str(a)]) for a, word in labels.ATTRIBUTES.items() if str(a) in known]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware
