"""People, organisations and appointments for tests, made through the doors."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from concentric.access import api as access
from concentric.access.types import AppointmentInfo, UserInfo
from concentric.kernel.api import Actor, Role, uuid7
from concentric.parties.models import Organisation, Person

SYSTEM = Actor.system("test")
LONG_AGO = date(2019, 1, 1)
PASSWORD = "a long enough phrase"
_numbers = count(1)


def organisation(code: str = "F001", **values: Any) -> Organisation:
    """An organisation in the register, as parties would keep it."""
    kind = "association" if code == access.convener_code() else "firm"
    row, _ = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "kind": kind,
            "legal_name": f"Sample {code}",
            "short_name": f"Sample {code}",
            "short_name_en": f"Sample {code}",
            "sort_key": code,
            "valid_from": LONG_AGO,
            **values,
        },
    )
    return row


def person(name: str = "Wang") -> UUID:
    """A person in the register; their uuid."""
    key = f"person-{uuid7()}"
    return Person.objects.create(person_key=key, name=name, sort_key=name).uuid


def appointed(
    role: Role, code: str = "F001", *, name: str = "Wang", **dates: Any
) -> AppointmentInfo:
    """A new person appointed to a role."""
    organisation(code)
    return access.appoint(
        actor=SYSTEM,
        person=person(name),
        organisation=code,
        role=role,
        starts_on=dates.get("starts_on", LONG_AGO),
        ends_on=dates.get("ends_on"),
    )


def acting(role: Role, code: str = "F001", **kwargs: Any) -> Actor:
    """The Actor of a new person in a new appointment."""
    return access.actor_for_appointment(appointed(role, code, **kwargs).uuid)


def account(of: UUID, password: str = PASSWORD) -> UserInfo:
    """An account for a person."""
    email = f"user{next(_numbers)}@example.org"
    return access.create_user(actor=SYSTEM, person=of, email=email, password=password)
