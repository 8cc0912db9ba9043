"""Who may compute, and who may see which value: pure functions of an actor and a value."""

from __future__ import annotations

from concentric.kernel.types import Actor, Role

STAFF = (
    Role.OFFICER,
    Role.LEADER,
    Role.DEPARTMENT_HEAD,
    Role.EDITOR,
    Role.AUDITOR,
    Role.ANALYST,
    Role.ADMINISTRATOR,
)


def is_staff(actor: Actor) -> bool:
    """Whether the actor belongs to the convener and sees every member's figures."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(*STAFF))


def may_compute(actor: Actor) -> bool:
    """Computing is for the convener's staff and for the installation itself."""
    return is_staff(actor)


def may_see_indicators(actor: Actor) -> bool:
    """Everybody who signed in sees indicators; how much of them depends on the value."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def sees_everything(actor: Actor) -> bool:
    """The convener's staff and the regulator see every member's figures; nothing is withheld from them."""
    return is_staff(actor) or actor.has(Role.REGULATOR, Role.SYSTEM)


def may_see_own_firm(actor: Actor) -> bool:
    """Members' people have a page of their own firm's figures."""
    return actor.person is not None and actor.organisation is not None and not actor.is_convener


def may_see_value(actor: Actor, organisation: str | None) -> bool:
    """Staff see every value; a member's people their own and those of everybody together."""
    if sees_everything(actor):
        return True
    if actor.person is None:
        return False
    return organisation is None or actor.acts_for(organisation)
