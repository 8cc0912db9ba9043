"""Who may act on the ledger itself. Recording is judged by the room whose act it is."""

from __future__ import annotations

from concentric.kernel.api import Actor, Role


def may_install_catalogue(actor: Actor) -> bool:
    """True for administrators, and for the product setting itself up."""
    return actor.has(Role.ADMINISTRATOR, Role.SYSTEM)
