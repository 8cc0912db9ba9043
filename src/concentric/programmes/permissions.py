"""Who may sign, decline, countersign and pair: pure functions of an actor and a row."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role
from concentric.programmes.types import Side


def may_see_programmes(actor: Actor) -> bool:
    """Everyone who is signed in sees the programmes and how their own firm stands in them."""
    return actor.person is not None or actor.has(Role.SYSTEM)


def may_see_all_answers(actor: Actor) -> bool:
    """Who answered what is for the convener and the regulator; a firm sees its own answer."""
    return actor.is_convener or actor.has(Role.SYSTEM, Role.REGULATOR)


def may_see_answer(actor: Actor, organisation: str) -> bool:
    """Whether the actor may see one firm's answer."""
    return may_see_all_answers(actor) or actor.acts_for(organisation)


def may_manage_programme(actor: Actor) -> bool:
    """Programmes, accord texts, invitations, targets and lists from paper: the convener's officers."""
    is_staff = actor.is_convener and actor.has(Role.OFFICER, Role.ADMINISTRATOR)
    return actor.has(Role.SYSTEM) or is_staff


def may_sign_accord(actor: Actor, organisation: str) -> bool:
    """Only a signatory of the firm itself signs for it; not even an administrator may."""
    return actor.person is not None and actor.has(Role.SIGNATORY) and actor.acts_for(organisation)


def may_decline_accord(actor: Actor, organisation: str) -> bool:
    """Who may sign may decline."""
    return may_sign_accord(actor, organisation)


def may_countersign_accord(actor: Actor) -> bool:
    """The convener's leader countersigns."""
    return actor.person is not None and actor.is_convener and actor.has(Role.LEADER)


def may_propose_pairing(actor: Actor, firm: str) -> bool:
    """An officer, or the firm's own contact or signatory, proposes a county."""
    is_of_firm = actor.acts_for(firm) and actor.has(Role.CONTACT, Role.SIGNATORY)
    return may_manage_programme(actor) or is_of_firm


def may_propose_some_pairing(actor: Actor) -> bool:
    """Whether the page that proposes a pairing is for this actor at all."""
    return may_manage_programme(actor) or actor.has(Role.CONTACT, Role.SIGNATORY)


def may_name_county_contact(actor: Actor) -> bool:
    """Who may register people may name the county's contact: officers, and a firm's contact."""
    return may_manage_programme(actor) or actor.has(Role.CONTACT)


def may_consent(actor: Actor, firm: str, side: Side) -> bool:
    """The firm's signatory answers for the firm; for the county an officer enters the answer, with evidence."""
    if side == Side.FIRM:
        return may_sign_accord(actor, firm)
    return may_manage_programme(actor)


def may_end_pairing(actor: Actor, firm: str) -> bool:
    """An officer or the firm's signatory ends a pairing, with a reason."""
    return may_manage_programme(actor) or may_sign_accord(actor, firm)
