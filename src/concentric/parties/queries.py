"""Reads of organisations and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from concentric.kernel.api import Actor, Missing, msgid
from concentric.parties import models, permissions, rules
from concentric.parties.types import (
    ActKind,
    ContactDetail,
    ContactKind,
    Organisation,
    OrganisationAct,
    OrganisationKind,
    Person,
)
from concentric.places import api as places

_NAMES = ("legal_name", "short_name", "legal_name_en", "short_name_en")


def organisation(code: str, on: date | None = None) -> Organisation:
    """An organisation by its code, under the names it had on a day (the newest without one). Raises `Missing`."""
    found = organisations_by_code((code,), on)
    if code not in found:
        raise Missing(
            msgid("There is no organisation with the code %(code)s."),
            remedy=msgid("Look it up in the list of organisations."),
            code=code,
        )
    return found[code]


def organisations_by_code(codes: Iterable[str], on: date | None = None) -> dict[str, Organisation]:
    """Organisations by code in at most two queries, under their names on a day; unknown codes are left out."""
    rows = _rows().filter(code__in={c for c in codes if c})
    return {row.code: row for row in _dated(rows, on)}


def organisations(
    *, kinds: Iterable[OrganisationKind] = (), on: date | None = None
) -> tuple[Organisation, ...]:
    """All organisations, or those of some kinds, that exist on the day (at any time without one), by name."""
    rows = _rows()
    wanted = [str(kind) for kind in kinds]
    if wanted:
        rows = rows.filter(kind__in=wanted)
    if on is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
    return tuple(_dated(rows.order_by("sort_key", "code"), on))


def search(
    text: str, *, kinds: Iterable[OrganisationKind] = (), limit: int = 20
) -> tuple[Organisation, ...]:
    """Organisations whose code, names, pinyin, credit or stock code the text begins or names."""
    typed = text.strip()
    if not typed:
        return ()
    found = (
        Q(code__istartswith=typed)
        | Q(legal_name__icontains=typed)
        | Q(short_name__icontains=typed)
        | Q(legal_name_en__icontains=typed)
        | Q(short_name_en__icontains=typed)
        | Q(uscc__istartswith=typed)
        | Q(stock_code__istartswith=typed)
    )
    letters = places.sort_key(typed) if typed.isascii() else ""
    if letters:
        found |= Q(sort_key__startswith=letters)
    rows = _rows().filter(found)
    wanted = [str(kind) for kind in kinds]
    if wanted:
        rows = rows.filter(kind__in=wanted)
    return tuple(organisation_of(r) for r in rows.order_by("sort_key", "code")[:limit])


def parts(code: str) -> tuple[Organisation, ...]:
    """Organisations directly below one, by name."""
    rows = _rows().filter(parent__code=code).order_by("sort_key", "code")
    return tuple(organisation_of(row) for row in rows)


def parts_within(code: str) -> frozenset[str]:
    """Codes of everything below an organisation, whatever the depth, without itself."""
    return rules.parts_of(code, parents())


def top_parent(code: str) -> str:
    """Code of the topmost organisation one is part of, itself where it is part of none."""
    return rules.top_parent(code, parents())


def parents() -> dict[str, str | None]:
    """The parent of every organisation that has one, code to code."""
    rows = models.Organisation.objects.filter(parent__isnull=False)
    return dict(rows.values_list("code", "parent__code"))


def successor_of(code: str) -> str:
    """Code of who carries on after all mergers, itself where there was none."""
    merged = models.Organisation.objects.filter(successor__isnull=False)
    return rules.successor(code, dict(merged.values_list("code", "successor__code")))


def names_of(code: str) -> tuple[tuple[str, str, date, date | None], ...]:
    """The legal names an organisation had, in both languages, with their first and last day, oldest first."""
    rows = models.OrganisationName.objects.filter(organisation__code=code).order_by("valid_from")
    return tuple(rows.values_list("legal_name", "legal_name_en", "valid_from", "valid_to"))


def site_of(code: str) -> UUID | None:
    """The site where an organisation is."""
    row = models.Organisation.objects.filter(code=code).values_list("site__uuid", flat=True)
    return row.first()


def acts_of(code: str) -> tuple[OrganisationAct, ...]:
    """The acts of an organisation's life, newest first."""
    rows = models.OrganisationAct.objects.filter(organisation__code=code)
    return tuple(
        OrganisationAct(
            uuid=row.uuid,
            kind=ActKind(row.kind),
            organisation=row.organisation.code,
            acted_on=row.acted_on,
            successor=row.successor.code if row.successor else None,
            reason=row.reason,
        )
        for row in rows.select_related("organisation", "successor").order_by("-acted_on", "-id")
    )


def contact_details(code: str) -> tuple[ContactDetail, ...]:
    """How an organisation is reached."""
    rows = models.ContactDetail.objects.filter(organisation__code=code)
    return tuple(
        ContactDetail(row.uuid, code, ContactKind(row.kind), row.value, row.note)
        for row in rows.order_by("kind", "id")
    )


def person(*, actor: Actor, uuid: UUID) -> Person:
    """A person as the actor may see them. Raises `Missing`."""
    found = people(actor=actor, uuids=(uuid,))
    if uuid not in found:
        raise Missing(msgid("There is no such person."))
    return found[uuid]


def people(*, actor: Actor, uuids: Iterable[UUID]) -> dict[UUID, Person]:
    """People by uuid in one query, each masked unless the actor may see the name; unknown ones are left out."""
    rows = models.Person.objects.filter(uuid__in=set(uuids))
    return {row.uuid: person_of(row, actor) for row in rows}


def person_by_mail(*, actor: Actor, work_mail: str) -> Person | None:
    """The person with a work mail, as the actor may see them."""
    mail = work_mail.strip().lower()
    row = models.Person.objects.filter(work_mail=mail).first() if mail else None
    return person_of(row, actor) if row else None


def person_keys(uuids: Iterable[UUID]) -> dict[UUID, str]:
    """The pseudonyms under which the ledger speaks of people."""
    rows = models.Person.objects.filter(uuid__in=set(uuids))
    return dict(rows.values_list("uuid", "person_key"))


def person_export(uuid: UUID) -> list[dict[str, Any]]:
    """All this room holds about a person, for their own copy."""
    people = models.Person.objects.filter(uuid=uuid)
    columns = ("name", "name_en", "work_mail", "work_phone", "created_at")
    acts = models.OrganisationAct.objects.filter(recorded_by=uuid)
    recorded = acts.values("kind", "organisation__code", "acted_on", "recorded_at")
    return [*people.values(*columns), *recorded.order_by("id")]


def person_of(row: models.Person, actor: Actor) -> Person:
    """A person's row as it crosses the door."""
    if not permissions.may_see_person(actor, row.uuid):
        return Person(row.uuid, rules.masked(row.name), rules.masked(row.name_en), is_masked=True)
    return Person(
        uuid=row.uuid,
        name=row.name,
        name_en=row.name_en,
        is_masked=False,
        work_mail=row.work_mail,
        work_phone=row.work_phone,
    )


def organisation_of(
    row: models.Organisation, names: models.OrganisationName | None = None
) -> Organisation:
    """An organisation's row as it crosses the door, under the given names where they are not its newest."""
    stated = {name: getattr(names or row, name) for name in _NAMES}
    return Organisation(
        uuid=row.uuid,
        code=row.code,
        kind=OrganisationKind(row.kind),
        **stated,
        sort_key=row.sort_key,
        uscc=row.uscc,
        stock_code=row.stock_code,
        parent=row.parent.code if row.parent else None,
        place=row.place or None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successor=row.successor.code if row.successor else None,
    )


def _rows() -> QuerySet[models.Organisation]:
    return models.Organisation.objects.select_related("parent", "successor")


def _dated(rows: QuerySet[models.Organisation], on: date | None) -> list[Organisation]:
    found = list(rows)
    names = _names_on([row.pk for row in found], on) if on is not None else {}
    return [organisation_of(row, names.get(row.pk)) for row in found]


def _names_on(ids: list[int], on: date) -> Mapping[int, models.OrganisationName]:
    """The names of organisations on a day; before the first known names these are used."""
    rows = models.OrganisationName.objects.filter(organisation__in=ids).order_by("valid_from")
    found: dict[int, models.OrganisationName] = {}
    for row in rows:
        if row.organisation_id not in found or row.valid_from <= on:
            found[row.organisation_id] = row
    return found
