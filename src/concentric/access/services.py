"""Acts of access: open an account, appoint, end, deputise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from concentric.access import models, permissions, queries, rules
from concentric.access.types import (
    AppointmentDraft,
    AppointmentInfo,
    Colleague,
    Language,
    UserInfo,
)
from concentric.audit import api as audit
from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused, Role, msgid
from concentric.parties import api as parties


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    person: UUID,
    email: str,
    password: str | None = None,
    language: Language = Language.CHINESE,
) -> UserInfo:
    """Open an account for a person who is already known.

    Without a password the person sets one through the reset link sent to the address. A contact may open
    accounts for people already appointed in the own firm. Raises `Refused`, `Invalid`, `Conflict`.
    """
    organisations = {a.organisation for a in queries.appointments_of_person(person)}
    _require(
        permissions.is_administrator(actor)
        or any(permissions.may_create_user(actor, code) for code in organisations),
        msgid("You may not open an account for this person."),
        msgid("An administrator may, and a contact for people appointed in the own firm."),
    )
    address = _checked_address(email)
    row = models.User(email=address, person=queries.person_row(person), language=language)
    _set_password(row, password)
    if models.User.objects.filter(person=row.person).exists():
        raise Conflict(
            msgid("This person has an account already."),
            remedy=msgid("Let them reset the password instead."),
        )
    row.save(force_insert=True)
    audit.log(actor=actor, act="access.user_created", object_kind="user", object_uuid=row.uuid)
    return queries.user_info(row)


@transaction.atomic
def open_access(
    *,
    actor: Actor,
    name: str,
    email: str,
    organisation: str,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
) -> AppointmentInfo:
    """Appoint whoever has this address; somebody unknown is registered and gets an account first."""
    _require_appointing(actor, organisation, role)
    user = queries.user_by_email(email)
    if user is None:
        person = parties.register_person(actor=actor, name=name.strip(), work_mail=email).uuid
    else:
        person = user.person
    given = appoint(
        actor=actor,
        person=person,
        organisation=organisation,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if user is None:
        create_user(actor=actor, person=person, email=email)
    return given


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Take the address and the password out of a person's account and close it; returns the rows changed.

    Appointments stay: they hold a role and dates under the person's uuid, and who could sign on a past day
    must stay answerable.
    """
    _require(
        permissions.is_administrator(actor),
        msgid("You may not erase personal data."),
        msgid("Only an administrator may."),
    )
    row = models.User.objects.filter(person__uuid=person).first()
    if row is None:
        return 0
    row.email = f"erased-{row.uuid}@invalid"
    row.is_active = False
    row.set_unusable_password()
    row.save(update_fields=["email", "is_active", "password"])
    audit.log(actor=actor, act="access.person_erased", object_kind="user", object_uuid=row.uuid)
    return 1


@transaction.atomic
def set_active(*, actor: Actor, user: UUID, is_active: bool, reason: str) -> None:
    """Close an account to signing in, or open it again. Appointments stay as they are."""
    _require(
        permissions.is_administrator(actor),
        msgid("You may not close or open accounts."),
        msgid("Only an administrator may."),
    )
    _require_reason(reason)
    if not models.User.objects.filter(uuid=user).update(is_active=is_active):
        raise Invalid(msgid("There is no such account."))
    act = "access.user_opened" if is_active else "access.user_closed"
    audit.log(
        actor=actor, act=act, object_kind="user", object_uuid=user, details={"reason": reason}
    )


@transaction.atomic
def set_language(*, actor: Actor, language: Language) -> None:
    """Keep the language in which a person reads the site."""
    _require(
        permissions.is_signed_in(actor),
        msgid("Sign in first."),
        msgid("A language is kept with an account."),
    )
    models.User.objects.filter(person__uuid=actor.person).update(language=language)


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: UUID,
    organisation: str,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
) -> AppointmentInfo:
    """Give a person a role in an organisation from one day on. Raises `Refused`, `Invalid`, `Conflict`."""
    draft = AppointmentDraft(
        person=person, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on
    )
    return appoint_many(actor=actor, drafts=(draft,))[0]


@transaction.atomic
def appoint_many(
    *, actor: Actor, drafts: Iterable[AppointmentDraft]
) -> tuple[AppointmentInfo, ...]:
    """Give roles to many people in a few statements, all or none, in the order given.

    Raises `Refused`, `Invalid`, `Conflict` and `Missing` as `appoint` does.
    """
    wanted = list(drafts)
    for organisation, role in {(d.organisation, d.role) for d in wanted}:
        _require_appointing(actor, organisation, role)
    where = queries.organisation_rows(d.organisation for d in wanted)
    who = queries.person_rows(d.person for d in wanted)
    held = queries.spans_of(who.values())
    for draft in wanted:
        _check_draft(draft, where[draft.organisation], held)
        span = (draft.starts_on, draft.ends_on)
        held.setdefault((draft.person, draft.organisation, draft.role), []).append(span)
    rows = models.Appointment.objects.bulk_create(
        models.Appointment(
            person=who[d.person],
            organisation=where[d.organisation],
            role=d.role,
            starts_on=d.starts_on,
            ends_on=d.ends_on,
        )
        for d in wanted
    )
    for row in rows:
        _log(actor, "access.appointed", row, row.organisation.code)
    return tuple(queries.appointment_info(row) for row in rows)


@transaction.atomic
def reveal_colleague(*, actor: Actor, organisation: str, person: UUID, reason: str) -> Colleague:
    """Show a person of an organisation whole, once, to who may see its people; the log keeps who asked and why."""
    _require(
        permissions.may_see_people_of(actor, organisation),
        msgid("You may not see who acts for this organisation."),
        msgid("Only its own people and the association's staff may."),
    )
    found = {c.person: c for c in queries.colleagues(actor=actor, organisation=organisation)}
    if person not in found:
        raise Missing(msgid("This person does not act for this organisation."))
    seen = parties.reveal_person(actor=actor, uuid=person, reason=reason, organisation=organisation)
    return Colleague(
        person=person,
        name=seen.name,
        roles=found[person].roles,
        is_masked=False,
        work_mail=seen.work_mail,
        work_phone=seen.work_phone,
    )


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: UUID, ends_on: date, reason: str) -> None:
    """Let an appointment end on a day. Its deputies count no longer than it does. What ended stays ended."""
    row = queries.appointment_row(appointment, for_update=True)
    code = row.organisation.code
    _require(
        permissions.may_appoint(actor, code, Role(row.role))
        or permissions.may_deputise(actor, _principal(row), code),
        msgid("You may not end this appointment."),
        msgid("Who may appoint to a role may end it."),
    )
    _require_reason(reason)
    if row.ends_on is not None and row.ends_on < ends_on:
        raise Conflict(msgid("This appointment ended on %(day)s."), day=row.ends_on.isoformat())
    _check_dates(row.starts_on, ends_on)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    _log(actor, "access.appointment_ended", row, code, reason=reason)


@transaction.atomic
def deputise(
    *, actor: Actor, appointment: UUID, person: UUID, starts_on: date, ends_on: date
) -> AppointmentInfo:
    """Let another person stand in for an appointment between two days, with exactly its role."""
    row = queries.appointment_row(appointment, for_update=True)
    principal = queries.appointment_info(row)
    _require(
        permissions.may_deputise(actor, principal.person, principal.organisation),
        msgid("You may not name a deputy for this appointment."),
        msgid("Its holder may, or an administrator."),
    )
    problem = rules.deputy_problem(
        principal=principal, person=person, starts_on=starts_on, ends_on=ends_on
    )
    if problem is not None:
        raise Invalid(problem)
    _check_not_held(person, principal.organisation, principal.role, starts_on, ends_on)
    deputy = models.Appointment.objects.create(
        person=queries.person_row(person),
        organisation=row.organisation,
        role=row.role,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy_of=row,
    )
    _log(actor, "access.deputised", deputy, principal.organisation)
    return queries.appointment(deputy.uuid)


def _require(is_allowed: bool, what: str, why: str) -> None:
    if not is_allowed:
        raise Refused(what, why=why)


def _require_appointing(actor: Actor, organisation: str, role: Role) -> None:
    _require(
        permissions.may_appoint(actor, organisation, role),
        msgid("You may not appoint anybody to this role."),
        msgid("An administrator may; a contact may for preparers and checkers of the own firm."),
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            msgid("A reason is missing."), why=msgid("Whoever is affected reads it in the log.")
        )


def _principal(row: models.Appointment) -> UUID:
    """The person who may end it without being an administrator: the one deputised, else nobody else."""
    held = row.deputy_of.person if row.deputy_of else row.person
    return UUID(str(held.uuid))


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(msgid("%(email)s is no e-mail address."), email=email) from error
    if models.User.objects.filter(email=address).exists():
        raise Conflict(
            msgid("There is an account with the address %(email)s already."), email=address
        )
    return address


def _set_password(row: models.User, password: str | None) -> None:
    if password is None:
        row.set_unusable_password()
        return
    try:
        validate_password(password, row)
    except ValidationError as error:
        raise Invalid(
            msgid("This password is too easy to guess."), why=" ".join(error.messages)
        ) from error
    row.set_password(password)


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(msgid("The last day lies before the first."))


def _check_draft(
    draft: AppointmentDraft,
    where: Any,
    held: Mapping[tuple[UUID, str, Role], Iterable[tuple[date, date | None]]],
) -> None:
    if not rules.role_fits(draft.role, is_convener=queries.is_convener(where)):
        raise Invalid(
            msgid("The role %(role)s does not exist in this organisation."),
            why=msgid("The association and its members have roles of their own."),
            role=str(draft.role),
        )
    _check_dates(draft.starts_on, draft.ends_on)
    spans = held.get((draft.person, draft.organisation, draft.role), ())
    if any(rules.overlaps(draft.starts_on, draft.ends_on, *span) for span in spans):
        raise _held_already()


def _held_already() -> Conflict:
    return Conflict(
        msgid("This person holds that role in that organisation at that time already."),
        remedy=msgid("End the other appointment first, or choose other dates."),
    )


def _check_not_held(
    person: UUID, organisation: str, role: Role, starts_on: date, ends_on: date | None
) -> None:
    for held in queries.appointments_of_person(person):
        is_same = held.organisation == organisation and held.role == role
        if is_same and rules.overlaps(starts_on, ends_on, held.starts_on, held.ends_on):
            raise _held_already()


def _log(
    actor: Actor, act: str, row: models.Appointment, organisation: str, reason: str = ""
) -> None:
    details: dict[str, object] = {
        "person": row.person.uuid,
        "role": row.role,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    if row.deputy_of is not None:
        details["deputy_of"] = row.deputy_of.uuid
    if reason:
        details["reason"] = reason
    audit.log(
        actor=actor,
        act=act,
        object_kind="appointment",
        object_uuid=row.uuid,
        organisation=organisation,
        details=details,
    )
