"""Pages of accords: the sheet, inviting, one invitation to sign, and the list from paper."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport
from concentric.kernel.api import ConcentricError, Conflict, Invalid, Missing, msgid
from concentric.programmes import forms, labels, lists, models, permissions, queries, services
from concentric.programmes.types import InvitationState
from concentric.programmes.views.papers import received_paper
from concentric.programmes.views.reading import actor_of, in_language, sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNABLE = (InvitationState.INVITED, InvitationState.SILENT, InvitationState.DECLINED)


@desk.view(permissions.may_see_programmes)
def accord(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is invited, signed, declined or silent; the text; what this actor can do."""
    return _accord_page(request, uuid)


@desk.view(permissions.may_manage_programme, methods=("GET", "POST"))
def invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Invite members that are not invited yet, all of them or some."""
    row = queries.accord_row(uuid)
    form = forms.InviteForm(
        request.POST or None,
        firms=queries.not_invited(row),
        initial={"invited_on": queries.today().isoformat()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(actor=actor_of(request), accord=uuid, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:accord", uuid=uuid)
    title = in_language(row.title_zh, row.title_en)
    context = {"form": form, "accord": row, "title": title}
    status = 422 if form.errors else 200
    return render(request, "programmes/invite.html", context, status=status)


@desk.view(permissions.may_see_programmes)
def invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One firm's invitation: the text to be signed and, for its signatory, one click to sign it."""
    return _invitation_page(request, queries.invitation(actor_of(request), uuid))


@desk.view(permissions.may_see_programmes, methods=("POST",))
def sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Sign for one's own firm."""
    actor = actor_of(request)
    row = queries.invitation(actor, uuid)
    try:
        services.sign(actor=actor, invitation=uuid)
    except Conflict as error:
        return _invitation_page(request, row, said=sentence(error))
    return redirect("programmes:invitation", uuid=uuid)


@desk.view(permissions.may_manage_programme, methods=("POST",))
def enter_signature(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enter on a firm's behalf that it signed on paper."""
    actor = actor_of(request)
    row = queries.invitation(actor, uuid)
    form = forms.SignatureForm(request.POST, request.FILES)
    paper = received_paper(request, form)
    if form.is_valid() and paper is None:
        form.add_error("paper", _("A signature on paper needs its scan or photograph."))
    if form.is_valid() and paper is not None:
        stated = {name: form.cleaned_data[name] for name in ("signed_on", "signatory_title")}
        try:
            services.enter_signature(actor=actor, invitation=uuid, paper=paper, **stated)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:invitation", uuid=uuid)
    return _invitation_page(request, row, signature_form=form)


@desk.view(permissions.may_see_programmes, methods=("POST",))
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Decline for one's own firm."""
    actor = actor_of(request)
    form = forms.DeclineForm(request.POST)
    row = queries.invitation(actor, uuid)
    if not form.is_valid():
        return _invitation_page(request, row, form)
    try:
        services.decline(actor=actor, invitation=uuid, reason=form.cleaned_data["reason"])
    except Conflict as error:
        return _invitation_page(request, row, said=sentence(error))
    return redirect("programmes:invitation", uuid=uuid)


@desk.view(permissions.may_manage_programme, methods=("POST",))
def void_signature(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back a signature that was entered wrongly."""
    actor = actor_of(request)
    row = queries.invitation(actor, uuid)
    form = forms.VoidForm(request.POST)
    if form.is_valid():
        try:
            services.void_signature(actor=actor, invitation=uuid, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:invitation", uuid=uuid)
    return _invitation_page(request, row, void_form=form)


@desk.view(permissions.may_countersign_accord, methods=("POST",))
def countersign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Countersign the chosen invitations of an accord."""
    chosen = [_uuid(text) for text in request.POST.getlist("invitation")]
    try:
        services.countersign(actor=actor_of(request), accord=uuid, invitations=chosen)
    except (Conflict, Invalid) as error:
        return _accord_page(request, uuid, sentence(error))
    return redirect("programmes:accord", uuid=uuid)


@desk.view(permissions.may_manage_programme, methods=("POST",))
def mark_silent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark who let the date pass."""
    services.mark_silent(actor=actor_of(request), accord=uuid)
    return redirect("programmes:accord", uuid=uuid)


@desk.view(permissions.may_manage_programme, methods=("GET", "POST"))
def import_signatures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Check a list of paper signatures, then take it in."""
    row = queries.accord_row(uuid)
    form = forms.ListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "accord": row,
        "title": in_language(row.title_zh, row.title_en),
    }
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        is_dry = request.POST.get("act") != "take_in"
        context["report"] = report = services.import_signatures(
            actor=actor_of(request),
            accord=uuid,
            content=content,
            filename=upload.name,
            dry_run=is_dry,
        )
        context |= {"is_dry": is_dry, "annotated": _annotated(content, upload.name, report)}
    is_part = bool(request.headers.get("HX-Request"))
    template = "programmes/import_report.html" if is_part else "programmes/import.html"
    return render(request, template, context)


@desk.view(permissions.may_manage_programme)
def import_template(_request: HttpRequest) -> HttpResponse:
    """An empty list of signatures to fill in."""
    content = desk.template_bytes(_("Signatures"), services.signature_columns())
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="signatures.xlsx"'},
    )


def _accord_page(request: HttpRequest, uuid: UUID, said: str = "") -> HttpResponse:
    actor = actor_of(request)
    row = queries.accord_row(uuid)
    sees_all = permissions.may_see_all_answers(actor)
    sheet = queries.accord_sheet(uuid) if sees_all else None
    context: dict[str, Any] = {
        "accord": row,
        "title": in_language(row.title_zh, row.title_en),
        "text": in_language(row.text_zh, row.text_en),
        "sheet": sheet,
        "counts": [
            {"state": str(s), "label": word, "value": sheet.counts[s]}
            for s, word in labels.INVITATION_STATES.items()
        ]
        if sheet
        else [],
        "said": said,
        "programme": in_language(row.programme.name_zh, row.programme.name_en),
        "may_manage": permissions.may_manage_programme(actor),
        "files": queries.files_of("accord", uuid) if sees_all else [],
        "to_countersign": [i for i in queries.waiting_for(actor) if i.accord == uuid]
        if permissions.may_countersign_accord(actor)
        else [],
    }
    response = desk.list_response(
        request,
        lists.invitations(),
        queries.visible_invitations(actor, uuid),
        template="programmes/accord.html",
        context=context,
    )
    if said:
        response.status_code = 409
    return response


def _invitation_page(
    request: HttpRequest,
    row: models.Invitation,
    form: forms.DeclineForm | None = None,
    signature_form: forms.SignatureForm | None = None,
    void_form: forms.VoidForm | None = None,
    said: str = "",
) -> HttpResponse:
    """The page of an invitation; `said` is why an act was refused, because somebody was first."""
    actor = actor_of(request)
    if said:
        row = queries.invitation(actor, row.uuid)
    state = InvitationState(row.state)
    may_sign = permissions.may_sign_accord(actor, row.organisation.code) and state in SIGNABLE
    accord_row = row.accord
    context = {
        "invitation": row,
        "name": queries.shown_name(row.organisation),
        "state": labels.INVITATION_STATES[state],
        "tone": labels.STATE_TONES[state],
        "title": in_language(accord_row.title_zh, accord_row.title_en),
        "text": in_language(accord_row.text_zh, accord_row.text_en),
        "may_sign": may_sign,
        "may_decline": may_sign and state != InvitationState.DECLINED,
        "may_countersign": permissions.may_countersign_accord(actor)
        and state == InvitationState.SIGNED,
        "form": form or forms.DeclineForm(),
        "files": queries.files_of("invitation", row.uuid),
        "signature_form": None,
        "void_form": None,
        "said": said,
    }
    if permissions.may_manage_programme(actor) and row.signed_on is not None:
        context["void_form"] = void_form or forms.VoidForm()
    if permissions.may_manage_programme(actor) and state in SIGNABLE:
        context["signature_form"] = signature_form or forms.SignatureForm()
    is_wrong = signature_form or void_form or (form and form.errors)
    status = 409 if said else 422 if is_wrong else 200
    return render(request, "programmes/invitation.html", context, status=status)


def _annotated(content: bytes, name: str, report: ImportReport) -> str:
    """The uploaded workbook with its errors marked, as an address to save; a csv has no cells to mark."""
    if report.ok or not name.lower().endswith(".xlsx"):
        return ""
    marked = base64.b64encode(desk.annotated_copy(content, report.problems)).decode("ascii")
    return f"data:{XLSX};base64,{marked}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Missing(msgid("There is no such invitation.")) from error
