"""Acts of the desk: start, run and cancel a long job."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as queue

from concentric.audit import api as audit
from concentric.desk import models, queries, registry, types
from concentric.kernel.api import ConcentricError, Invalid, msgid
from concentric.kernel.types import Actor

log = logging.getLogger(__name__)

TASK = "desk.run_job"


class JobCancelled(Exception):
    """Raised inside a running job once its owner asked to cancel it."""


class JobRun:
    """The handle a running job holds: it reports progress and hears that it should stop."""

    def __init__(self, uuid: UUID) -> None:
        self.uuid = uuid

    def progress(self, done: int, total: int, says: str) -> None:
        """Show `done` of `total` and what is being done. Raises `JobCancelled` when a cancel was asked for."""
        row = models.Job.objects.filter(uuid=self.uuid)
        row.update(done=min(done, total), total=total, says=says)
        if row.filter(cancel_asked=True).exists():
            raise JobCancelled


@transaction.atomic
def start_job(*, actor: Actor, kind: str, params: Mapping[str, Any]) -> UUID:
    """Put a job of a registered kind on the queue, in the transaction of whoever asks."""
    if registry.registered_one(types.JobKind, kind) is None:
        raise Invalid(msgid("There is no kind of job called %(kind)s."), kind=kind)
    row = models.Job.objects.create(
        kind=kind, params=dict(params), person=actor.person, organisation=actor.organisation or ""
    )
    audit.log(
        actor=actor, act="desk.job_started", object_kind="job", object_uuid=row.uuid,
        organisation=actor.organisation, details={"kind": kind},
    )
    queue.configure_task(TASK).defer(job=str(row.uuid))
    return row.uuid


@transaction.atomic
def cancel_job(*, actor: Actor, uuid: UUID) -> None:
    """Ask a job to stop; it stops at its next report of progress. A job that is over stays as it is."""
    row = queries.job_row(actor=actor, uuid=uuid)
    models.Job.objects.filter(id=row.id, finished_at=None).update(cancel_asked=True)
    audit.log(
        actor=actor, act="desk.job_cancelled", object_kind="job", object_uuid=row.uuid,
        organisation=actor.organisation, details={"kind": row.kind},
    )


def run_job(uuid: UUID) -> None:
    """Run a waiting job to its end. A job that a killed worker left running is run again from the start."""
    row = models.Job.objects.filter(uuid=uuid, finished_at=None).first()
    if row is None:
        return
    kind = registry.registered_one(types.JobKind, row.kind)
    if kind is None:
        _finish(uuid, types.JobState.FAILED, failure=_("This kind of job is not installed."))
        return
    models.Job.objects.filter(uuid=uuid).update(
        state=types.JobState.RUNNING, started_at=timezone.now()
    )
    try:
        result = kind.run(JobRun(uuid), row.params)
    except JobCancelled:
        _finish(uuid, types.JobState.CANCELLED)
    except ConcentricError as error:
        _finish(uuid, types.JobState.FAILED, failure=str(error))
    except Exception:
        log.exception("job %s of kind %s failed", uuid, row.kind)
        _finish(uuid, types.JobState.FAILED, failure=_("An unexpected fault stopped this job."))
        raise
    else:
        _finish(uuid, types.JobState.DONE, result=dict(result))


def _finish(
    uuid: UUID, state: types.JobState, *, result: dict[str, Any] | None = None, failure: str = ""
) -> None:
    models.Job.objects.filter(uuid=uuid).update(
        state=state, result=result or {}, failure=failure, finished_at=timezone.now()
    )
