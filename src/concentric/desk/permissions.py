"""Who may do what at the desk: pure functions of an actor and a row."""

from __future__ import annotations

from uuid import UUID

from concentric.kernel.types import Actor


def is_signed_in(actor: Actor) -> bool:
    """Whether somebody stands behind this request."""
    return actor.person is not None


def may_see_job(actor: Actor, person: UUID | None) -> bool:
    """A job is seen, and cancelled, by the person who started it."""
    return actor.person is not None and actor.person == person
