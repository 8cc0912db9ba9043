"""Reads of queries and questions, scoped to the actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.types import (
    OpenQueries,
    QuestionInfo,
    Severity,
    ThreadInfo,
    ThreadKind,
    ThreadState,
)
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor


def thread_info(row: models.Thread) -> ThreadInfo:
    """A thread as it crosses the door; return and organisation must be loaded."""
    return ThreadInfo(
        uuid=row.uuid,
        return_uuid=row.owner.uuid,
        organisation=row.owner.organisation.code,
        kind=ThreadKind(row.kind),
        state=ThreadState(row.state),
        severity=Severity(row.severity),
        rule=row.rule,
        line=row.line,
        about=row.about,
        says=row.says,
        raised_at=row.raised_at,
    )


def visible_threads(actor: Actor) -> QuerySet[models.Thread]:
    """The threads this actor may read: all for the convener's staff, the own firm's for others."""
    rows = models.Thread.objects.select_related(
        "owner__cycle", "owner__organisation", "owner__carrier"
    )
    if permissions.sees_all(actor):
        return rows
    mine = actor.organisation or ""
    return rows.filter(Q(owner__organisation__code=mine) | Q(owner__carrier__code=mine))


def open_queries(actor: Actor) -> tuple[OpenQueries, ...]:
    """The queries this actor may read that are not closed, counted by cycle and state. Two queries, however many."""
    counted = list(
        visible_threads(actor)
        .filter(closed_at=None)
        .values("owner__cycle__code", "state")
        .annotate(count=Count("id"), first=Min("id"))
        .order_by("-owner__cycle__code", "state")
    )
    uuids = dict(
        models.Thread.objects.filter(id__in=[one["first"] for one in counted]).values_list(
            "id", "uuid"
        )
    )
    return tuple(
        OpenQueries(
            cycle=one["owner__cycle__code"],
            state=ThreadState(one["state"]),
            count=one["count"],
            first=uuids[one["first"]],
        )
        for one in counted
    )


def visible_thread(actor: Actor, uuid: UUID) -> models.Thread:
    """A thread with its return. Raises `Missing`."""
    row = visible_threads(actor).filter(uuid=uuid).first()
    if row is None:
        raise Missing(
            msgid("There is no such query."),
            why=msgid("It belongs to another firm, or its address is wrong."),
            remedy=msgid("Open it from the page of the return."),
        )
    return row


def messages_of(thread: models.Thread) -> list[models.Message]:
    """The messages of a thread, oldest first."""
    return list(models.Message.objects.filter(thread=thread).order_by("id"))


def threads_of(owner: models.Return) -> list[models.Thread]:
    """The threads of a return, open ones first."""
    rows = models.Thread.objects.filter(owner=owner).select_related(
        "owner__cycle", "owner__organisation"
    )
    return sorted(rows, key=lambda t: (t.closed_at is not None, t.line, t.id))


def question_info(row: models.Question) -> QuestionInfo:
    """A question without its asker."""
    return QuestionInfo(
        uuid=row.uuid,
        line=row.line,
        question=row.question,
        answer=row.answer,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )


def questions(actor: Actor, cycle: models.Cycle) -> tuple[QuestionInfo, ...]:
    """Answered questions of a cycle for everybody; officers also see what waits, a firm its own."""
    rows = models.Question.objects.filter(cycle=cycle)
    if not permissions.may_review(actor):
        answered = rows.filter(answered_at__isnull=False)
        own = rows.filter(asked_for__organisation__code=actor.organisation or "")
        rows = answered | own
    return tuple(question_info(row) for row in rows.order_by("line", "id"))
