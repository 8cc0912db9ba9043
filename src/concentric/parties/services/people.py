"""Entering, mending and erasing people."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from concentric.audit import api as audit
from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused, msgid, uuid7
from concentric.parties import models, permissions, queries, rules
from concentric.parties.types import Person
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
    if not permissions.may_register_person(actor):
        raise Refused(msgid("You may not register people."))
    if not name.strip():
        raise Invalid(msgid("A person needs a name."))
    mail, uuid = rules.checked_mail(work_mail), uuid7()
    key = rules.person_key(rules.person_identifier(mail, work_phone, str(uuid)), _secret())
    row, created = models.Person.objects.get_or_create(
        person_key=key,
        defaults={
            "uuid": uuid,
            "name": name.strip(),
            "name_en": name_en.strip(),
            "sort_key": places.sort_key(name),
            "work_mail": mail,
            "work_phone": work_phone.strip(),
        },
    )
    if not created and row.name != name.strip():
        raise Conflict(
            msgid("This e-mail address or telephone belongs to somebody of another name."),
            remedy=msgid("Check the spelling, or enter the person's own work address."),
        )
    if created:
        audit.log(
            actor=actor, act="parties.person_registered", object_kind="person", object_uuid=row.uuid
        )
    # Whoever enters a person has just typed the name: it is given back whole.
    return queries.person_of(row, Actor.system("parties"))


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
