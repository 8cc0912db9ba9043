"""The door of `programmes`."""

from __future__ import annotations

from concentric.programmes.queries import (
    accord_sheet,
    accords,
    cover,
    invitations_of,
    pairings,
    programmes,
    signed_firms,
    targets,
    waiting_for,
)
from concentric.programmes.services import (
    answer_pairing,
    countersign,
    create_programme,
    decline,
    end_pairing,
    import_signatures,
    invite,
    mark_silent,
    move_open_work,
    propose_pairing,
    publish_accord,
    set_targets,
    sign,
    signature_columns,
    void_signature,
)

__all__ = [
    "accord_sheet",
    "accords",
    "answer_pairing",
    "countersign",
    "cover",
    "create_programme",
    "decline",
    "end_pairing",
    "import_signatures",
    "invitations_of",
    "invite",
    "mark_silent",
    "move_open_work",
    "pairings",
    "programmes",
    "propose_pairing",
    "publish_accord",
    "set_targets",
    "sign",
    "signature_columns",
    "signed_firms",
    "targets",
    "void_signature",
    "waiting_for",
]
