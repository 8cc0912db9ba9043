"""Background work of the indicators."""

from __future__ import annotations

from procrastinate.contrib.django import app as queue

from concentric.indicators.compute import queries, services
from concentric.indicators.returns.queries import cycles
from concentric.kernel.types import Actor, Period


@queue.task(name=services.TASK, queue="jobs", retry=2)
def compute_standing(asked_by: str) -> None:
    """Compute the standing set for the periods that pages show already and those that firms report on."""
    newest = queries.newest_run()
    shown = newest.periods if newest is not None else ()
    periods = sorted({*shown, *(Period.parse(cycle.period) for cycle in cycles.cycles())})
    if periods:
        services.compute_standing(actor=Actor.system(asked_by), periods=periods)
