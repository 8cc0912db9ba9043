"""Background work of the desk."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app as queue

from concentric.desk import services


@queue.task(name=services.TASK, queue="jobs", retry=2)
def run_job(job: str) -> None:
    """Run one long job."""
    services.run_job(UUID(job))
