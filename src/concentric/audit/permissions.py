"""Who may read the log."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role

READERS = (Role.AUDITOR, Role.REGULATOR, Role.ADMINISTRATOR)


def may_read_log(actor: Actor) -> bool:
    """True for those who audit the whole installation."""
    return actor.has(*READERS) or (
        actor.is_convener and actor.has(Role.DEPARTMENT_HEAD, Role.LEADER)
    )


def may_read_entries_of(actor: Actor, organisation: str | None) -> bool:
    """True for readers of the log, and for an organisation's own people where the matter is theirs."""
    return may_read_log(actor) or (organisation is not None and actor.acts_for(organisation))
