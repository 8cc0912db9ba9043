"""Long work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from concentric.desk.types.words import Words


class JobState(StrEnum):
    """The life of a long job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A long job as a page shows it."""

    uuid: UUID
    kind: str
    label: str
    state: JobState
    done: int
    total: int
    says: str
    result: Mapping[str, Any]
    failure: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of long work. `run(job, params)` returns the result (JSON) that is kept with the job.

    `job` offers `progress(done, total, says)`, which raises `JobCancelled` once a cancel was asked for.
    `result_url(result)` names the page that shows the result.
    """

    code: str
    label: Words
    run: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]
    result_url: Callable[[Mapping[str, Any]], str] | None = None
