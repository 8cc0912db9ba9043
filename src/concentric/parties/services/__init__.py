"""Acts on organisations and people."""

from __future__ import annotations

from concentric.parties.services.acts import (
    close_organisation,
    merge_organisations,
    move_organisation,
    place_at_site,
    rename_organisation,
    separate_organisation,
    update_codes,
)
from concentric.parties.services.contacts import add_contact_detail, remove_contact_detail
from concentric.parties.services.imports import import_organisations, organisation_columns
from concentric.parties.services.people import (
    change_person,
    erase_person,
    register_people,
    register_person,
    reveal_person,
)
from concentric.parties.services.registering import register_organisation, register_organisations

__all__ = [
    "add_contact_detail",
    "change_person",
    "close_organisation",
    "erase_person",
    "import_organisations",
    "merge_organisations",
    "move_organisation",
    "organisation_columns",
    "place_at_site",
    "register_organisation",
    "register_organisations",
    "register_people",
    "register_person",
    "remove_contact_detail",
    "rename_organisation",
    "reveal_person",
    "separate_organisation",
    "update_codes",
]
