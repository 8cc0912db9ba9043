"""Long jobs: start, run, cancel."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as queue

from concentric.audit import api as audit
from concentric.desk import labels, models, queries, registry, types
from concentric.kernel.api import ConcentricError, Invalid, msgid
from concentric.kernel.types import Actor

log = logging.getLogger(__name__)

TASK = "desk.run_job"
QUEUE = "jobs"
MOST_ATTEMPTS = 2
"""A job that two workers did not survive is not tried a third time."""

_PROGRESS = """
    UPDATE desk_job SET done = %s, total = %s, says = %s WHERE uuid = %s RETURNING cancel_asked
"""
_WAITS_FOR_LOCK = "SET lock_timeout = '2s'"


class JobCancelled(Exception):
    """Raised inside a running job once its owner asked to cancel it."""


class JobRun:
    """The handle a running job holds: it reports progress and hears that it should stop.

    Progress is seen at once also where the job's own work stands in one transaction: it then goes through a
    connection of its own, which `close` gives back.
    """

    def __init__(self, uuid: UUID) -> None:
        self.uuid = uuid
        self._beside: Any = None

    def progress(self, done: int, total: int, says: str) -> None:
        """Show `done` of `total` and what is being done. Raises `JobCancelled` when a cancel was asked for."""
        row = [min(done, total), total, str(says), self.uuid]
        told = self._tell(self._connection(), row)
        if told is None and self._beside is not None:
            told = self._tell(connection, row)  # the job itself is not committed yet
        if told is not None and told[0]:
            raise JobCancelled

    def close(self) -> None:
        """Give back the connection that showed the progress."""
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    def _connection(self) -> Any:
        if not connection.in_atomic_block:
            return connection
        if self._beside is None:
            self._beside = connections.create_connection(DEFAULT_DB_ALIAS)
            with self._beside.cursor() as cursor:
                cursor.execute(_WAITS_FOR_LOCK)
        return self._beside

    def _tell(self, through: Any, row: list[Any]) -> tuple[bool] | None:
        with through.cursor() as cursor:
            cursor.execute(_PROGRESS, row)
            told: tuple[bool] | None = cursor.fetchone()
        return told


@transaction.atomic
def start_job(*, actor: Actor, kind: str, params: Mapping[str, Any]) -> UUID:
    """Put a job of a registered kind on the queue, in the transaction of whoever asks."""
    if registry.registered_one(types.JobKind, kind) is None:
        raise Invalid(msgid("There is no kind of job called %(kind)s."), kind=kind)
    row = models.Job.objects.create(
        kind=kind,
        params=dict(params),
        person=actor.person,
        organisation=actor.organisation or "",
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    _log(actor, "desk.job_started", row)
    queue.configure_task(TASK, queue=QUEUE).defer(job=str(row.uuid))
    return row.uuid


@transaction.atomic
def cancel_job(*, actor: Actor, uuid: UUID) -> None:
    """Ask a job to stop: a waiting one ends here, a running one at its next report of progress.

    A job that is over stays as it is. Raises `Missing` for a job of somebody else.
    """
    row = queries.job_row(actor=actor, uuid=uuid)
    if row.finished_at is not None:
        return
    _open(uuid).filter(state=types.JobState.WAITING).update(
        state=types.JobState.CANCELLED, finished_at=timezone.now(), cancel_asked=True
    )
    _open(uuid).update(cancel_asked=True)
    _log(actor, "desk.job_cancelled", row)


def run_job(uuid: UUID) -> None:
    """Run a job to its end. A job that a killed worker left running is begun once more, from the start.

    Does nothing for a job that is over, or that another worker has in hand. Raises what the job raised, if that was
    no refusal in words: the page then says that a fault stopped it, the log says which.
    """
    asked = UUID(str(uuid))
    with _alone(asked) as is_alone:
        row = _open(asked).first() if is_alone else None
        if row is None:
            return
        with translation.override(row.language or settings.LANGUAGE_CODE):
            _run(row)


def _run(row: models.Job) -> None:
    kind = registry.registered_one(types.JobKind, row.kind)
    if kind is None:
        _finish(row, types.JobState.FAILED, failure=_("This kind of job is not installed."))
        return
    if row.attempts >= MOST_ATTEMPTS:
        _finish(row, types.JobState.FAILED, failure=_("The worker stopped twice during this job."))
        return
    _open(row.uuid).update(
        state=types.JobState.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
    )
    run = JobRun(row.uuid)
    try:
        result = _as_json(kind.run(run, row.params))
    except JobCancelled:
        _finish(row, types.JobState.CANCELLED)
    except ConcentricError as error:
        words = labels.said(error).values()
        _finish(row, types.JobState.FAILED, failure=" ".join(part for part in words if part))
    except Exception:
        log.exception("job %s of kind %s failed", row.uuid, row.kind)
        _finish(row, types.JobState.FAILED, failure=_("An unexpected fault stopped this job."))
        raise
    else:
        _finish(row, types.JobState.DONE, result=result)
    finally:
        run.close()


def _as_json(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result as it is kept: what JSON cannot hold is a fault of the job, found before it is called done."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(result), cls=DjangoJSONEncoder))
    return kept


def _open(uuid: UUID) -> Any:
    """The job, as long as it is not over."""
    return models.Job.objects.filter(uuid=uuid, finished_at=None)


def _finish(
    row: models.Job,
    state: types.JobState,
    *,
    result: dict[str, Any] | None = None,
    failure: str = "",
) -> None:
    _open(row.uuid).update(
        state=state, result=result or {}, failure=failure, finished_at=timezone.now()
    )


@contextmanager
def _alone(uuid: UUID) -> Iterator[bool]:
    """Whether no other worker has this job in hand; the lock goes with the worker's connection."""
    key = uuid.int % 2**63
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_free = bool(cursor.fetchone()[0])
    try:
        yield is_free
    finally:
        if is_free and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _log(actor: Actor, act: str, row: models.Job) -> None:
    audit.log(
        actor=actor,
        act=act,
        object_kind="job",
        object_uuid=row.uuid,
        organisation=actor.organisation,
        details={"kind": row.kind},
    )
