"""Reads of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from concentric.desk import models, permissions, registry, rules, types
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor


def job_row(*, actor: Actor, uuid: UUID) -> models.Job:
    """The job, if this actor started it; raises `Missing` otherwise, also where it exists."""
    row = models.Job.objects.filter(uuid=uuid).first()
    if row is None or not permissions.may_see_job(actor, row.person):
        raise Missing(
            msgid("There is no such job."),
            why=msgid("It was started by somebody else, or its address is wrong."),
            remedy=msgid("Open it from the page where you started it."),
        )
    return row


def job(*, actor: Actor, uuid: UUID) -> types.Job:
    """The job as its page shows it."""
    row = job_row(actor=actor, uuid=uuid)
    kind = registry.registered_one(types.JobKind, row.kind)
    return types.Job(
        uuid=row.uuid,
        kind=row.kind,
        label=str(kind.label) if kind else row.kind,
        state=types.JobState(row.state),
        done=row.done,
        total=row.total,
        says=row.says,
        result=row.result,
        failure=row.failure,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def saved_views(*, actor: Actor, list_code: str, query: str = "") -> tuple[types.SavedView, ...]:
    """The actor's own views of a list by name; the one that `query` stands for is marked as current."""
    if actor.person is None:
        return ()
    standing = rules.view_query(query)
    rows = models.SavedView.objects.filter(person=actor.person, list=list_code).order_by("name")
    return tuple(
        types.SavedView(row.uuid, row.name, row.query, current=row.query == standing)
        for row in rows
    )


def draft(*, actor: Actor, form: str, object: str = "") -> types.Draft | None:
    """What the actor typed into this form and has not sent, if anything."""
    if actor.person is None:
        return None
    row = models.Draft.objects.filter(person=actor.person, form=form, object=object).first()
    return None if row is None else types.Draft(row.form, row.object, row.content, row.saved_at)


def overtaken(
    *,
    seen: int,
    revision: int,
    by: str,
    at: datetime,
    typed: Mapping[str, Any],
    standing: Mapping[str, Any],
    labels: Mapping[str, Any],
) -> types.Overtaken | None:
    """What came in between, when the record's `revision` is no longer the one that the form was opened with.

    Ask with the row locked, before writing; show it with `<c-overtaken>` and write nothing. `labels` names the fields
    to compare. `by` is a person's name: it is shown to the reader and belongs into no error and no log.
    """
    if seen == revision:
        return None
    return types.Overtaken(by, at, revision, rules.differences(typed, standing, labels))


def person_export(person: UUID) -> list[dict[str, Any]]:
    """What the desk keeps about a person: views, drafts, jobs."""
    views = models.SavedView.objects.filter(person=person).values("list", "name", "query")
    drafts = models.Draft.objects.filter(person=person).values(
        "form", "object", "content", "saved_at"
    )
    jobs = models.Job.objects.filter(person=person).values("kind", "state", "created_at")
    named = (("desk_saved_view", views), ("desk_draft", drafts), ("desk_job", jobs))
    return [{"table": table, **row} for table, rows in named for row in rows]
