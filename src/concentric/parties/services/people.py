"""Entering, mending and erasing people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from concentric.audit import api as audit
from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused, msgid, uuid7
from concentric.parties import models, permissions, queries, rules
from concentric.parties.types import Person, PersonDraft
from concentric.places import api as places

ERASED: Final = "\u2014"
"""What stands where an erased name stood: a dash, the same in every language."""


@transaction.atomic
def register_person(
    *, actor: Actor, name: str, name_en: str = "", work_mail: str = "", work_phone: str = ""
) -> Person:
    """Enter a person, or give back the one known by the same work mail (else telephone) and name.

    Raises `Conflict` when the mail or telephone belongs to a person of another name.
    """
    draft = PersonDraft(name=name, name_en=name_en, work_mail=work_mail, work_phone=work_phone)
    return register_people(actor=actor, drafts=(draft,))[0]


@transaction.atomic
def register_people(*, actor: Actor, drafts: Iterable[PersonDraft]) -> tuple[Person, ...]:
    """Enter many people in a few statements, all or none; one `Person` per draft, in their order.

    Who is known already, or stands in the list before, is given back. Raises as `register_person`.
    """
    if not permissions.may_register_person(actor):
        raise Refused(msgid("You may not register people."))
    wanted = [_row_of(draft) for draft in drafts]
    keys = {row.person_key for row in wanted}
    before = set(_known(keys))
    models.Person.objects.bulk_create(
        {row.person_key: row for row in reversed(wanted)}.values(), ignore_conflicts=True
    )
    stored = _known(keys)
    if any(stored[row.person_key].name != row.name for row in wanted):
        raise Conflict(
            msgid("This e-mail address or telephone belongs to somebody of another name."),
            remedy=msgid("Check the spelling, or enter the person's own work address."),
        )
    for key in sorted(keys - before, key=lambda k: stored[k].pk):
        audit.log(
            actor=actor,
            act="parties.person_registered",
            object_kind="person",
            object_uuid=stored[key].uuid,
        )
    # Whoever enters a person has just typed the name: it is given back whole.
    return tuple(queries.person_of(stored[r.person_key], Actor.system("parties")) for r in wanted)


@transaction.atomic
def reveal_person(*, actor: Actor, uuid: UUID, reason: str, organisation: str = "") -> Person:
    """Show a person whole to somebody who sees the name masked, and log who asked and why.

    The calling room has judged that the actor may; `organisation` is where the person works. Raises `Missing`, and
    `Invalid` without a reason, `Refused` for nobody.
    """
    if actor.person is None and not permissions.is_staff(actor):
        raise Refused(msgid("Sign in to see people."))
    if not reason.strip():
        raise Invalid(msgid("Give a reason: it stands in the log."))
    row = models.Person.objects.filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such person."))
    audit.log(
        actor=actor,
        act="parties.person_revealed",
        object_kind="person",
        object_uuid=uuid,
        organisation=organisation or None,
        details={"reason": reason.strip()},
    )
    return queries.person_of(row, Actor.system("parties"))


def _row_of(draft: PersonDraft) -> models.Person:
    name = draft.name.strip()
    if not name:
        raise Invalid(msgid("A person needs a name."))
    mail, uuid = rules.checked_mail(draft.work_mail), uuid7()
    identifier = rules.person_identifier(mail, draft.work_phone, str(uuid))
    return models.Person(
        uuid=uuid,
        person_key=rules.person_key(identifier, _secret()),
        name=name,
        name_en=draft.name_en.strip(),
        sort_key=places.sort_key(name),
        work_mail=mail,
        work_phone=draft.work_phone.strip(),
    )


def _known(keys: Iterable[str]) -> dict[str, models.Person]:
    rows = models.Person.objects.filter(person_key__in=list(keys))
    return {row.person_key: row for row in rows}


@transaction.atomic
def change_person(
    *, actor: Actor, uuid: UUID, name: str, name_en: str, work_mail: str, work_phone: str
) -> Person:
    """Mend a person's name or work contact. The pseudonym stays: what they did stays theirs."""
    row = models.Person.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such person."))
    if not permissions.may_change_person(actor, uuid):
        raise Refused(msgid("You may not change this person."))
    if not name.strip():
        raise Invalid(msgid("A person needs a name."))
    row.name, row.name_en = name.strip(), name_en.strip()
    row.work_mail, row.work_phone = rules.checked_mail(work_mail), work_phone.strip()
    row.sort_key = places.sort_key(row.name)
    row.save(update_fields=["name", "name_en", "work_mail", "work_phone", "sort_key"])
    audit.log(actor=actor, act="parties.person_changed", object_kind="person", object_uuid=uuid)
    return queries.person_of(row, actor)


@transaction.atomic
def erase_person(*, actor: Actor, uuid: UUID) -> int:
    """Erase what names a person: name, mail and telephone. The entry stays, so that past acts keep an author."""
    if not permissions.may_change_person(actor, uuid):
        raise Refused(msgid("You may not change this person."))
    erased = models.Person.objects.filter(uuid=uuid).update(
        name=ERASED, name_en="", sort_key="", work_mail="", work_phone=""
    )
    if erased:
        audit.log(actor=actor, act="parties.person_erased", object_kind="person", object_uuid=uuid)
    return erased


def _secret() -> str:
    return getattr(settings, "CONCENTRIC_PERSON_SECRET", "") or settings.SECRET_KEY
