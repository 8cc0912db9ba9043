"""Accounts, appointments and deputies, against the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concentric.access import api as access
from concentric.access.models import Appointment, User
from concentric.access.types import AppointmentDraft
from concentric.kernel.api import Conflict, Invalid, Missing, Refused, Role, shanghai_day
from tests.access import factories as make

pytestmark = pytest.mark.django_db


def today() -> date:
    return shanghai_day(timezone.now())


def test_an_account_is_opened_once_per_person_and_address() -> None:
    wang = make.person()
    user = access.create_user(actor=make.SYSTEM, person=wang, email=" Wang@Example.org ")
    assert user.email == "wang@example.org"
    assert access.user_by_email("WANG@example.org") == user
    assert access.user_of_person(wang) == user
    with pytest.raises(Conflict):
        access.create_user(actor=make.SYSTEM, person=wang, email="other@example.org")
    with pytest.raises(Conflict):
        access.create_user(actor=make.SYSTEM, person=make.person(), email="wang@example.org")


def test_a_guessable_password_is_refused() -> None:
    with pytest.raises(Invalid):
        access.create_user(
            actor=make.SYSTEM, person=make.person(), email="a@example.org", password="1234567890"
        )
    assert not User.objects.filter(email="a@example.org").exists()


def test_a_contact_opens_accounts_in_the_own_firm_only() -> None:
    contact = make.acting(Role.CONTACT, "F001")
    own = make.appointed(Role.PREPARER, "F001").person
    other = make.appointed(Role.PREPARER, "F002").person
    assert access.create_user(actor=contact, person=own, email="own@example.org").person == own
    with pytest.raises(Refused):
        access.create_user(actor=contact, person=other, email="other@example.org")


def test_an_appointment_is_not_given_twice_at_one_time() -> None:
    first = make.appointed(Role.CHECKER, ends_on=date(2020, 12, 31))
    again = {
        "actor": make.SYSTEM,
        "person": first.person,
        "organisation": "F001",
        "role": Role.CHECKER,
    }
    with pytest.raises(Conflict):
        access.appoint(**again, starts_on=date(2020, 12, 31))
    assert access.appoint(**again, starts_on=date(2021, 1, 1)).role == Role.CHECKER


def test_roles_of_the_association_do_not_exist_in_a_firm() -> None:
    make.organisation("F001")
    with pytest.raises(Invalid):
        access.appoint(
            actor=make.SYSTEM,
            person=make.person(),
            organisation="F001",
            role=Role.LEADER,
            starts_on=today(),
        )


def test_an_unknown_organisation_is_named() -> None:
    with pytest.raises(Missing, match="F999"):
        access.appoint(
            actor=make.SYSTEM,
            person=make.person(),
            organisation="F999",
            role=Role.CHECKER,
            starts_on=today(),
        )


def test_an_ended_appointment_gives_no_power_and_stays_answerable() -> None:
    held = make.appointed(Role.SIGNATORY)
    user = make.account(held.person)
    yesterday = today() - timedelta(days=1)
    assert access.actor_for_user(user).has(Role.SIGNATORY)
    access.end_appointment(
        actor=make.SYSTEM, appointment=held.uuid, ends_on=yesterday, reason="left the firm"
    )
    assert not access.actor_for_user(user).roles
    assert access.holders("F001", Role.SIGNATORY) == ()
    assert [a.uuid for a in access.holders("F001", Role.SIGNATORY, yesterday)] == [held.uuid]


def test_a_deputy_signs_within_the_dates_and_no_longer_than_the_principal() -> None:
    principal = make.appointed(Role.SIGNATORY, name="Li")
    deputy = make.person("Zhao")
    signatory = access.actor_for_appointment(principal.uuid)
    start, end = today() - timedelta(days=3), today() + timedelta(days=3)
    given = access.deputise(
        actor=signatory, appointment=principal.uuid, person=deputy, starts_on=start, ends_on=end
    )
    acting = access.actor_for_appointment(given.uuid)
    assert given.deputy_for == "Li"
    assert acting.acting_for == "F001"
    assert access.may_sign(acting, organisation="F001", step=Role.SIGNATORY)
    access.end_appointment(
        actor=make.SYSTEM,
        appointment=principal.uuid,
        ends_on=today() - timedelta(days=1),
        reason="left the firm",
    )
    with pytest.raises(Conflict):
        access.actor_for_appointment(given.uuid)
    assert access.holders("F001", Role.SIGNATORY) == ()


def test_only_the_holder_or_an_administrator_names_a_deputy() -> None:
    principal = make.appointed(Role.SIGNATORY)
    wanted = {
        "appointment": principal.uuid,
        "person": make.person(),
        "starts_on": today(),
        "ends_on": today(),
    }
    with pytest.raises(Refused):
        access.deputise(actor=make.acting(Role.CONTACT), **wanted)
    administrator = make.acting(Role.ADMINISTRATOR, access.convener_code())
    assert access.deputise(actor=administrator, **wanted).role == Role.SIGNATORY


def test_a_closed_account_is_nobody() -> None:
    held = make.appointed(Role.PREPARER)
    user = make.account(held.person)
    access.set_active(actor=make.SYSTEM, user=user.uuid, is_active=False, reason="lost telephone")
    assert access.actor_for_user(user).person is None


def test_people_of_a_firm_are_not_shown_to_another() -> None:
    make.appointed(Role.PREPARER, "F001")
    with pytest.raises(Refused):
        access.people_of(actor=make.acting(Role.CONTACT, "F002"), organisation="F001")
    contact = make.acting(Role.CONTACT, "F001")
    assert len(access.people_of(actor=contact, organisation="F001")) == 2


def test_the_database_itself_refuses_a_deputy_without_an_end() -> None:
    principal = make.appointed(Role.SIGNATORY)
    row = Appointment.objects.get(uuid=principal.uuid)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            person=row.person,
            organisation=row.organisation,
            role=Role.CHECKER,
            starts_on=today(),
            deputy_of=row,
        )


def test_many_are_appointed_in_a_few_statements_and_each_is_logged() -> None:
    make.organisation("F001")
    people = [make.person(f"P{n}") for n in range(40)]
    drafts = [
        AppointmentDraft(person=p, organisation="F001", role=Role.PREPARER, starts_on=make.LONG_AGO)
        for p in people
    ]
    with CaptureQueriesContext(connection) as seen:
        given = access.appoint_many(actor=make.SYSTEM, drafts=drafts)
    assert [a.person for a in given] == people
    logged = [q for q in seen.captured_queries if "audit_" in q["sql"]]
    assert len(logged) >= 40
    assert len(seen) - len(logged) < 10
    twice = [replace(drafts[0], role=Role.CHECKER)] * 2
    for wrong in (drafts[:1], twice):
        with pytest.raises(Conflict):
            access.appoint_many(actor=make.SYSTEM, drafts=wrong)
    contact = make.acting(Role.CONTACT, "F001")
    signing = [replace(drafts[0], role=Role.CHECKER), replace(drafts[1], role=Role.SIGNATORY)]
    with pytest.raises(Refused):
        access.appoint_many(actor=contact, drafts=signing)
    assert access.holders("F001", Role.CHECKER) == ()
