"""Acts of the desk: long jobs, saved views, drafts."""

from __future__ import annotations

from concentric.desk.services.drafts import forget_draft, keep_draft
from concentric.desk.services.jobs import (
    QUEUE,
    TASK,
    JobCancelled,
    JobRun,
    cancel_job,
    run_job,
    start_job,
)
from concentric.desk.services.people import erase_person
from concentric.desk.services.views import forget_view, save_view

__all__ = [
    "QUEUE",
    "TASK",
    "JobCancelled",
    "JobRun",
    "cancel_job",
    "erase_person",
    "forget_draft",
    "forget_view",
    "keep_draft",
    "run_job",
    "save_view",
    "start_job",
]
