"""Who may do what in `__room__`: pure functions of the actor and the row."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role


def may_see_entries(actor: Actor) -> bool:
    """Entries are seen by everybody who is signed in."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def may_add_entry(actor: Actor) -> bool:
    """Entries are added by the convener's officers."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(Role.OFFICER))
