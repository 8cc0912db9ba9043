"""The association's page of one return, and the threads both sides write in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.indicators.returns import forms, labels, models, permissions, services
from concentric.indicators.returns.queries import boards as board_queries
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import life, sheets
from concentric.indicators.returns.queries import threads as thread_queries
from concentric.indicators.returns.types import (
    ActKind,
    MessageKind,
    ReturnState,
    Severity,
    Side,
    ThreadKind,
    ThreadState,
)
from concentric.indicators.returns.views.answering import act_words, acted, actor_of, head
from concentric.indicators.returns.views.papers import sealed_words
from concentric.kernel.types import Actor


@desk.view(permissions.may_see_board, methods=("GET", "POST"))
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Flags, queries, the peers' values beside the firm's, what changed; take up, send back, accept, lock,
    re-open.
    """
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    if request.method == "POST":
        return acted(request, lambda: _act(actor, row, request), "indicators:review", uuid)
    threads = thread_queries.threads_of(row)
    flagged = [t.line for t in threads if t.closed_at is None]
    state = ReturnState(row.state)
    context = {
        **head(row),
        "may_review": permissions.may_review(actor),
        "threads": [thread_words(t) for t in threads],
        "open_count": len(flagged),
        "lines": _compared(row, flagged),
        "parts": sheets.sections(actor, row),
        "changes": life.changes_since(
            row, (ActKind.ACCEPTED,) if row.acceptances else (ActKind.TAKEN_UP,)
        )[:60],
        "acts": [act_words(a) for a in life.acts_of(row)],
        "sealed": sealed_words(actor, row),
        "exception": board_queries.has_open_exception(row),
        "can": {kind.value: state in states_of for kind, states_of in CAN.items()},
        "form": forms.ReasonForm(),
        "exception_form": forms.ExceptionForm(),
    }
    return render(request, "indicators/returns/review.html", context)


CAN = {
    ActKind.TAKEN_UP: {ReturnState.SIGNED},
    ActKind.SENT_BACK: {ReturnState.UNDER_REVIEW},
    ActKind.ACCEPTED: {ReturnState.UNDER_REVIEW},
    ActKind.LOCKED: {ReturnState.ACCEPTED},
    ActKind.REOPENED: {ReturnState.ACCEPTED, ReturnState.LOCKED},
    ActKind.RELOCKED: {ReturnState.REOPENED},
}
"""The acts that the page offers, by the states from which they follow."""


def _act(actor: Actor, row: models.Return, request: HttpRequest) -> None:
    reason = request.POST.get("text", "")
    acts: dict[str, Callable[[], Any]] = {
        ActKind.TAKEN_UP: lambda: services.take_up(actor=actor, returns=[row.uuid]),
        ActKind.SENT_BACK: lambda: services.send_back(
            actor=actor, return_uuid=row.uuid, reason=reason
        ),
        ActKind.ACCEPTED: lambda: services.accept(actor=actor, returns=[row.uuid]),
        ActKind.LOCKED: lambda: services.lock(actor=actor, returns=[row.uuid]),
        ActKind.RELOCKED: lambda: services.relock(actor=actor, return_uuid=row.uuid),
        ActKind.REOPENED: lambda: _reopen(actor, row, request),
        "query": lambda: services.raise_query(
            actor=actor,
            return_uuid=row.uuid,
            line=request.POST.get("line", "").strip().upper(),
            text=reason,
        ),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is not None:
        act()


def _reopen(actor: Actor, row: models.Return, request: HttpRequest) -> None:
    form = forms.ExceptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason and a last day."))
        return
    services.grant_exception(
        actor=actor,
        return_uuid=row.uuid,
        reason=form.cleaned_data["text"],
        until=form.cleaned_data["until"],
    )


@desk.view(permissions.may_see_returns, methods=("GET", "POST"))
def thread(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One query with its messages; answer, propose, close, raise again."""
    actor = actor_of(request)
    row = thread_queries.visible_thread(actor, uuid)
    if request.method == "POST":
        return acted(request, lambda: _say(actor, uuid, request), "indicators:thread", uuid)
    may_answer = permissions.may_answer(actor, queries.in_charge(row.owner))
    context = {
        **head(row.owner),
        "thread": thread_words(row),
        "line": row.line,
        "messages_said": [_message(m, row) for m in thread_queries.messages_of(row)],
        "may_answer": may_answer and row.closed_at is None,
        "may_review": permissions.may_review(actor),
        "is_open": row.closed_at is None,
        "closes_itself": row.severity == Severity.HARD or row.kind == ThreadKind.CONTEST,
        "form": forms.TextForm(),
    }
    return render(request, "indicators/returns/thread.html", context)


@desk.view(permissions.may_see_returns, methods=("POST",))
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the association about a line of the own return."""
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    return acted(
        request,
        lambda: services.ask(
            actor=actor,
            return_uuid=uuid,
            line=request.POST.get("line", ""),
            question=request.POST.get("text", ""),
        ),
        "indicators:questions",
        row.cycle.code,
    )


def thread_words(row: models.Thread) -> dict[str, Any]:
    """A thread for its templates."""
    state = ThreadState(row.state)
    return {
        "row": row,
        "state": labels.THREAD_STATES[state],
        "tone": labels.THREAD_TONES[state],
        "kind": labels.THREAD_KINDS[ThreadKind(row.kind)],
        "severity": labels.SEVERITIES[Severity(row.severity)],
    }


def _say(actor: Actor, uuid: UUID, request: HttpRequest) -> None:
    text = request.POST.get("text", "")
    acts = {
        "answer": services.answer_query,
        "propose": services.propose_resolution,
        "close": services.close_query,
        "again": services.raise_again,
    }
    act = acts.get(request.POST.get("act", ""))
    if act is not None:
        act(actor=actor, thread=uuid, text=text)


def _message(row: models.Message, thread: models.Thread) -> dict[str, Any]:
    side = Side(row.side)
    by = queries.shown_name(thread.owner.organisation) if side is Side.FIRM else labels.SIDES[side]
    return {
        "by": by,
        "at": row.written_at,
        "text": row.text,
        "word": labels.MESSAGES[MessageKind(row.kind)],
        "kind": {Side.FIRM: "theirs", Side.ASSOCIATION: "ours", Side.SYSTEM: "system"}[side],
    }


def _compared(row: models.Return, flagged: list[str]) -> list[dict[str, Any]]:
    """The flagged lines with last year and the spread of the peers."""
    form = queries.book_of(row.cycle).form
    wanted = [s for s in form.sections if {x.code for x in s.lines} & set(flagged)]
    views = [view for s in wanted for view in sheets.lines(row, s) if view.code in flagged]
    spread = board_queries.peers(row, [view.code for view in views])
    return [{"view": view, "peers": spread.get(view.code)} for view in views]
