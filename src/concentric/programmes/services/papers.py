"""The papers behind answers: uploaded files attached to pairings and invitations."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from concentric.evidence import api as evidence
from concentric.kernel.api import Actor
from concentric.programmes import emits
from concentric.programmes.types import Paper

PAIRING: Final = "pairing"
INVITATION: Final = "invitation"
ACCORD: Final = "accord"


def attach_paper(actor: Actor, paper: Paper, kind: str, row: UUID) -> str:
    """Attach an uploaded file to a row of this room, inside the caller's transaction; its hash.

    Raises `Missing` for a file that nobody uploaded, `Refused` for one that somebody else did.
    """
    evidence.attach(
        actor=actor,
        sha256=paper.sha256,
        name=paper.name,
        room=emits.ROOM,
        object_kind=kind,
        object_uuid=row,
    )
    return paper.sha256
