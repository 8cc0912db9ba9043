"""Pages of pairings: the list, one pairing with both answers, and overlaps and gaps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError, Missing, msgid
from concentric.programmes import forms, labels, lists, models, permissions, queries, services
from concentric.programmes.types import Consent, PairingKind, Side
from concentric.programmes.views.accords import actor_of, sentence
from concentric.programmes.views.papers import received_paper


@desk.view(permissions.may_see_programmes)
def pairings(request: HttpRequest) -> HttpResponse:
    """Which firm stands by which county."""
    actor = actor_of(request)
    rows = queries.visible_pairings(actor)
    counties = queries.county_names(rows.values_list("county", flat=True).distinct())
    may_propose = permissions.may_propose_some_pairing(actor)
    return desk.list_response(
        request,
        lists.pairings(counties),
        rows,
        template="programmes/pairings.html",
        context={
            "may_propose": may_propose,
            "sees_all": permissions.may_see_all_answers(actor),
        },
    )


@desk.view(permissions.may_propose_some_pairing, methods=("GET", "POST"))
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a pairing: first for which firm, then the county and the contacts of both sides."""
    actor = actor_of(request)
    firms = queries.firms(actor)
    firm = request.GET.get("firm", "") or (firms[0][0] if len(firms) == 1 else "")
    if firm not in dict(firms):
        context = {"form": forms.FirmForm(firms=firms), "firm": ""}
        return render(request, "programmes/propose.html", context)
    form = forms.PairingForm(
        request.POST or None,
        programmes=_programmes(),
        people=queries.people_to_contact(actor, firm),
        names_county_contact=permissions.may_name_county_contact(actor),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_pairing(actor=actor, firm=firm, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:pairing", uuid=made.uuid)
    context = {"form": form, "firm": firm, "firm_name": dict(firms)[firm]}
    status = 422 if form.errors else 200
    return render(request, "programmes/propose.html", context, status=status)


@desk.view(permissions.may_see_programmes)
def pairing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One pairing with both answers."""
    return _pairing_page(request, _visible(request, uuid))


@desk.view(permissions.may_see_programmes, methods=("POST",))
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enter the answer of one side."""
    row = _visible(request, uuid)
    form = forms.AnswerForm(request.POST, request.FILES)
    paper = received_paper(request, form)
    if form.is_valid():
        stated = {name: form.cleaned_data[name] for name in ("side", "consent", "answered_on")}
        try:
            services.answer_pairing(actor=actor_of(request), pairing=uuid, paper=paper, **stated)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:pairing", uuid=uuid)
    return _pairing_page(request, row, filled={request.POST.get("side", ""): form})


@desk.view(permissions.may_see_programmes, methods=("POST",))
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a pairing."""
    row = _visible(request, uuid)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_pairing(actor=actor_of(request), pairing=uuid, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("programmes:pairing", uuid=uuid)
    return _pairing_page(request, row, filled={"end": form})


@desk.view(permissions.may_see_all_answers)
def cover(request: HttpRequest) -> HttpResponse:
    """Counties with several firms, targets with none, members without a county."""
    offered = _programmes()
    chosen = request.GET.get("programme", "") or (offered[0][0] if offered else "")
    on = _day(request.GET.get("on", "")) or queries.today()
    context: dict[str, Any] = {"programmes": offered, "chosen": chosen, "on": on, "cover": None}
    if chosen:
        queries.programme_row(chosen)
        context["cover"] = queries.cover(programme=chosen, on=on)
    return render(request, "programmes/cover.html", context)


def _pairing_page(
    request: HttpRequest, row: models.Pairing, filled: dict[str, Any] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    names = queries.county_names({row.county})
    info = queries.pairing_info(row, names)
    today = queries.today()
    is_over = row.ends_on is not None and row.ends_on < today
    sides = [
        _side(Side.FIRM, row.firm_consent, row.firm_consent_on, row.firm_evidence),
        _side(Side.COUNTY, row.county_consent, row.county_consent_on, row.county_evidence),
    ]
    contacts = queries.contacts_of(actor, row)
    files = {one["sha256"]: one for one in queries.files_of("pairing", row.uuid)}
    for side in sides:
        side["contact"] = contacts[str(side["side"])]
        side["file"] = files.get(side["evidence"])
        may_answer = permissions.may_consent(actor, row.firm.code, side["side"])
        if may_answer and not info.is_agreed and not is_over:
            blank = forms.AnswerForm(initial={"side": side["side"], "answered_on": today})
            side["form"] = (filled or {}).get(str(side["side"])) or blank
    may_end = permissions.may_end_pairing(actor, row.firm.code) and not is_over
    context = {
        "info": info,
        "row": row,
        "kind": labels.PAIRING_KINDS[PairingKind(row.kind)],
        "end_reason": labels.END_REASONS.get(row.end_reason, row.end_reason),
        "sides": sides,
        "end_form": ((filled or {}).get("end") or forms.EndForm()) if may_end else None,
    }
    status = 422 if filled else 200
    return render(request, "programmes/pairing.html", context, status=status)


def _side(side: Side, consent: str, on: date | None, evidence: str) -> dict[str, Any]:
    given = Consent(consent)
    return {
        "side": side,
        "word": labels.SIDES[side],
        "consent": labels.CONSENTS[given],
        "tone": labels.CONSENT_TONES[given],
        "on": on,
        "evidence": evidence,
        "form": None,
    }


def _visible(request: HttpRequest, uuid: UUID) -> models.Pairing:
    row = queries.visible_pairings(actor_of(request)).filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such pairing."))
    return row


def _programmes() -> list[tuple[str, str]]:
    is_chinese = (get_language() or "zh").startswith("zh")
    return [(p.code, p.name_zh if is_chinese else p.name_en) for p in queries.programmes()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
