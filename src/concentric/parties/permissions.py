"""Who may see and change organisations and people: pure functions of an actor and a row."""

from __future__ import annotations

from uuid import UUID

from concentric.kernel.api import Actor, Role
from concentric.parties.types import OrganisationKind

OWN_PARTS = frozenset({OrganisationKind.BRANCH_COMPANY, OrganisationKind.OUTLET})
"""What a member's contact may register below the own firm."""


def is_staff(actor: Actor) -> bool:
    """The convener's officers and administrators, and the product itself."""
    is_officer = actor.is_convener and actor.has(Role.OFFICER, Role.ADMINISTRATOR)
    return actor.has(Role.SYSTEM) or is_officer


def may_see_organisations(actor: Actor) -> bool:
    """The register of organisations is open to everybody who is signed in."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def may_register_organisation(actor: Actor, kind: OrganisationKind, parent: str) -> bool:
    """Staff register any organisation, a member's contact branches and outlets directly below the firm."""
    if is_staff(actor):
        return True
    is_own = bool(parent) and actor.acts_for(parent)
    return is_own and kind in OWN_PARTS and actor.has(Role.CONTACT)


def may_register_some_organisation(actor: Actor) -> bool:
    """Whether the page that enters parts of an organisation is for this actor at all: of which is asked there."""
    return is_staff(actor) or actor.has(Role.CONTACT)


def may_change_organisation(actor: Actor) -> bool:
    """Renames, mergers, moves and closings change what is counted under a name: staff record them."""
    return is_staff(actor)


def may_change_contact_details(actor: Actor, organisation: str) -> bool:
    """Staff, and the organisation's own contact."""
    return is_staff(actor) or (actor.has(Role.CONTACT) and actor.acts_for(organisation))


def may_change_some_contact_details(actor: Actor) -> bool:
    """Whether the page of contact details is for this actor at all: of which organisation is asked there."""
    return is_staff(actor) or actor.has(Role.CONTACT)


def may_import_organisations(actor: Actor) -> bool:
    """Lists are brought in by staff."""
    return is_staff(actor)


def may_register_person(actor: Actor) -> bool:
    """People are entered by staff, and by contacts for their firm's own work."""
    return is_staff(actor) or actor.has(Role.CONTACT)


def may_see_person(actor: Actor, person: UUID) -> bool:
    """Who sees a name whole: staff and the person. Rooms that know more show more to their own readers."""
    return is_staff(actor) or (actor.person is not None and actor.person == person)


def may_change_person(actor: Actor, person: UUID) -> bool:
    """People mend their own entry; staff mend any."""
    return may_see_person(actor, person)
