"""Reads of access: who holds what, and the Actor of a signed-in person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from concentric.access import models, permissions, rules
from concentric.access.types import AppointmentInfo, Colleague, Language, UserInfo
from concentric.kernel.api import Actor, Conflict, Missing, Refused, Role, msgid, shanghai_day
from concentric.parties import api as parties

_WITH_NAMES = ("person", "organisation", "deputy_of__person")


def current(on: date) -> Q:
    """The appointments that count on a day. A deputy counts only while the appointment deputised does."""
    runs = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    principal_lasts = Q(deputy_of__ends_on__isnull=True) | Q(deputy_of__ends_on__gte=on)
    return runs & (Q(deputy_of__isnull=True) | principal_lasts)


def user_info(row: models.User) -> UserInfo:
    """An account as it crosses the door."""
    return UserInfo(
        uuid=row.uuid,
        email=row.email,
        person=row.person.uuid,
        language=Language(row.language),
        is_active=row.is_active,
    )


def shown_info(row: models.Appointment, actor: Actor) -> AppointmentInfo:
    """An appointment as a page shows it to an actor: names are masked unless they may be seen, or are one's own."""
    info = appointment_info(row)
    if permissions.may_see_names_of(actor, info.organisation) or actor.person == info.person:
        return info
    return replace(
        info,
        person_name=parties.masked(info.person_name),
        deputy_for=parties.masked(info.deputy_for),
    )


def appointment_info(row: models.Appointment) -> AppointmentInfo:
    """An appointment as it crosses the door; person, organisation and principal must be loaded."""
    principal = row.deputy_of
    return AppointmentInfo(
        uuid=row.uuid,
        person=row.person.uuid,
        person_name=_shown_person(row.person),
        organisation=row.organisation.code,
        organisation_name=_shown_name(row.organisation),
        is_convener=is_convener(row.organisation),
        role=Role(row.role),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        deputy_of=principal.uuid if principal else None,
        deputy_for=_shown_person(principal.person) if principal else "",
    )


def is_convener(organisation: Any) -> bool:
    """Whether an organisation row is the convener, whose installation this is."""
    return bool(organisation.code == convener_code())


def convener_code() -> str:
    """The code of the convener: one installation serves one."""
    return str(getattr(settings, "CONCENTRIC_CONVENER", "ASSOC"))


def user_of_person(person: UUID) -> UserInfo | None:
    """The account of a person, or `None`."""
    row = models.User.objects.filter(person__uuid=person).first()
    return user_info(row) if row else None


def user_by_email(email: str) -> UserInfo | None:
    """The account with that address in any letter case, or `None`."""
    row = models.User.objects.filter(email=email.strip().lower()).first()
    return user_info(row) if row else None


def user_row(email: str) -> models.User:
    """The account row behind an address, for signing in. Raises `Missing`."""
    row: models.User | None = models.User.objects.filter(email=email.strip().lower()).first()
    if row is None:
        raise Missing(msgid("There is no account with the address %(email)s."), email=email)
    return row


def appointments_of_person(person: UUID) -> tuple[AppointmentInfo, ...]:
    """Every appointment a person has or had, oldest first."""
    rows = models.Appointment.objects.filter(person__uuid=person).select_related(*_WITH_NAMES)
    return tuple(appointment_info(row) for row in rows.order_by("starts_on", "id"))


def actor_for_user(
    user: UserInfo | models.User, appointment: UUID | None = None, on: date | None = None
) -> Actor:
    """The Actor of an account in the wanted appointment, else in its first.

    An inactive account gets nobody's Actor; one whose appointments have all ended may do nothing.
    """
    row = user if isinstance(user, models.User) else user_row(user.email)
    return actor_and_capacities(row, appointment, on or today())[0]


def actor_for_appointment(uuid: UUID, on: date | None = None) -> Actor:
    """The Actor of whoever holds an appointment, signed in or not: for loaders and background work.

    Raises `Missing`, and `Conflict` where the appointment does not count that day.
    """
    day = on or today()
    row = (
        models.Appointment.objects.filter(current(day), uuid=uuid).select_related("person").first()
    )
    if row is None:
        appointment_row(uuid)
        raise Conflict(msgid("This appointment does not count on %(day)s."), day=day.isoformat())
    held = _held(row.person_id, day)
    capacity = rules.chosen_capacity(rules.capacities(held, day), held, uuid)
    return rules.actor(person=row.person.uuid, name=row.person.name, capacity=capacity)


def actor_and_capacities(
    user: models.User, appointment: UUID | None, on: date
) -> tuple[Actor, tuple[rules.Capacity, ...]]:
    """The Actor, and the other capacities offered by the acting-for switch. One query."""
    if not user.is_active:
        return Actor.anonymous(), ()
    held = _held(user.person_id, on)
    offered = rules.capacities(held, on)
    capacity = rules.chosen_capacity(offered, held, appointment)
    name = _shown_person(user.person)
    return rules.actor(person=user.person.uuid, name=name, capacity=capacity), offered


def appointment(uuid: UUID) -> AppointmentInfo:
    """One appointment. Raises `Missing`."""
    return appointment_info(appointment_row(uuid))


def appointment_row(uuid: UUID, *, for_update: bool = False) -> models.Appointment:
    """The row of an appointment, locked where asked. Raises `Missing`."""
    rows = models.Appointment.objects.select_related(*_WITH_NAMES)
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row: models.Appointment | None = rows.filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such appointment."))
    return row


def holders(organisation: str, role: Role, on: date | None = None) -> tuple[AppointmentInfo, ...]:
    """Who holds a role in an organisation on a day, deputies included, oldest first."""
    rows = (
        models.Appointment.objects.filter(
            current(on or today()), organisation__code=organisation, role=role
        )
        .select_related(*_WITH_NAMES)
        .order_by("starts_on", "id")
    )
    return tuple(appointment_info(row) for row in rows)


def people_of(
    *, actor: Actor, organisation: str, on: date | None = None
) -> tuple[AppointmentInfo, ...]:
    """Who acts for an organisation on a day. Raises `Refused` for outsiders."""
    if not permissions.may_see_people_of(actor, organisation):
        raise Refused(
            msgid("You may not see who acts for this organisation."),
            why=msgid("Only its own people and the association's staff may."),
        )
    rows = (
        models.Appointment.objects.filter(current(on or today()), organisation__code=organisation)
        .select_related(*_WITH_NAMES)
        .order_by("role", "starts_on", "id")
    )
    return tuple(appointment_info(row) for row in rows)


def panel(actor: Actor, organisation: str) -> dict[str, Any] | None:
    """What the page of an organisation shows of its people: how many act for it, to who may see them."""
    if not permissions.may_see_people_of(actor, organisation):
        return None
    held = people_of(actor=actor, organisation=organisation)
    return {"code": organisation, "count": len({a.person for a in held})}


def organisation_name(code: str) -> str:
    """The name of an organisation in the reader's language. Raises `Missing`."""
    return _shown_name(organisation_rows([code])[code])


def visible_appointments(actor: Actor) -> QuerySet[models.Appointment]:
    """The rows of the appointments page: all for the convener, the own firm's for others."""
    rows = models.Appointment.objects.select_related(*_WITH_NAMES)
    if actor.is_convener or actor.has(Role.SYSTEM):
        return rows
    return rows.filter(organisation__code=actor.organisation or "")


def person_export(person: UUID) -> list[dict[str, Any]]:
    """Everything this room holds about a person, as rows of plain values."""
    user = user_of_person(person)
    rows: list[dict[str, Any]] = []
    if user is not None:
        rows.append({"table": "access_user", "email": user.email, "language": user.language})
    for held in appointments_of_person(person):
        rows.append(
            {
                "table": "access_appointment",
                "organisation": held.organisation,
                "role": str(held.role),
                "starts_on": held.starts_on,
                "ends_on": held.ends_on,
            }
        )
    return rows


def today() -> date:
    """The day by which appointments count: the calendar day in Shanghai."""
    return shanghai_day(timezone.now())


def organisation_rows(codes: Iterable[str]) -> dict[str, Any]:
    """The rows that keys to organisations point at, by code. Raises `Missing` naming the first unknown."""
    asked = set(codes)
    rows = _keyed("organisation").filter(code__in=asked)
    found = {r.code: r for r in rows.only("id", "uuid", "code", "short_name", "short_name_en")}
    unknown = sorted(asked - found.keys())
    if unknown:
        raise Missing(msgid("There is no organisation with the code %(code)s."), code=unknown[0])
    return found


def person_rows(uuids: Iterable[UUID]) -> dict[UUID, Any]:
    """The rows that keys to people point at, by uuid. Raises `Missing` for an unknown one."""
    asked = set(uuids)
    found = {
        r.uuid: r
        for r in _keyed("person").filter(uuid__in=asked).only("id", "uuid", "name", "name_en")
    }
    if len(found) < len(asked):
        raise Missing(msgid("There is no such person."))
    return found


def spans_of(
    people: Iterable[Any],
) -> dict[tuple[UUID, str, Role], list[tuple[date, date | None]]]:
    """The days on which people (rows of parties) hold or held each role in each organisation."""
    rows = models.Appointment.objects.filter(person__in=list(people))
    found: dict[tuple[UUID, str, Role], list[tuple[date, date | None]]] = {}
    for person, code, role, since, until in rows.values_list(
        "person__uuid", "organisation__code", "role", "starts_on", "ends_on"
    ):
        found.setdefault((person, code, Role(role)), []).append((since, until))
    return found


def colleagues(*, actor: Actor, organisation: str) -> tuple[Colleague, ...]:
    """The people who act for an organisation today, masked, each with their roles, by role. Raises `Refused`."""
    roles: dict[UUID, list[Role]] = {}
    names: dict[UUID, str] = {}
    for held in people_of(actor=actor, organisation=organisation):
        roles.setdefault(held.person, []).append(held.role)
        names[held.person] = held.person_name
    return tuple(
        Colleague(person, parties.masked(names[person]), tuple(held), is_masked=True)
        for person, held in roles.items()
    )


def person_row(uuid: UUID) -> Any:
    """The row a key to a person points at. Raises `Missing`."""
    rows = _keyed("person")
    row = rows.filter(uuid=uuid).only("id", "uuid", "name").first()
    if row is None:
        raise Missing(msgid("There is no such person."))
    return row


def _keyed(name: str) -> Any:
    """The rows that a downward key of an appointment can point at."""
    field: Any = models.Appointment._meta.get_field(name)
    return field.related_model.objects


def _held(person_id: int, on: date) -> tuple[AppointmentInfo, ...]:
    rows = models.Appointment.objects.filter(current(on), person_id=person_id)
    rows = rows.select_related("organisation", "deputy_of__person", "person")
    return tuple(appointment_info(row) for row in rows.order_by("starts_on", "id"))


def _shown_name(organisation: Any) -> str:
    """The short name in the reader's language, or the nearest there is."""
    if (get_language() or "").startswith("zh"):
        return str(organisation.short_name)
    return str(organisation.short_name_en or organisation.short_name)


def _shown_person(person: Any) -> str:
    """A person's name in the reader's language, or the nearest there is."""
    if (get_language() or "").startswith("zh"):
        return str(person.name)
    return str(person.name_en or person.name)


def accounts_by_role(organisations: Iterable[str]) -> tuple[tuple[Role, str], ...]:
    """Roles and addresses of the open accounts of people appointed in these organisations today, oldest first."""
    rows = models.Appointment.objects.filter(
        current(today()),
        organisation__code__in=list(organisations),
        person__account__is_active=True,
    ).order_by("id")
    return tuple(
        (Role(role), mail) for role, mail in rows.values_list("role", "person__account__email")
    )
