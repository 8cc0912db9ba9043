"""Who may write, sign, issue, correct and read reports: pure functions of an actor."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role

WRITERS = (Role.EDITOR, Role.OFFICER, Role.ANALYST)
CHAIN = (Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER)
READERS = (*WRITERS, *CHAIN, Role.AUDITOR, Role.ADMINISTRATOR)


def may_see_reports(actor: Actor) -> bool:
    """Reports in the making are for the convener's staff."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(*READERS))


def may_see_published(actor: Actor) -> bool:
    """Everybody sees what was published."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def may_write(actor: Actor) -> bool:
    """Editors, officers and analysts of the convener write."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(*WRITERS))


def may_take_part_in_chain(actor: Actor) -> bool:
    """Whether the actor has a step in the chain of sign-off at all; which one, the chain decides."""
    return actor.person is not None and actor.is_convener and actor.has(*CHAIN)


def may_issue(actor: Actor) -> bool:
    """Once all have signed, any officer or editor lets it go out."""
    return may_write(actor)


def may_correct(actor: Actor) -> bool:
    """Errata speak for the convener: its department heads and leaders."""
    return actor.has(Role.SYSTEM) or (
        actor.is_convener and actor.has(Role.DEPARTMENT_HEAD, Role.LEADER)
    )


def may_withdraw(actor: Actor) -> bool:
    """Only a leader takes a publication back."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(Role.LEADER))


def may_record_texts(actor: Actor) -> bool:
    """Who writes may record what others published."""
    return may_write(actor)


def may_read_members_edition(actor: Actor) -> bool:
    """The pages of single firms are for the convener's staff and the regulator."""
    return may_see_reports(actor) or actor.has(Role.REGULATOR)
