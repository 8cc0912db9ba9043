"""Who may change the lists of places. Places are known to everybody."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role


def may_load_places(actor: Actor) -> bool:
    """Lists of divisions, zones, regions and tags are loaded by an administrator or the product itself."""
    return actor.has(Role.SYSTEM) or (actor.is_convener and actor.has(Role.ADMINISTRATOR))


def may_register_site(actor: Actor) -> bool:
    """Sites are entered by the convener's staff and by contacts of members."""
    return actor.has(Role.SYSTEM, Role.CONTACT) or actor.is_convener


def may_see_places(actor: Actor) -> bool:
    """The pages of places are for everybody who is signed in."""
    return actor.person is not None
