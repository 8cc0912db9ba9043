"""The life of an invitation, consent, and the cover of counties."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from concentric.kernel.api import Actor, Role
from concentric.programmes import permissions, rules
from concentric.programmes.types import (
    Consent,
    InvitationState,
    PairingInfo,
    PairingKind,
    Side,
)

S = InvitationState


def test_silence_is_not_consent_and_is_not_final() -> None:
    assert not rules.may_become(S.SILENT, S.COUNTERSIGNED)
    assert rules.may_become(S.SILENT, S.SIGNED)
    assert not rules.may_become(S.INVITED, S.COUNTERSIGNED)


def test_what_is_countersigned_stands() -> None:
    assert not any(rules.may_become(S.COUNTERSIGNED, following) for following in S)


def test_only_a_date_that_ran_out_makes_a_firm_silent() -> None:
    due = date(2022, 4, 1)
    assert not rules.is_silent(S.INVITED, due, due)
    assert rules.is_silent(S.INVITED, due, date(2022, 4, 2))
    assert not rules.is_silent(S.INVITED, None, date(2030, 1, 1))
    assert not rules.is_silent(S.DECLINED, due, date(2022, 4, 2))


@pytest.mark.parametrize(
    ("signed_on", "is_refused"),
    [
        (date(2021, 10, 1), False),
        (date(2021, 9, 30), True),
        (date(2022, 4, 15), False),
        (date(2022, 4, 16), True),
    ],
)
def test_a_signature_lies_between_invitation_and_today(signed_on: date, is_refused: bool) -> None:
    problem = rules.signature_problem(
        invited_on=date(2021, 10, 1), signed_on=signed_on, today=date(2022, 4, 15)
    )
    assert (problem is not None) is is_refused


def test_a_countersignature_follows_the_signature() -> None:
    day = date(2022, 1, 10)
    today = date(2022, 4, 15)
    fits = rules.countersignature_problem
    assert fits(signed_on=day, countersigned_on=day, today=today) is None
    assert fits(signed_on=day, countersigned_on=date(2022, 1, 9), today=today) is not None
    assert fits(signed_on=day, countersigned_on=date(2022, 4, 16), today=today) is not None


@pytest.mark.parametrize("firm", Consent)
@pytest.mark.parametrize("county", Consent)
def test_a_pairing_needs_both_consents(firm: Consent, county: Consent) -> None:
    both = firm == Consent.GIVEN and county == Consent.GIVEN
    assert rules.is_agreed(firm, county) is both


def test_a_pairing_counts_from_the_last_consent() -> None:
    agreed = rules.agreed_on(
        starts_on=date(2022, 1, 1),
        firm_consent_on=date(2021, 12, 1),
        county_consent_on=date(2022, 2, 1),
    )
    assert agreed == date(2022, 2, 1)


def pairing(firm: str, county: str, *, county_consent: Consent = Consent.GIVEN) -> PairingInfo:
    return PairingInfo(
        uuid=uuid4(),
        firm=firm,
        firm_name=firm,
        county=county,
        county_name=county,
        kind=PairingKind.ONE_FIRM_ONE_COUNTY,
        starts_on=date(2021, 1, 1),
        ends_on=date(2022, 12, 31),
        firm_consent=Consent.GIVEN,
        county_consent=county_consent,
    )


def test_overlaps_and_gaps_count_only_agreed_and_running_pairings() -> None:
    found = rules.cover(
        on=date(2022, 4, 15),
        pairings=[
            pairing("F001", "141031"),
            pairing("F002", "141031"),
            pairing("F001", "222424"),
            pairing("F003", "533321", county_consent=Consent.ASKED),
        ],
        targets={"141031", "533321", "620921"},
        members=["F001", "F002", "F003", "F004"],
        county_names={"141031": "Xixian"},
    )
    assert [(row.county, row.firms) for row in found.overlaps] == [("141031", ("F001", "F002"))]
    assert found.overlaps[0].county_name == "Xixian"
    assert [row.county for row in found.gaps] == ["533321", "620921"]
    assert found.firms_without == ("F003", "F004")
    assert (found.counties_paired, found.firms_paired) == (2, 2)


def test_after_its_last_day_a_pairing_covers_nothing() -> None:
    found = rules.cover(
        on=date(2023, 1, 1),
        pairings=[pairing("F001", "141031")],
        targets=["141031"],
        members=["F001"],
        county_names={},
    )
    assert [row.county for row in found.gaps] == ["141031"]
    assert found.firms_without == ("F001",)


def acting(role: Role, organisation: str, *, is_convener: bool = False) -> Actor:
    return Actor(
        person=uuid4(),
        appointment=uuid4(),
        organisation=organisation,
        roles=frozenset({role}),
        is_convener=is_convener,
        acting_for=None,
        name="Wang",
    )


def test_only_the_firms_signatory_signs() -> None:
    assert permissions.may_sign_accord(acting(Role.SIGNATORY, "F001"), "F001")
    assert not permissions.may_sign_accord(acting(Role.SIGNATORY, "F002"), "F001")
    assert not permissions.may_sign_accord(acting(Role.CONTACT, "F001"), "F001")
    assert not permissions.may_sign_accord(
        acting(Role.ADMINISTRATOR, "ASSOC", is_convener=True), "F001"
    )
    assert not permissions.may_sign_accord(Actor.system("import"), "F001")


def test_only_the_conveners_leader_countersigns() -> None:
    assert permissions.may_countersign_accord(acting(Role.LEADER, "ASSOC", is_convener=True))
    assert not permissions.may_countersign_accord(acting(Role.LEADER, "F001"))
    assert not permissions.may_countersign_accord(acting(Role.OFFICER, "ASSOC", is_convener=True))


def test_the_county_answers_through_an_officer_and_the_firm_through_its_signatory() -> None:
    officer = acting(Role.OFFICER, "ASSOC", is_convener=True)
    signatory = acting(Role.SIGNATORY, "F001")
    assert permissions.may_consent(officer, "F001", Side.COUNTY)
    assert not permissions.may_consent(officer, "F001", Side.FIRM)
    assert permissions.may_consent(signatory, "F001", Side.FIRM)
    assert not permissions.may_consent(signatory, "F001", Side.COUNTY)
