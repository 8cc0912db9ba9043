"""Pages of pairings: the list, one pairing with both answers, and overlaps and gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError, Missing, msgid
from concentric.programmes import forms, labels, lists, models, permissions, queries, services
from concentric.programmes.types import Consent, CountyCover, Cover, CoverState, PairingKind, Side
from concentric.programmes.views.papers import received_paper
from concentric.programmes.views.reading import actor_of, day_of, in_language, sentence

EXPORTS = ("xlsx", "csv")


@desk.view(permissions.may_see_programmes)
def pairings(request: HttpRequest) -> HttpResponse:
    """Which firm stands by which county."""
    actor = actor_of(request)
    rows, counties = queries.pairing_rows(actor)
    may_propose = permissions.may_propose_some_pairing(actor)
    return desk.list_response(
        request,
        lists.pairings(counties, _programmes()),
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
    chosen = request.GET.get("programme", "") or queries.programme_to_cover()
    on = day_of(request.GET.get("on", "")) or queries.today()
    shown = request.GET.get("show", "")
    context: dict[str, Any] = {"programmes": offered, "chosen": chosen, "on": on, "cover": None}
    if chosen:
        queries.programme_row(chosen)
        found = queries.cover(programme=chosen, on=on)
        names = queries.firm_names(
            {*found.firms_without, *(f for c in found.counties for f in c.firms)}
        )
        if (kind := request.GET.get("export", "")) in EXPORTS:
            return _cover_file(found, names, kind)
        context |= {
            "cover": found,
            "rows": [
                (
                    row,
                    labels.COVER_STATES[row.state],
                    labels.COVER_TONES[row.state],
                    _firms(row, names),
                )
                for row in found.counties
                if str(row.state) == shown or (not shown and row.state != CoverState.ONE)
            ],
            "shown": shown,
            "states": [(str(state), word) for state, word in labels.COVER_STATES.items()],
            "without": [(code, names[code]) for code in found.firms_without],
        }
    return render(request, "programmes/cover.html", context)


@desk.view(permissions.may_propose_some_pairing, methods=("GET", "POST"))
def contacts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name other contacts of a pairing."""
    actor, row = actor_of(request), _visible(request, uuid)
    firm_seen, county_seen = queries.contact_uuids(row)
    form = forms.ChangeContactsForm(
        request.POST or None,
        people=queries.people_to_contact(actor, row.firm.code),
        names_county_contact=permissions.may_name_county_contact(actor),
        initial={
            "firm_contact": str(firm_seen or ""),
            "seen_firm": firm_seen,
            "seen_county": county_seen,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_contacts(actor=actor, pairing=uuid, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
            form.see(seen_firm=firm_seen, seen_county=county_seen)
        else:
            return redirect("programmes:pairing", uuid=uuid)
    context = {
        "form": form,
        "info": queries.pairing_info(row, queries.county_names({row.county})),
        "row": row,
        "contacts": queries.contacts_of(actor, row),
    }
    status = 422 if form.errors else 200
    return render(request, "programmes/contacts.html", context, status=status)


def _cover_file(found: Cover, names: Mapping[str, str], kind: str) -> HttpResponse:
    """Every county with its firms, then the members without one, as a table."""
    word = labels.COVER_STATES
    rows = [
        (row.county, row.county_name, str(word[row.state]), len(row.firms), _joined(row, names))
        for row in found.counties
    ]
    rows += [
        ("", "", _("Member without a county"), 0, f"{code} {names[code]}")
        for code in found.firms_without
    ]
    titles = (_("Code"), _("County"), _("State"), _("Number of firms"), pgettext("names", "Firms"))
    return desk.table_response(name=f"cover-{found.on}", titles=titles, rows=rows, kind=kind)


def _joined(row: CountyCover, names: Mapping[str, str]) -> str:
    return "; ".join(f"{code} {name}" for code, name in _firms(row, names))


def _firms(row: CountyCover, names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, names.get(code, code)) for code in row.firms]


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
        "may_change_contacts": permissions.may_propose_pairing(actor, row.firm.code)
        and not is_over,
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
    return [(p.code, in_language(p.name_zh, p.name_en)) for p in queries.programmes()]
