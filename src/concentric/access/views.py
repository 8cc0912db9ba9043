"""Pages of access: the acting-for switch, the appointments, the people of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from concentric.access import forms, labels, lists, permissions, queries, services
from concentric.access.middleware import SESSION_KEY
from concentric.access.types import AppointmentInfo
from concentric.desk import api as desk
from concentric.kernel.api import Actor, ConcentricError, Missing, Refused, Role, msgid


@desk.view(permissions.is_signed_in, methods=("POST",))
def act_as(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own appointments from now on, in this session."""
    wanted = request.POST.get("appointment", "")
    offered = {str(c.appointment) for c in request.capacities}  # type: ignore[attr-defined]  # set by our middleware
    if wanted not in offered:
        raise Refused(
            msgid("This appointment is not one of yours."),
            why=msgid("It may have ended since the page was loaded."),
        )
    request.session[SESSION_KEY] = wanted
    target = request.POST.get("next", "")
    is_local = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if is_local else "/")


@desk.view(permissions.may_see_appointments)
def appointments(request: HttpRequest) -> HttpResponse:
    """Who holds which role: all for the convener, the own firm's for others."""
    actor = _actor(request)
    return desk.list_response(
        request,
        lists.appointments(actor),
        queries.visible_appointments(actor),
        template="access/appointments.html",
        context={"may_appoint": permissions.may_appoint_somebody(actor)},
    )


@desk.view(permissions.may_see_appointments)
def appointment(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One appointment, with what may be done about it."""
    return _appointment_page(request, _visible(request, uuid))


@desk.view(permissions.may_appoint_somebody, methods=("GET", "POST"))
def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint somebody, opening an account where there is none."""
    actor = _actor(request)
    form = forms.AppointForm(
        request.POST or None, actor=actor, initial={"starts_on": queries.today().isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = services.open_access(actor=actor, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, _sentence(error))
        else:
            return redirect("access:appointment", uuid=given.uuid)
    status = 422 if form.errors else 200
    return render(request, "access/appoint.html", {"form": form}, status=status)


@desk.view(permissions.may_see_appointments, methods=("POST",))
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End an appointment."""
    info = _visible(request, uuid)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_appointment(actor=_actor(request), appointment=uuid, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, _sentence(error))
        else:
            return redirect("access:appointment", uuid=uuid)
    return _appointment_page(request, info, end_form=form)


@desk.view(permissions.may_see_appointments, methods=("POST",))
def deputise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name a deputy for an appointment."""
    info = _visible(request, uuid)
    form = _deputy_form(request, info, request.POST)
    if form.is_valid():
        try:
            services.deputise(
                actor=_actor(request),
                appointment=uuid,
                person=UUID(form.cleaned_data["person"]),
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
            )
        except ConcentricError as error:
            form.add_error(None, _sentence(error))
        else:
            return redirect("access:appointment", uuid=uuid)
    return _appointment_page(request, info, deputy_form=form)


@desk.view(permissions.may_see_colleagues, methods=("GET", "POST"))
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who acts for an organisation, masked; one of them is shown whole once a reason is given."""
    actor = _actor(request)
    shown = {c.person: c for c in queries.colleagues(actor=actor, organisation=code)}
    form = forms.RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seen = services.reveal_colleague(actor=actor, organisation=code, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, _sentence(error))
        else:
            shown[seen.person] = seen
    context = {
        "code": code,
        "name": queries.organisation_name(code),
        "people": [(c, _words(c.roles)) for c in shown.values()],
        "form": form,
        "errors": [e for errors in form.errors.values() for e in errors] if form.is_bound else [],
    }
    response = render(request, "access/people.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _words(roles: Iterable[Role]) -> str:
    return ", ".join(str(labels.ROLES[role]) for role in roles)


def _appointment_page(
    request: HttpRequest,
    info: AppointmentInfo,
    *,
    end_form: forms.EndForm | None = None,
    deputy_form: forms.DeputyForm | None = None,
) -> HttpResponse:
    actor = _actor(request)
    may_deputise = permissions.may_deputise(actor, info.person, info.organisation)
    is_over = info.ends_on is not None and info.ends_on < queries.today()
    may_end = permissions.may_appoint(actor, info.organisation, info.role) or may_deputise
    context = {
        "info": info,
        "role": labels.ROLES[info.role],
        "is_over": is_over,
        "end_form": (end_form or forms.EndForm()) if may_end and not is_over else None,
        "deputy_form": None,
    }
    if may_deputise and not is_over and info.deputy_of is None:
        context["deputy_form"] = deputy_form or _deputy_form(request, info, None)
    status = 422 if end_form or deputy_form else 200
    return render(request, "access/appointment.html", context, status=status)


def _deputy_form(request: HttpRequest, info: AppointmentInfo, data: object) -> forms.DeputyForm:
    colleagues = queries.people_of(actor=_actor(request), organisation=info.organisation)
    people = {str(c.person): c.person_name for c in colleagues if c.person != info.person}
    return forms.DeputyForm(data, people=sorted(people.items(), key=lambda pair: pair[1]))


def _visible(request: HttpRequest, uuid: UUID) -> AppointmentInfo:
    row = queries.visible_appointments(_actor(request)).filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such appointment."))
    return queries.shown_info(row, _actor(request))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]  # set by our middleware


def _sentence(error: ConcentricError) -> str:
    return " ".join(part for part in desk.said(error).values() if part)
