"""The page on which a preparer, checker or signatory decides, made for the phone and two minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concentric.desk import api as desk
from concentric.indicators.returns import forms, labels, models, permissions, services
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import life, sheets
from concentric.indicators.returns.queries import threads as thread_queries
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.types import ActKind, ReturnState, Severity, ThreadState
from concentric.indicators.returns.views.answering import act_words, acted, actor_of, head
from concentric.kernel.types import Role

STEPS = (
    (Role.PREPARER, ActKind.PREPARED, gettext_lazy("Preparer")),
    (Role.CHECKER, ActKind.CHECKED, gettext_lazy("Checker")),
    (Role.SIGNATORY, ActKind.SIGNED, gettext_lazy("Signatory")),
)


@desk.view(permissions.may_see_returns, methods=("GET", "POST"))
def sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What changed and what is flagged; sign, or send back."""
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    if not queries.may_see_whole(actor, row):
        raise queries.no_return()
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        return acted(
            request,
            lambda: services.sign_off(actor=actor, return_uuid=uuid, seen=seen),
            "indicators:sign",
            uuid,
        )
    state = ReturnState(row.state)
    signed = life.signed_by(row)
    step = states.next_signer(
        state, life.checkers(row) if state is ReturnState.PREPARED else (), signed
    )
    is_mine = step is not None and permissions.may_take_step(
        actor, queries.in_charge(row), step, signed
    )
    can_hand_back = state in {ReturnState.PREPARED, ReturnState.CHECKED}
    threads = [t for t in thread_queries.threads_of(row) if t.closed_at is None]
    context = {
        **head(row),
        "is_mine": is_mine,
        "step": _word(step),
        "steps": _stepper(row, step),
        "parts": sheets.sections(actor, row),
        "threads": [
            {
                "row": t,
                "severity": labels.SEVERITIES[Severity(t.severity)],
                "state": labels.THREAD_STATES[ThreadState(t.state)],
            }
            for t in threads
        ],
        "hard": sum(1 for t in threads if t.severity == "hard"),
        "changes": life.changes_since(row, (ActKind.SIGNED, ActKind.ACCEPTED))[:60],
        "acts": [act_words(a) for a in life.acts_of(row)][-6:],
        "may_hand_back": can_hand_back and permissions.may_hand_back(actor, queries.in_charge(row)),
        "reason_form": forms.ReasonForm(),
    }
    return render(request, "indicators/returns/sign.html", context)


@desk.view(permissions.may_see_returns, methods=("POST",))
def hand_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the return back to its preparer."""
    queries.visible_return(actor_of(request), uuid)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A reason is missing."))
        return redirect("indicators:sign", uuid)
    return acted(
        request,
        lambda: services.hand_back(
            actor=actor_of(request), return_uuid=uuid, reason=form.cleaned_data["text"]
        ),
        "indicators:sign",
        uuid,
    )


def _word(step: Role | None) -> str:
    return next((str(word) for role, _kind, word in STEPS if role is step), "")


def _stepper(row: models.Return, step: Role | None) -> list[dict[str, Any]]:
    """The chain with what was signed in the round that runs."""
    done: dict[str, models.ReturnAct] = {}
    for act in life.acts_of(row):
        if act.kind in life.BREAKS:
            done.clear()
        done[act.kind] = act
    return [
        {
            "label": word,
            "state": "done" if kind in done else "now" if role is step else "next",
            "at": done[kind].acted_on if kind in done else "",
        }
        for role, kind, word in STEPS
    ]
