"""Acts of programmes, split along their models: accords, pairings, mergers, papers, and lists from paper."""

from __future__ import annotations

from concentric.programmes.services.accords import (
    countersign,
    create_programme,
    decline,
    enter_signature,
    invite,
    mark_silent,
    publish_accord,
    sign,
    void_signature,
)
from concentric.programmes.services.lists import import_signatures, signature_columns
from concentric.programmes.services.mergers import (
    move_back_work,
    move_open_work,
    previewed_moves,
)
from concentric.programmes.services.pairings import (
    answer_pairing,
    change_contacts,
    end_pairing,
    erase_person,
    propose_pairing,
    set_targets,
)

__all__ = [
    "answer_pairing",
    "change_contacts",
    "countersign",
    "create_programme",
    "decline",
    "end_pairing",
    "enter_signature",
    "erase_person",
    "import_signatures",
    "invite",
    "mark_silent",
    "move_back_work",
    "move_open_work",
    "previewed_moves",
    "propose_pairing",
    "publish_accord",
    "set_targets",
    "sign",
    "signature_columns",
    "void_signature",
]
