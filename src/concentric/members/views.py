"""Pages of members: the list, one member and its acts, populations, and the member list as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport
from concentric.kernel.api import Actor, ConcentricError, Missing, msgid
from concentric.members import forms, labels, lists, permissions, queries, services
from concentric.members.types import Attribute, MemberBoundary, MovedWork
from concentric.parties import api as parties

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk.view(permissions.may_see_members)
def members(request: HttpRequest) -> HttpResponse:
    """Who belongs and belonged to the association."""
    actor = _actor(request)
    return desk.list_response(
        request,
        lists.members(queries.firm_kinds()),
        queries.visible_members(actor, queries.today()),
        template="members/members.html",
        context={"may_change": permissions.may_change_members(actor)},
    )


@desk.view(permissions.may_change_members, methods=("GET", "POST"))
def admit(request: HttpRequest) -> HttpResponse:
    """Admit one organisation of the register."""
    form = forms.AdmitForm(
        request.POST or None,
        organisations=queries.to_admit(queries.today()),
        initial={"organisation": request.GET.get("organisation", "")},
    )
    if request.method == "POST" and _did(form, services.admit_member, actor=_actor(request)):
        return redirect("members:member", code=form.cleaned_data["organisation"])
    status = 422 if form.errors else 200
    return render(request, "members/admit.html", {"form": form}, status=status)


@desk.view(permissions.may_see_members)
def member(request: HttpRequest, code: str) -> HttpResponse:
    """One member: memberships, acts, classification, populations."""
    return _member_page(request, code)


@desk.view(permissions.may_merge_members, methods=("GET", "POST"))
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let another member absorb this one: what will move is shown first, then it is recorded."""
    choices = [m for m in queries.member_names(queries.today()) if m[0] != code]
    form = forms.MergeForm(request.POST or None, members=choices)
    is_recording = request.POST.get("act") == "record"
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        stated = form.cleaned_data
        try:
            moved = services.merge_members(
                actor=_actor(request), organisation=code, **stated, dry_run=not is_recording
            )
        except ConcentricError as error:
            form.add_error(None, _sentence(error))
        else:
            if is_recording:
                return redirect("members:member", code=code)
            context |= _merger_preview(code, stated, moved)
    return _act_page(request, code, "members/merge.html", context)


@desk.view(permissions.may_merge_members, methods=("GET", "POST"))
def separate(request: HttpRequest, code: str) -> HttpResponse:
    """Let an absorbed member stand by itself again."""
    return _act(
        request, code, forms.SeparateForm, services.separate_member, "members/separate.html"
    )


@desk.view(permissions.may_change_members, methods=("GET", "POST"))
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a member new names."""
    return _act(request, code, forms.RenameForm, services.rename_member, "members/rename.html")


@desk.view(permissions.may_change_members, methods=("POST",))
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End a membership."""
    form = forms.EndForm(request.POST)
    return _on_page(request, code, {"end_form": form}, form, services.end_membership)


@desk.view(permissions.may_change_members, methods=("POST",))
def classify(request: HttpRequest, code: str) -> HttpResponse:
    """Say of what kind a member is, or to which group it belongs."""
    form = forms.ClassifyForm(request.POST, kinds=queries.firm_kinds().items())
    return _on_page(request, code, {"classify_form": form}, form, services.classify)


@desk.view(permissions.may_see_members)
def populations(request: HttpRequest) -> HttpResponse:
    """The named sets over which indicators count."""
    names = queries.population_names()
    return desk.list_response(
        request,
        lists.populations(names),
        queries.population_list(names),
        template="members/populations.html",
        context={"may_define": permissions.may_define_population(_actor(request))},
    )


@desk.view(permissions.may_define_population, methods=("GET", "POST"))
def define(request: HttpRequest) -> HttpResponse:
    """Say who is in a population between two days: the difference is shown first, then it is recorded."""
    code, today = request.GET.get("code", ""), queries.today()
    form = forms.PopulationForm(
        request.POST or None,
        initial={
            "code": code,
            "organisations": _listed(queries.boundaries_on(code, today)),
            "valid_from": today.isoformat(),
        },
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        stated = dict(form.cleaned_data)
        standing = queries.boundaries_on(stated["code"], stated["valid_from"])
        is_seen = stated.pop("seen") == _listed(standing).replace("\n", " ")
        if request.POST.get("act") == "record" and is_seen:
            if _did_define(form, actor=_actor(request), seen=standing, **stated):
                return redirect("members:population", code=stated["code"])
        elif not (unknown := _unknown(stated["organisations"])):
            context |= _population_preview(stated, standing)
        else:
            sentence = _("These organisations are not known: %(codes)s.") % {"codes": unknown}
            form.add_error("organisations", sentence)
    status = 422 if form.errors else 200
    return render(request, "members/define.html", context, status=status)


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
        context={
            "code": code,
            "name": queries.population_names().get(code, code),
            "on": on,
            "may_define": permissions.may_define_population(_actor(request)),
        },
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


def _did(form: django_forms.Form, act: Callable[..., Any], **given: Any) -> bool:
    """Whether the act was done with what the form says; its refusal is written into the form."""
    if not form.is_valid():
        return False
    try:
        act(**given, **form.cleaned_data)
    except ConcentricError as error:
        form.add_error(None, _sentence(error))
        return False
    return True


def _did_define(form: django_forms.Form, **given: Any) -> bool:
    """Whether the population was defined; a refusal is written into the form."""
    try:
        services.define_population(**given)
    except ConcentricError as error:
        form.add_error(None, _sentence(error))
        return False
    return True


def _listed(boundaries: Mapping[str, MemberBoundary]) -> str:
    """Who is in a population, one in each line, as the form takes it."""
    solo = MemberBoundary.SOLO
    return "\n".join(c if b == solo else f"{c}:{b}" for c, b in sorted(boundaries.items()))


def _unknown(codes: Iterable[str]) -> str:
    wanted = set(codes)
    return ", ".join(sorted(wanted - set(parties.organisations_by_code(wanted)))[:10])


def _population_preview(
    stated: Mapping[str, Any], standing: Mapping[str, MemberBoundary]
) -> dict[str, Any]:
    """What would change on the first day: who comes, who goes, who is counted another way."""
    wanted = stated["organisations"]
    names = parties.organisations_by_code({*wanted, *standing})
    language = get_language() or "zh"

    def named(codes: Iterable[str]) -> list[tuple[str, str]]:
        return [(c, names[c].name(language) if c in names else c) for c in sorted(codes)]

    return {
        "stated": {
            "code": stated["code"],
            "organisations": _listed(wanted).replace("\n", ","),
            "valid_from": stated["valid_from"].isoformat(),
            "valid_to": stated["valid_to"].isoformat() if stated["valid_to"] else "",
            "seen": _listed(standing).replace("\n", " "),
        },
        "count": len(wanted),
        "coming": named(wanted.keys() - standing.keys()),
        "going": named(standing.keys() - wanted.keys()),
        "counted_otherwise": named(
            c for c in wanted.keys() & standing.keys() if wanted[c] != standing[c]
        ),
    }


def _act(
    request: HttpRequest,
    code: str,
    form_class: type[django_forms.Form],
    act: Callable[..., Any],
    template: str,
) -> HttpResponse:
    """A page of its own for one act."""
    form = form_class(request.POST or None)
    if request.method == "POST" and _did(form, act, actor=_actor(request), organisation=code):
        return redirect("members:member", code=code)
    return _act_page(request, code, template, {"form": form})


def _on_page(
    request: HttpRequest,
    code: str,
    filled: Mapping[str, django_forms.Form],
    form: django_forms.Form,
    act: Callable[..., Any],
) -> HttpResponse:
    """An act whose form stands on the page of the member."""
    if _did(form, act, actor=_actor(request), organisation=code):
        return redirect("members:member", code=code)
    return _member_page(request, code, filled)


def _act_page(
    request: HttpRequest, code: str, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    organisation = queries.organisation_rows([code])[code]
    shown = {"code": code, "name": queries.shown_name(organisation)}
    status = 422 if context["form"].errors else 200
    return render(request, template, {**shown, **context}, status=status)


def _merger_preview(
    code: str, stated: Mapping[str, Any], moved: tuple[MovedWork, ...]
) -> dict[str, Any]:
    names = queries.organisation_rows([stated["successor"]])
    parts = parties.parts(code)
    return {
        "moved": moved,
        "parts": [(part.code, part.name(get_language() or "zh")) for part in parts],
        "stated": {**stated, "acted_on": stated["acted_on"].isoformat()},
        "last": stated["acted_on"] - timedelta(days=1),
        "successor_name": queries.shown_name(names[stated["successor"]]),
    }


def _member_page(
    request: HttpRequest, code: str, filled: Mapping[str, django_forms.Form] | None = None
) -> HttpResponse:
    organisation = queries.organisation_rows([code])[code]
    held = queries.memberships_of(code)
    acts = queries.acts_of(code)
    if not (held or acts):
        raise Missing(msgid("%(organisation)s was never a member."), organisation=code)
    is_member = any(m.valid_to is None for m in held)
    may_change = permissions.may_change_members(_actor(request))
    successor, names = queries.successor_of(code), queries.population_names()
    context: dict[str, Any] = {
        "code": code,
        "name": queries.shown_name(organisation),
        "memberships": [(m, labels.MEMBERSHIP_KINDS[m.kind]) for m in held],
        "acts": [
            (a, labels.ACT_KINDS[a.kind], labels.OWN_REASONS.get(a.reason, a.reason)) for a in acts
        ],
        "classification": _classification(organisation.id),
        "populations": [
            (names.get(population, population), population, *span)
            for population, *span in queries.populations_of(code)
        ],
        "successor": successor,
        "successor_name": queries.shown_name(queries.organisation_rows([successor])[successor]),
        "may_change": may_change,
        "may_merge": may_change and is_member,
        "may_separate": may_change and successor != code,
    }
    if may_change:
        kinds = queries.firm_kinds().items()
        context |= {"classify_form": forms.ClassifyForm(kinds=kinds)}
        if is_member:
            context |= {"end_form": forms.EndForm()}
    status = 422 if filled else 200
    return render(request, "members/member.html", {**context, **(filled or {})}, status=status)


def _classification(organisation: int) -> list[tuple[Any, str, str]]:
    """What a member is classified as today: respect, words, code where the words are not the code."""
    known = queries.classifications([organisation], queries.today()).get(organisation, {})
    words = {Attribute.FIRM_KIND: queries.firm_kinds(), Attribute.GROUP: _names_of_groups(known)}
    found = []
    for attribute, respect in labels.ATTRIBUTES.items():
        code = known.get(str(attribute))
        if code is not None:
            word = words[attribute].get(code, "")
            found.append((respect, word or code, code if word else ""))
    return found


def _names_of_groups(known: Mapping[str, str]) -> dict[str, str]:
    """A group is called by its topmost firm, whose code it bears."""
    found = parties.organisations_by_code([known.get(str(Attribute.GROUP), "")])
    return {code: firm.name(get_language() or "zh") for code, firm in found.items()}


def _sentence(error: ConcentricError) -> str:
    return " ".join(part for part in desk.said(error).values() if part)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware
