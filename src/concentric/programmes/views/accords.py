"""Pages of accords: the sheet, one invitation to sign, and the list from paper."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.desk.types import ImportReport
from concentric.kernel.api import Actor, ConcentricError, Missing, msgid
from concentric.programmes import forms, labels, lists, models, permissions, queries, services
from concentric.programmes.types import InvitationState
from concentric.programmes.views.papers import received_paper

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNABLE = (InvitationState.INVITED, InvitationState.SILENT, InvitationState.DECLINED)


@desk.view(permissions.may_see_programmes)
def programmes(request: HttpRequest) -> HttpResponse:
    """Programmes with their accords, and what waits for this actor."""
    actor = actor_of(request)
    accords = [
        {"info": info, "title": _in_language(info.title_zh, info.title_en)}
        for info in queries.accords()
    ]
    context = {
        "programmes": [
            {
                "info": info,
                "name": _in_language(info.name_zh, info.name_en),
                "kind": labels.PROGRAMME_KINDS[info.kind],
                "accords": [a for a in accords if a["info"].programme == info.code],  # type: ignore[attr-defined]  # an AccordInfo
            }
            for info in queries.programmes()
        ],
        "waiting": queries.waiting_for(actor),
        "is_leader": permissions.may_countersign_accord(actor),
    }
    return render(request, "programmes/programmes.html", context)


@desk.view(permissions.may_see_programmes)
def accord(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is invited, signed, declined or silent; the text; what this actor can do."""
    actor = actor_of(request)
    row = queries.accord_row(uuid)
    sees_all = permissions.may_see_all_answers(actor)
    sheet = queries.accord_sheet(uuid) if sees_all else None
    context: dict[str, Any] = {
        "accord": row,
        "title": _in_language(row.title_zh, row.title_en),
        "text": _in_language(row.text_zh, row.text_en),
        "sheet": sheet,
        "counts": [
            {"state": str(s), "label": word, "value": sheet.counts[s]}
            for s, word in labels.INVITATION_STATES.items()
        ]
        if sheet
        else [],
        "may_manage": permissions.may_manage_programme(actor),
        "files": queries.files_of("accord", uuid) if sees_all else [],
        "to_countersign": [i for i in queries.waiting_for(actor) if i.accord == uuid]
        if permissions.may_countersign_accord(actor)
        else [],
    }
    return desk.list_response(
        request,
        lists.invitations(),
        queries.visible_invitations(actor, uuid),
        template="programmes/accord.html",
        context=context,
    )


@desk.view(permissions.may_see_programmes)
def invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One firm's invitation: the text to be signed and, for its signatory, one click to sign it."""
    return _invitation_page(request, queries.invitation(actor_of(request), uuid))


@desk.view(permissions.may_see_programmes, methods=("POST",))
def sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Sign for one's own firm."""
    services.sign(actor=actor_of(request), invitation=uuid)
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
    if not form.is_valid():
        return _invitation_page(request, queries.invitation(actor, uuid), form)
    services.decline(actor=actor, invitation=uuid, reason=form.cleaned_data["reason"])
    return redirect("programmes:invitation", uuid=uuid)


@desk.view(permissions.may_countersign_accord, methods=("POST",))
def countersign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Countersign the chosen invitations of an accord."""
    services.countersign(
        actor=actor_of(request), invitations=[_uuid(t) for t in request.POST.getlist("invitation")]
    )
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
        "title": _in_language(row.title_zh, row.title_en),
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


def actor_of(request: HttpRequest) -> Actor:
    """Who stands behind the request."""
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


def sentence(error: ConcentricError) -> str:
    """An error as one text in the reader's language."""
    return " ".join(part for part in desk.said(error).values() if part)


def _invitation_page(
    request: HttpRequest,
    row: models.Invitation,
    form: forms.DeclineForm | None = None,
    signature_form: forms.SignatureForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    state = InvitationState(row.state)
    may_sign = permissions.may_sign_accord(actor, row.organisation.code) and state in SIGNABLE
    accord_row = row.accord
    context = {
        "invitation": row,
        "name": queries.shown_name(row.organisation),
        "state": labels.INVITATION_STATES[state],
        "tone": labels.STATE_TONES[state],
        "title": _in_language(accord_row.title_zh, accord_row.title_en),
        "text": _in_language(accord_row.text_zh, accord_row.text_en),
        "may_sign": may_sign,
        "may_decline": may_sign and state != InvitationState.DECLINED,
        "may_countersign": permissions.may_countersign_accord(actor)
        and state == InvitationState.SIGNED,
        "form": form or forms.DeclineForm(),
        "files": queries.files_of("invitation", row.uuid),
        "signature_form": None,
    }
    if permissions.may_manage_programme(actor) and state in SIGNABLE:
        context["signature_form"] = signature_form or forms.SignatureForm()
    status = 422 if signature_form or (form and form.errors) else 200
    return render(request, "programmes/invitation.html", context, status=status)


def _annotated(content: bytes, name: str, report: ImportReport) -> str:
    """The uploaded workbook with its errors marked, as an address to save; a csv has no cells to mark."""
    if report.ok or not name.lower().endswith(".xlsx"):
        return ""
    marked = base64.b64encode(desk.annotated_copy(content, report.problems)).decode("ascii")
    return f"data:{XLSX};base64,{marked}"


def _in_language(chinese: str, english: str) -> str:
    return chinese if (get_language() or "zh").startswith("zh") else english


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Missing(msgid("There is no such invitation.")) from error
