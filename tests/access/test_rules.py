"""Which appointments count, what an Actor may claim, who may deputise and sign."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.access import permissions, rules
from concentric.access.types import AppointmentInfo
from concentric.kernel.api import Actor, Role

TODAY = date(2022, 4, 15)
WANG = UUID(int=1)
LI = UUID(int=2)


def appointment(
    role: Role = Role.PREPARER,
    organisation: str = "F001",
    *,
    starts_on: date = date(2022, 1, 1),
    ends_on: date | None = None,
    person: UUID = WANG,
    deputy_of: UUID | None = None,
    deputy_for: str = "",
) -> AppointmentInfo:
    return AppointmentInfo(
        uuid=uuid4(),
        person=person,
        person_name="Wang",
        organisation=organisation,
        organisation_name=organisation,
        is_convener=organisation == "ASSOC",
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy_of=deputy_of,
        deputy_for=deputy_for,
    )


def test_both_ends_of_an_appointment_belong_to_it() -> None:
    first, last = date(2022, 4, 1), date(2022, 4, 30)
    assert rules.is_current(first, last, first)
    assert rules.is_current(first, last, last)
    assert not rules.is_current(first, last, first - timedelta(days=1))
    assert not rules.is_current(first, last, last + timedelta(days=1))
    assert rules.is_current(first, None, date(2099, 1, 1))


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 2, 28))
spans = st.tuples(days, days).map(sorted)


@given(spans, spans)
def test_overlap_is_a_shared_day(one: list[date], other: list[date]) -> None:
    shared = max(one[0], other[0]) <= min(one[1], other[1])
    assert rules.overlaps(*one, *other) is shared
    assert rules.overlaps(*other, *one) is shared


def test_own_roles_of_one_organisation_make_one_capacity() -> None:
    held = [
        appointment(Role.PREPARER),
        appointment(Role.CONTACT),
        appointment(Role.CHECKER, "F002"),
    ]
    offered = rules.capacities(held, TODAY)
    assert {c.organisation: c.roles for c in offered} == {
        "F001": frozenset({Role.PREPARER, Role.CONTACT}),
        "F002": frozenset({Role.CHECKER}),
    }
    assert len(offered) == 2


def test_a_deputised_role_is_a_capacity_of_its_own_and_carries_no_other_role() -> None:
    held = [
        appointment(Role.PREPARER),
        appointment(
            Role.SIGNATORY,
            starts_on=date(2022, 4, 1),
            ends_on=date(2022, 4, 20),
            deputy_of=uuid4(),
            deputy_for="Li",
        ),
    ]
    own, deputised = rules.capacities(held, TODAY)
    assert own.roles == frozenset({Role.PREPARER})
    assert deputised.roles == frozenset({Role.SIGNATORY})
    acting = rules.actor(person=WANG, name="Wang", capacity=deputised)
    assert acting.acting_for == "F001"
    assert deputised.deputy_for == "Li"
    assert rules.actor(person=WANG, name="Wang", capacity=own).acting_for is None


def test_what_ended_is_not_offered_and_the_choice_falls_back() -> None:
    ended = appointment(Role.SIGNATORY, "F002", ends_on=date(2022, 4, 14))
    lasting = appointment(Role.PREPARER)
    offered = rules.capacities([ended, lasting], TODAY)
    assert [c.organisation for c in offered] == ["F001"]
    chosen = rules.chosen_capacity(offered, [ended, lasting], ended.uuid)
    assert chosen is not None
    assert chosen.organisation == "F001"


def test_a_chosen_second_appointment_leads_to_its_organisation() -> None:
    first = appointment(Role.PREPARER, starts_on=date(2021, 1, 1))
    second = appointment(Role.PREPARER, "F002", starts_on=date(2021, 1, 1))
    third = appointment(Role.CHECKER, "F002", starts_on=date(2022, 2, 1))
    held = [first, second, third]
    offered = rules.capacities(held, TODAY)
    chosen = rules.chosen_capacity(offered, held, third.uuid)
    assert chosen is not None
    assert chosen.organisation == "F002"
    assert chosen.roles == frozenset({Role.PREPARER, Role.CHECKER})


def test_without_an_appointment_a_person_is_known_but_may_do_nothing() -> None:
    acting = rules.actor(person=WANG, name="Wang", capacity=rules.chosen_capacity((), (), None))
    assert acting.person == WANG
    assert acting.organisation is None
    assert not acting.roles
    assert not permissions.may_see_appointments(acting)


@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        ({}, False),
        ({"person": WANG}, True),
        ({"ends_on": date(2022, 4, 9)}, True),
        ({"starts_on": date(2021, 12, 31)}, True),
        ({"ends_on": date(2022, 7, 1)}, True),
        ({"ends_on": date(2022, 6, 30)}, False),
    ],
)
def test_a_deputy_is_another_person_within_the_dates(
    change: dict[str, object], is_refused: bool
) -> None:
    asked: dict[str, object] = {
        "principal": appointment(Role.SIGNATORY, ends_on=date(2022, 6, 30)),
        "person": LI,
        "starts_on": date(2022, 4, 10),
        "ends_on": date(2022, 4, 20),
        **change,
    }
    assert (rules.deputy_problem(**asked) is not None) is is_refused  # type: ignore[arg-type]  # parametrised


def test_a_deputy_has_no_deputy() -> None:
    principal = appointment(Role.SIGNATORY, ends_on=date(2022, 6, 30), deputy_of=uuid4())
    problem = rules.deputy_problem(
        principal=principal,
        person=LI,
        starts_on=date(2022, 4, 1),
        ends_on=date(2022, 4, 2),
    )
    assert problem is not None


def test_four_eyes_hold_for_deputies_too() -> None:
    signatory = rules.actor(
        person=WANG,
        name="Wang",
        capacity=rules.capacities([appointment(Role.SIGNATORY)], TODAY)[0],
    )
    assert rules.may_sign(signatory, organisation="F001", step=Role.SIGNATORY)
    assert not rules.may_sign(signatory, organisation="F002", step=Role.SIGNATORY)
    assert not rules.may_sign(signatory, organisation="F001", step=Role.CHECKER)
    assert not rules.may_sign(
        signatory, organisation="F001", step=Role.SIGNATORY, signed_before=[LI, WANG]
    )
    assert not rules.may_sign(Actor.anonymous(), organisation="F001", step=Role.SIGNATORY)


def test_roles_of_the_convener_and_of_firms_do_not_mix() -> None:
    assert rules.role_fits(Role.LEADER, is_convener=True)
    assert not rules.role_fits(Role.LEADER, is_convener=False)
    assert rules.role_fits(Role.SIGNATORY, is_convener=False)
    assert not rules.role_fits(Role.SIGNATORY, is_convener=True)
    assert not rules.role_fits(Role.SYSTEM, is_convener=True)
    assert not rules.role_fits(Role.SYSTEM, is_convener=False)


def acting(role: Role, organisation: str) -> Actor:
    capacity = rules.capacities([appointment(role, organisation)], TODAY)[0]
    return rules.actor(person=WANG, name="Wang", capacity=capacity)


def test_a_contact_appoints_preparers_of_the_own_firm_and_no_signatory() -> None:
    contact = acting(Role.CONTACT, "F001")
    assert permissions.may_appoint(contact, "F001", Role.PREPARER)
    assert not permissions.may_appoint(contact, "F001", Role.SIGNATORY)
    assert not permissions.may_appoint(contact, "F002", Role.PREPARER)
    assert not permissions.may_appoint(acting(Role.OFFICER, "ASSOC"), "F001", Role.PREPARER)
    assert permissions.may_appoint(acting(Role.ADMINISTRATOR, "ASSOC"), "F001", Role.SIGNATORY)


def test_the_holder_deputises_and_a_colleague_does_not() -> None:
    signatory = acting(Role.SIGNATORY, "F001")
    assert permissions.may_deputise(signatory, WANG, "F001")
    assert not permissions.may_deputise(signatory, LI, "F001")
    assert permissions.may_deputise(acting(Role.ADMINISTRATOR, "ASSOC"), LI, "F001")
