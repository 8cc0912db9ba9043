"""Queries on lines: raised, answered, proposed, closed; and questions whose answers everybody reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from concentric.audit import api as audit
from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.services import checking, writing
from concentric.indicators.returns.services.moving import log, stated
from concentric.indicators.returns.types import MessageKind, Severity, Side, ThreadKind, ThreadState
from concentric.kernel.api import Conflict, Missing, Refused, msgid
from concentric.kernel.types import Actor
from concentric.rulebook.types import Form


@transaction.atomic
def raise_query(*, actor: Actor, return_uuid: UUID, line: str, text: str) -> UUID:
    """Ask a firm about a line or table of its return; the thread's uuid. A second click asks nothing twice.

    Raises `Refused`, `Missing`, `Invalid`.
    """
    _require_review(actor)
    row = writing.locked_return(return_uuid)
    _require_line(queries.book_of(row.cycle).form, line)
    said = stated(text)
    asked: dict[str, Any] = {
        "owner": row,
        "kind": ThreadKind.OFFICER,
        "line": line,
        "says": {"zh": said, "en": said},
        "raised_by": actor.person,
    }
    standing = models.Thread.objects.filter(**asked, closed_at=None).first()
    if standing is not None:
        return standing.uuid
    thread = models.Thread.objects.create(**asked, severity=Severity.SOFT)
    _say(actor, thread, Side.ASSOCIATION, MessageKind.RAISED, said)
    log(actor, "returns.query_raised", row, line=line)
    return thread.uuid


@transaction.atomic
def raise_by_rule(*, actor: Actor, cycle: str, rule: str, text: str) -> int:
    """Put the same question to every firm whose return breaks a rule now; returns how many were asked.

    The checks run first; a firm with an open query of that rule gets the question in it, once for the same
    words. Raises `Refused`, `Missing`, `Invalid`.
    """
    _require_review(actor)
    row, said = queries.cycle_row(cycle), stated(text)
    owners = list(queries.loaded().filter(cycle=row))
    checking.recheck_rows(owners)
    threads = list(
        models.Thread.objects.filter(owner__cycle=row, rule=rule, closed_at=None).select_related(
            "owner"
        )
    )
    asked = set(
        models.Message.objects.filter(
            thread__in=[t.id for t in threads], text=said, side=Side.ASSOCIATION
        ).values_list("thread_id", flat=True)
    )
    fresh = [thread for thread in threads if thread.id not in asked]
    models.Message.objects.bulk_create(
        models.Message(
            thread=thread,
            side=Side.ASSOCIATION,
            kind=MessageKind.RAISED,
            text=said,
            written_by=actor.person,
        )
        for thread in fresh
    )
    models.Thread.objects.filter(id__in=[t.id for t in fresh]).update(state=ThreadState.NEW)
    audit.log(
        actor=actor,
        act="returns.queries_raised",
        object_kind="cycle",
        object_uuid=row.uuid,
        details={"rule": rule, "returns": len(fresh)},
    )
    return len(fresh)


@transaction.atomic
def answer_query(*, actor: Actor, thread: UUID, text: str) -> ThreadState:
    """Answer for the firm. Raises `Refused`, `Missing`, `Conflict` for a closed one, `Invalid` without words."""
    row = _locked(thread)
    if not permissions.may_answer(actor, queries.in_charge(row.owner)):
        raise Refused(msgid("You may not answer for this firm."))
    return _step(actor, row, Side.FIRM, MessageKind.ANSWERED, stated(text))


@transaction.atomic
def propose_resolution(*, actor: Actor, thread: UUID, text: str) -> ThreadState:
    """Propose how a query is resolved: either side may. Raises as `answer_query` does."""
    row = _locked(thread)
    is_firm = permissions.may_answer(actor, queries.in_charge(row.owner))
    if not is_firm and not permissions.may_review(actor):
        raise Refused(msgid("You may not answer for this firm."))
    side = Side.FIRM if is_firm else Side.ASSOCIATION
    return _step(actor, row, side, MessageKind.PROPOSED, stated(text))


@transaction.atomic
def close_query(*, actor: Actor, thread: UUID, text: str) -> ThreadState:
    """Close a query, with the reason. What a hard check or a contested number found closes only when the
    figures agree.

    Raises `Refused`, `Missing`, `Conflict`, `Invalid`.
    """
    _require_review(actor)
    row = _locked(thread)
    if row.severity == Severity.HARD or row.kind == ThreadKind.CONTEST:
        raise Conflict(
            msgid("This query closes by itself when the figures agree."),
            remedy=msgid("Let the firm correct the line, or the record behind the number."),
        )
    return _step(actor, row, Side.ASSOCIATION, MessageKind.CLOSED, stated(text))


@transaction.atomic
def raise_again(*, actor: Actor, thread: UUID, text: str) -> ThreadState:
    """Raise an answered or closed query again, with the reason. Raises as `close_query` does."""
    _require_review(actor)
    return _step(actor, _locked(thread), Side.ASSOCIATION, MessageKind.REOPENED, stated(text))


@transaction.atomic
def ask(*, actor: Actor, return_uuid: UUID, line: str, question: str) -> UUID:
    """Ask the association about a line; the answer will be for everybody. A second click asks nothing twice.

    Raises `Refused`, `Missing`, `Invalid`.
    """
    row = writing.locked_return(return_uuid)
    if not permissions.may_answer(actor, queries.in_charge(row)):
        raise Refused(msgid("You may not ask for this firm."))
    _require_line(queries.book_of(row.cycle).form, line)
    asked: dict[str, Any] = {
        "cycle": row.cycle,
        "line": line,
        "question": stated(question),
        "asked_for": row,
        "asked_by": actor.person,
    }
    standing = models.Question.objects.filter(**asked, answered_at=None).first()
    if standing is not None:
        return standing.uuid
    made = models.Question.objects.create(**asked)
    log(actor, "returns.question_asked", row, line=line)
    return made.uuid


@transaction.atomic
def answer_question(*, actor: Actor, question: UUID, answer: str) -> None:
    """Answer a question for everybody in the cycle; a later answer replaces it.

    Raises `Refused`, `Missing`, `Invalid`.
    """
    _require_review(actor)
    row = (
        models.Question.objects.select_for_update(of=("self",))
        .select_related("asked_for__organisation", "asked_for__cycle")
        .filter(uuid=question)
        .first()
    )
    if row is None:
        raise Missing(msgid("There is no such question."))
    row.answer, row.answered_by, row.answered_at = stated(answer), actor.person, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    log(actor, "returns.question_answered", row.asked_for, line=row.line)


def _step(
    actor: Actor, row: models.Thread, side: Side, kind: MessageKind, text: str
) -> ThreadState:
    if _is_said(actor, row, kind, text):
        return ThreadState(row.state)  # a second click
    state = states.thread_after(ThreadState(row.state), kind)
    is_closed = state is ThreadState.CLOSED
    models.Thread.objects.filter(id=row.id).update(
        state=state, closed_at=timezone.now() if is_closed else None
    )
    _say(actor, row, side, kind, text)
    log(actor, f"returns.query_{kind}", row.owner, line=row.line, rule=row.rule)
    return state


def _is_said(actor: Actor, thread: models.Thread, kind: MessageKind, text: str) -> bool:
    """Whether the newest word of a locked thread is just this, by the same person."""
    newest = models.Message.objects.filter(thread=thread).order_by("-id").first()
    return newest is not None and (newest.kind, newest.text, newest.written_by) == (
        kind,
        text,
        actor.person,
    )


def _say(actor: Actor, thread: models.Thread, side: Side, kind: MessageKind, text: str) -> None:
    models.Message.objects.create(
        thread=thread, side=side, kind=kind, text=text, written_by=actor.person
    )


def _locked(thread: UUID) -> models.Thread:
    rows: Any = models.Thread.objects.select_for_update(of=("self",))
    row = (
        rows.select_related("owner__organisation", "owner__carrier", "owner__cycle")
        .filter(uuid=thread)
        .first()
    )
    if row is None:
        raise Missing(msgid("There is no such query."))
    found: models.Thread = row
    return found


def _require_review(actor: Actor) -> None:
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not do this."),
            why=msgid("The association's officers and their head do."),
        )


def _require_line(form: Form, line: str) -> None:
    if line not in {x.code for x in form.lines()} | {x.code for x in form.tables()}:
        raise Missing(msgid("The form has no line %(line)s."), line=line)
