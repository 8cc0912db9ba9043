"""What pages ask beside the records: files with their gates, choices of firms and people, counties by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, QuerySet, TextField, Value, When
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
from concentric.programmes.types import InvitationState


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


def accord_counts(
    programme: models.Programme,
) -> tuple[tuple[models.Accord, dict[InvitationState, int]], ...]:
    """The accord texts of a programme, newest first, with how many firms stand in each state: two queries."""
    counted: dict[int, dict[InvitationState, int]] = {}
    rows = models.Invitation.objects.filter(accord__programme=programme)
    for accord, state, n in rows.values_list("accord_id", "state").annotate(n=Count("id")):
        counted.setdefault(accord, {})[InvitationState(state)] = n
    return tuple(
        (row, {state: counted.get(row.id, {}).get(state, 0) for state in InvitationState})
        for row in programme.accords.order_by("-version")
    )


def not_invited(accord: models.Accord) -> tuple[tuple[str, str], ...]:
    """The members of today that are not invited to an accord yet: code, then code and name."""
    known = set(accord.invitations.values_list("organisation__code", flat=True))
    rows = organisation_rows(set(members.members_on(today())) - known)
    return tuple((code, f"{code} {shown_name(rows[code])}") for code in sorted(rows))


def contact_uuids(row: models.Pairing) -> tuple[UUID | None, UUID | None]:
    """The contacts of a pairing, of the firm and of the county, as they are recognised."""
    return (
        row.firm_contact.uuid if row.firm_contact else None,
        row.county_contact.uuid if row.county_contact else None,
    )


def pairing_rows(actor: Actor) -> tuple[QuerySet[models.Pairing], dict[str, str]]:
    """The pairings an actor may see, searchable by the words for their counties; and the counties' names."""
    rows = visible_pairings(actor)
    codes = set(rows.order_by().values_list("county", flat=True).distinct())
    found = places.places(codes)
    language = get_language() or "zh"
    words = [
        When(county=code, then=Value(f"{one.name} {one.name_en} {one.sort_key}"))
        for code, one in sorted(found.items())
    ]
    named = Case(*words, default=Value(""), output_field=TextField())
    return rows.annotate(county_words=named), {c: p.title(language) for c, p in found.items()}


def programme_to_cover() -> str:
    """The programme whose overlaps and gaps are looked at first: the newest one that pairs, else the newest."""
    rows = models.Programme.objects.order_by("-starts_on", "code")
    pairs = rows.filter(pairings__isnull=False).values_list("code", flat=True).first()
    return str(pairs or rows.values_list("code", flat=True).first() or "")


def firm_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of firms in the reader's language, by code."""
    return {code: shown_name(row) for code, row in organisation_rows(codes).items()}


FILE_GATES: Mapping[str, Callable[[Actor, UUID], bool]] = {
    "pairing": may_open_pairing_file,
    "invitation": may_open_invitation_file,
    "accord": may_open_accord_file,
}
"""Who may open the files attached to each kind of row."""
