"""Background work of the desk."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app as queue
from procrastinate.job_context import JobContext
from procrastinate.manager import JobManager

from concentric.desk import services

STALLED_AFTER_SECONDS = 30
"""A worker tells every ten seconds that it lives; one that was silent for thirty is gone."""


@queue.task(name=services.TASK, queue=services.QUEUE)
def run_job(job: str) -> None:
    """Run one long job."""
    services.run_job(UUID(job))


@queue.periodic(cron="* * * * *")
@queue.task(
    name="desk.take_up_jobs",
    queue=services.QUEUE,
    queueing_lock="desk.take_up_jobs",
    pass_context=True,
)
async def take_up_jobs(context: JobContext, timestamp: int) -> None:
    """Each minute: put back on the queue what a killed worker left lying. `run_job` counts the attempts."""
    await take_up(context.app.job_manager, STALLED_AFTER_SECONDS)


async def take_up(manager: JobManager, silent_seconds: float) -> int:
    """Put back every long job whose worker has been silent for so long; how many."""
    left = [
        *await manager.get_stalled_jobs(
            task_name=services.TASK, seconds_since_heartbeat=silent_seconds
        )
    ]
    for job in left:
        await manager.retry_job(job)
    return len(left)
