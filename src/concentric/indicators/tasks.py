"""Background work of the indicators."""

from __future__ import annotations

from procrastinate.contrib.django import app as queue

from concentric.indicators.compute import queries, services
from concentric.kernel.types import Actor


@queue.task(name=services.TASK, queue="jobs", retry=2)
def compute_standing(asked_by: str) -> None:
    """Compute the standing set for the periods that pages show already."""
    newest = queries.newest_run()
    if newest is not None:
        services.compute_standing(actor=Actor.system(asked_by), periods=newest.periods)
