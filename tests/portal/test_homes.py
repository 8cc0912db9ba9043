"""The home of every kind of user, through the whole stack."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concentric.access.rules import CONVENER_ROLES, MEMBER_ROLES
from concentric.audit import api as audit
from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.programmes import api as programmes
from concentric.programmes.types import PairingKind
from tests.access import factories as make
from tests.members.test_web import client_of
from tests.programmes import factories
from tests.programmes.test_services import invited

pytestmark = pytest.mark.django_db

PEOPLE = [
    *((role, "ASSOC") for role in sorted(CONVENER_ROLES)),
    *((role, "F001") for role in sorted(MEMBER_ROLES)),
    (Role.REGULATOR, "REGUL"),
]


@pytest.fixture
def accord() -> UUID:
    factories.catalogue()
    return factories.accord().uuid


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("role", "code"), PEOPLE)
def test_every_kind_of_user_has_a_home_without_any_record(
    role: Role, code: str, language: str
) -> None:
    page = client_of(role, code, language).get("/")
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1


def test_a_signatory_is_asked_first_for_what_to_sign(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    page = client_of(Role.SIGNATORY, "F001").get("/")
    first = page.context["home"].tasks[0]
    assert first.url == f"/programmes/invitations/{invitation}/"
    assert f'href="{first.url}"'.encode() in page.content
    assert client_of(Role.PREPARER, "F001").get("/").context["home"].tasks == ()


def test_a_leader_countersigns_from_home_and_then_nothing_waits(accord: UUID) -> None:
    for code in ("F001", "F002"):
        signatory = client_of(Role.SIGNATORY, code)
        assert (
            signatory.post(f"/programmes/invitations/{invited(accord, code)}/sign/").status_code
            == 302
        )
    leader = client_of(Role.LEADER, "ASSOC")
    home = leader.get("/").context["home"]
    assert [t.url for t in home.tasks] == [f"/programmes/accords/{accord}/"]
    assert "2" in str(home.tasks[0].title)
    invitations = [i.uuid for code in ("F001", "F002") for i in programmes.invitations_of(code)]
    leader.post(f"/programmes/accords/{accord}/countersign/", {"invitation": invitations})
    assert leader.get("/").context["home"].tasks == ()


def test_an_officer_sees_how_firms_answered(accord: UUID) -> None:
    for number in range(1, 4):
        invited(accord, f"F{number:03d}")
    parts = client_of(Role.OFFICER, "ASSOC").get("/").context["home"].parts
    board = next(p for p in parts if p.code == "accord")
    assert board.context["total"] == 3


def part_of(client: Client, code: str) -> dict[str, object]:
    parts = client.get("/").context["home"].parts
    return dict(next(p.context for p in parts if p.code == code))


def test_a_contact_sees_what_the_association_sees() -> None:
    make.organisation("F001")
    members.admit_member(actor=make.SYSTEM, organisation="F001", valid_from=date(2020, 1, 1))
    contact = client_of(Role.CONTACT, "F001")
    make.appointed(Role.PREPARER)
    seen = part_of(contact, "seen")
    assert seen["member_since"] == date(2020, 1, 1)
    assert {str(one["label"]): one["count"] for one in seen["people"]} == {  # type: ignore[attr-defined]  # a list
        "Member contact": 1,
        "Preparer": 1,
    }
    assert [str(role) for role in seen["lacking"]] == ["Checker", "Signatory"]  # type: ignore[attr-defined]  # as above


def test_a_contact_sees_own_changes_and_nobody_elses() -> None:
    contact = client_of(Role.CONTACT, "F001")
    for code, act in (("F001", "members.renamed"), ("F002", "members.ended")):
        audit.log(actor=make.SYSTEM, act=act, object_kind="membership", organisation=code)
    labels = [str(one["label"]) for one in part_of(contact, "own_acts")["acts"]]  # type: ignore[attr-defined]  # a list
    assert "Member renamed" in labels
    assert "Membership ended" not in labels


def test_an_auditor_is_asked_to_verify() -> None:
    home = client_of(Role.AUDITOR, "ASSOC").get("/").context["home"]
    assert [t.url for t in home.tasks] == ["/assurance/verification/"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CONTACT, Role.SIGNATORY, Role.LEADER])
def test_a_home_costs_the_same_with_few_and_with_many_rows(accord: UUID, role: Role) -> None:
    client = client_of(role, "F001" if role in MEMBER_ROLES else "ASSOC")
    for number in range(11):
        factories.county(f"1410{number + 21}")
    counts = []
    for first, last in ((1, 2), (2, 12)):
        for number in range(first, last):
            invited(accord, f"F{number:03d}")
            programmes.propose_pairing(
                actor=make.SYSTEM,
                programme="RURAL",
                firm="F001",
                county=f"1410{number + 20}",
                kind=PairingKind.JOINT,
                starts_on=date(2022, 1, 1),
            )
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1, "an unread cache may cost one query, rows may not"
    assert counts[1] <= 40


def test_the_door_shows_how_to_check_and_never_a_person() -> None:
    page = Client(headers={"accept-language": "en"}).get("/")
    assert page.status_code == 200
    assert b"How to check a number" in page.content
    assert page.content.count(b"<h1") == 1
