"""Who may open accounts, appoint and deputise: pure functions of an actor and a row."""

from __future__ import annotations

from uuid import UUID

from concentric.kernel.api import Actor, Role

APPOINTED_BY_CONTACT = frozenset({Role.PREPARER, Role.CHECKER})
"""What a member's contact hands out in the own firm. Who signs for it is told to the association."""


def is_signed_in(actor: Actor) -> bool:
    """Whether a person stands behind this request."""
    return actor.person is not None


def is_administrator(actor: Actor) -> bool:
    """Whether the actor administers the installation."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(Role.ADMINISTRATOR))


def may_see_appointments(actor: Actor) -> bool:
    """The convener's staff see all appointments; members' contacts and signatories see those of their firm."""
    return actor.has(Role.SYSTEM) or actor.is_convener or actor.has(Role.CONTACT, Role.SIGNATORY)


def may_see_people_of(actor: Actor, organisation: str) -> bool:
    """Whether the actor may see who acts for an organisation."""
    return actor.has(Role.SYSTEM) or actor.is_convener or actor.acts_for(organisation)


def may_see_names_of(actor: Actor, organisation: str) -> bool:
    """Who reads the names of an organisation's people whole in lists: the convener's officers and administrators, and
    whoever hands out its roles or signs for it. Everybody else who sees them sees them masked.
    """
    is_staff = actor.is_convener and actor.has(Role.OFFICER, Role.ADMINISTRATOR)
    is_own = actor.has(Role.CONTACT, Role.SIGNATORY) and actor.acts_for(organisation)
    return actor.has(Role.SYSTEM) or is_staff or is_own


def may_see_every_name(actor: Actor) -> bool:
    """Whether no name in the actor's list of appointments is masked, so that it may be searched by name."""
    return not actor.is_convener or may_see_names_of(actor, "")


def may_see_colleagues(actor: Actor) -> bool:
    """Whether the pages of people are for this actor at all: of which organisation is asked there."""
    return actor.has(Role.SYSTEM) or actor.is_convener or bool(actor.organisation)


def may_create_user(actor: Actor, organisation: str) -> bool:
    """Accounts are opened by an administrator, or by the contact for people of the own firm."""
    return is_administrator(actor) or (actor.has(Role.CONTACT) and actor.acts_for(organisation))


def may_appoint(actor: Actor, organisation: str, role: Role) -> bool:
    """An administrator appoints anybody; a contact appoints preparers and checkers of the own firm."""
    if is_administrator(actor):
        return True
    if role not in APPOINTED_BY_CONTACT:
        return False
    return actor.has(Role.CONTACT) and actor.acts_for(organisation)


def may_deputise(actor: Actor, holder: UUID, organisation: str) -> bool:
    """The holder names a deputy, or an administrator does it for them. A deputy never does."""
    if is_administrator(actor):
        return True
    is_holder = actor.person is not None and actor.person == holder and actor.acting_for is None
    return is_holder and actor.acts_for(organisation)


def may_appoint_somebody(actor: Actor) -> bool:
    """Whether the appointments page offers its forms at all."""
    return is_administrator(actor) or actor.has(Role.CONTACT)
