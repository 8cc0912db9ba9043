"""Who may see the pages of assurance: pure functions of an actor."""

from __future__ import annotations

from concentric.audit.api import may_read_log
from concentric.kernel.types import Actor, Role

__all__ = ["may_read_log", "may_see_health", "may_verify"]


def may_verify(actor: Actor) -> bool:
    """Who reads the log may have it recomputed."""
    return may_read_log(actor)


def may_see_health(actor: Actor) -> bool:
    """The health of the installation is for its administrators."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(Role.ADMINISTRATOR))
