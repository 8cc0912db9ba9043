"""What pages ask beside the records: files with their gates, choices of firms and people, counties by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from concentric.access import api as access
from concentric.evidence import api as evidence
from concentric.kernel.api import Actor
from concentric.members import api as members
from concentric.parties import api as parties
from concentric.places import api as places
from concentric.places.types import Level
from concentric.programmes import models, permissions
from concentric.programmes.queries.records import (
    county_names,
    organisation_rows,
    shown_name,
    today,
    visible_pairings,
)


def may_open_pairing_file(actor: Actor, pairing: UUID) -> bool:
    """Whether the files of a pairing are open to an actor: as the pairing is."""
    return visible_pairings(actor).filter(uuid=pairing).exists()


def may_open_invitation_file(actor: Actor, invitation: UUID) -> bool:
    """Whether the files of an invitation are open to an actor: to who may see the firm's answer."""
    row = models.Invitation.objects.filter(uuid=invitation).select_related("organisation").first()
    return row is not None and permissions.may_see_answer(actor, row.organisation.code)


def may_open_accord_file(actor: Actor, accord: UUID) -> bool:
    """Whether a list of answers to an accord is open to an actor: it names every firm."""
    is_there = models.Accord.objects.filter(uuid=accord).exists()
    return is_there and permissions.may_see_all_answers(actor)


def files_of(kind: str, row: UUID) -> list[dict[str, str]]:
    """The files attached to a row of this room, by name with the address that asks the gate; newest last."""
    files = evidence.attachments(room="programmes", object_kind=kind, object_uuid=row)
    return [
        {
            "sha256": one.sha256,
            "name": one.name,
            "url": f"{reverse('desk:file', args=[one.sha256])}?kind=programmes.{kind}&uuid={row}",
        }
        for one in files
    ]


def firms(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The firms for which an actor may propose a pairing: all members for officers, else the own one."""
    if permissions.may_manage_programme(actor):
        codes: Iterable[str] = members.members_on(today())
    else:
        codes = [actor.acting_for or actor.organisation or ""]
    rows = organisation_rows(codes)
    return tuple((code, f"{code} {shown_name(rows[code])}") for code in sorted(rows))


def people_to_contact(actor: Actor, firm: str) -> tuple[tuple[str, str], ...]:
    """The firm's people as an actor may choose them: uuid, then name and roles."""
    named: dict[UUID, str] = {}
    roles: dict[UUID, list[str]] = {}
    for held in access.people_of(actor=actor, organisation=firm):
        named[held.person] = held.person_name
        roles.setdefault(held.person, []).append(access.role_label(held.role))
    return tuple((str(who), f"{name} ({', '.join(roles[who])})") for who, name in named.items())


def contacts_of(actor: Actor, row: models.Pairing) -> dict[str, Any]:
    """The contacts of a pairing by side, masked unless the actor may see them whole."""
    asked = [person.uuid for person in (row.firm_contact, row.county_contact) if person]
    found = parties.people(actor=actor, uuids=asked)
    return {
        "firm": found.get(row.firm_contact.uuid) if row.firm_contact else None,
        "county": found.get(row.county_contact.uuid) if row.county_contact else None,
    }


def counties_meant(typed: str) -> tuple[tuple[str, str], ...]:
    """The counties that a typed code or name means, code and name: one, none, or several of the same name."""
    text = typed.strip()
    if text.isdigit():
        return ((text, county_names([text]).get(text, text)),)
    language = get_language() or "zh"
    found = places.search(text, levels=(Level.COUNTY,))
    exact = [p for p in found if text.lower() in (p.name.lower(), p.name_en.lower())]
    return tuple((p.code, p.title(language)) for p in exact)


FILE_GATES: Mapping[str, Callable[[Actor, UUID], bool]] = {
    "pairing": may_open_pairing_file,
    "invitation": may_open_invitation_file,
    "accord": may_open_accord_file,
}
"""Who may open the files attached to each kind of row."""
