"""Who may see and change the circle of members: pure functions of an actor and a row."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role


def may_see_members(actor: Actor) -> bool:
    """Everyone who is signed in sees who the members are."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def may_change_members(actor: Actor) -> bool:
    """Admissions, ends, renames, classifications and imports: the convener's officers and administrators."""
    is_staff = actor.is_convener and actor.has(Role.OFFICER, Role.ADMINISTRATOR)
    return actor.has(Role.SYSTEM) or is_staff


def may_merge_members(actor: Actor) -> bool:
    """A merger moves open work between firms: the same people decide, on a stated reason."""
    return may_change_members(actor)


def may_define_population(actor: Actor) -> bool:
    """A population decides what published numbers count over: officers and administrators define it."""
    return may_change_members(actor)
