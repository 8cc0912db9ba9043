"""The day of one actor, composed by the roles they act in: what to do first, then figures, then parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from concentric.kernel.types import Actor, Role
from concentric.portal import rules
from concentric.portal.queries import (
    assurance,
    figures,
    programmes,
    publications,
    returns,
    standing,
)
from concentric.portal.types import Home, Part, Task

PartOf = Callable[[Actor, date], Part | None]

PARTS: dict[Role, tuple[PartOf, ...]] = {
    Role.OFFICER: (returns.progress, publications.chain, programmes.accord_board),
    Role.LEADER: (returns.progress, publications.chain, programmes.accord_board),
    Role.DEPARTMENT_HEAD: (returns.progress, publications.chain, programmes.accord_board),
    Role.EDITOR: (publications.chain, returns.progress),
    Role.AUDITOR: (assurance.seals, figures.spot_trace, assurance.newest_acts),
    Role.ADMINISTRATOR: (assurance.seals, assurance.newest_acts),
    Role.CONTACT: (
        returns.own_return,
        programmes.own_accords,
        standing.seen_of_us,
        assurance.own_acts,
    ),
    Role.PREPARER: (returns.own_return, assurance.own_acts),
    Role.CHECKER: (returns.own_return, assurance.own_acts),
    Role.SIGNATORY: (returns.own_return, programmes.own_accords, assurance.own_acts),
    Role.REGULATOR: (
        publications.published,
        returns.progress,
        programmes.accord_board,
        assurance.seals,
    ),
    Role.ANALYST: (publications.published, returns.progress),
}
"""What each role looks at, in the order of the page. Who acts in several roles sees each part once."""


def home(actor: Actor, today: date) -> Home:
    """The home page of a signed-in actor on a day."""
    return Home(
        tasks=rules.in_order(_tasks(actor, today)),
        figures=figures.key_figures(actor),
        parts=tuple(_parts(actor, today)),
    )


def _tasks(actor: Actor, today: date) -> Iterator[Task]:
    yield from returns.tasks(actor, today)
    yield from publications.tasks(actor)
    yield from programmes.tasks(actor)
    yield from assurance.tasks(actor, today)
    yield from assurance.health_tasks(actor)


def _parts(actor: Actor, today: date) -> Iterator[Part]:
    """Each part once, in the order of the roles as the house lists them."""
    makers = dict.fromkeys(m for role in Role if role in actor.roles for m in PARTS.get(role, ()))
    for make in makers:
        part = make(actor, today)
        if part is not None:
            yield part
