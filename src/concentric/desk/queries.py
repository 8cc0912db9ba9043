"""Reads of the desk."""

from __future__ import annotations

from uuid import UUID

from concentric.desk import models, permissions, registry, types
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
