"""The day of one actor, composed by the roles they act in: what to do first, then figures, then parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from concentric.kernel.types import Actor, Role
from concentric.portal import rules
from concentric.portal.queries import assurance, programmes, standing
from concentric.portal.types import Home, Part, Task

PartOf = Callable[[Actor, date], Part | None]

PARTS: dict[Role, tuple[PartOf, ...]] = {
    Role.OFFICER: (programmes.accord_board,),
    Role.LEADER: (programmes.accord_board,),
    Role.DEPARTMENT_HEAD: (programmes.accord_board,),
    Role.EDITOR: (),
    Role.AUDITOR: (assurance.seals, assurance.newest_acts),
    Role.ADMINISTRATOR: (assurance.seals, assurance.newest_acts),
    Role.CONTACT: (programmes.own_accords, standing.seen_of_us, assurance.own_acts),
    Role.PREPARER: (),
    Role.CHECKER: (),
    Role.SIGNATORY: (programmes.own_accords,),
    Role.REGULATOR: (programmes.accord_board, assurance.seals),
    Role.ANALYST: (),
}
"""What each role looks at, in the order of the page. Who acts in several roles sees each part once."""


def home(actor: Actor, today: date) -> Home:
    """The home page of a signed-in actor on a day."""
    return Home(
        tasks=rules.in_order(_tasks(actor, today)), figures=(), parts=tuple(_parts(actor, today))
    )


def _tasks(actor: Actor, today: date) -> Iterator[Task]:
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
