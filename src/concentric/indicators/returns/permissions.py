"""Who may open, fill, hand out, sign, question, review and lock: pure functions of an actor and a firm."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from concentric.access.api import may_sign
from concentric.kernel.types import Actor, Role

REVIEW_ROLES = (Role.OFFICER, Role.DEPARTMENT_HEAD, Role.ADMINISTRATOR)
READERS = (
    Role.OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.EDITOR,
    Role.AUDITOR,
    Role.ANALYST,
    Role.ADMINISTRATOR,
)


def may_see_returns(actor: Actor) -> bool:
    """Everybody who signed in has a page of returns: the convener's staff all, others their own."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def sees_all(actor: Actor) -> bool:
    """The convener's staff and the regulator see the returns of every firm."""
    return actor.has(Role.SYSTEM, Role.REGULATOR) or (actor.is_convener and actor.has(*READERS))


def may_see_return(actor: Actor, *organisations: str) -> bool:
    """Whether the actor may see a whole return: for its firm, or the one in charge of it."""
    is_own = actor.person is not None and any(actor.acts_for(code) for code in organisations)
    return is_own or sees_all(actor)


def may_see_board(actor: Actor) -> bool:
    """The progress of all firms is for the convener's staff and the regulator."""
    return sees_all(actor)


def may_manage_cycle(actor: Actor) -> bool:
    """Cycles are opened by the convener's officers and administrators."""
    return actor.has(Role.SYSTEM) or (
        actor.is_convener and actor.has(Role.OFFICER, Role.ADMINISTRATOR)
    )


def may_fill(actor: Actor, organisation: str) -> bool:
    """The firm's preparer and contact fill its return; nobody of the convener ever does."""
    return (
        actor.person is not None
        and actor.acts_for(organisation)
        and actor.has(Role.PREPARER, Role.CONTACT)
    )


def may_fill_section(
    actor: Actor, organisation: str, assigned_to: str, assigned_person: UUID | None
) -> bool:
    """Who fills the return fills every section; who was handed a section fills that one."""
    if may_fill(actor, organisation):
        return True
    if actor.person is None:
        return False
    if assigned_person is not None:
        return actor.person == assigned_person
    return (
        bool(assigned_to) and actor.acts_for(assigned_to) and actor.has(Role.PREPARER, Role.CONTACT)
    )


def may_hand_out(actor: Actor, organisation: str) -> bool:
    """The contact or preparer hands out sections to departments, branches and subsidiaries."""
    return may_fill(actor, organisation)


def may_take_step(actor: Actor, organisation: str, step: Role, signed: Collection[UUID]) -> bool:
    """Whether the actor gives the next signature: the right role, and nobody twice."""
    return may_sign(actor, organisation=organisation, step=step, signed_before=signed)


def may_hand_back(actor: Actor, organisation: str) -> bool:
    """The firm's checker or signatory sends the return back to its preparer."""
    return (
        actor.person is not None
        and actor.acts_for(organisation)
        and actor.has(Role.CHECKER, Role.SIGNATORY)
    )


def may_review(actor: Actor) -> bool:
    """The convener's officers and their department head review, query, accept, lock and re-open."""
    return actor.has(Role.SYSTEM) or (
        actor.person is not None and actor.is_convener and actor.has(*REVIEW_ROLES)
    )


def may_answer(actor: Actor, organisation: str) -> bool:
    """Anybody of the firm's chain answers a query."""
    is_of_chain = actor.has(Role.CONTACT, Role.PREPARER, Role.CHECKER, Role.SIGNATORY)
    return actor.person is not None and actor.acts_for(organisation) and is_of_chain


def may_seal(actor: Actor, organisation: str) -> bool:
    """Anybody of the firm's chain brings the sealed page: often it is the contact who scans it."""
    return may_answer(actor, organisation)
