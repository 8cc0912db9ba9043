"""The pages of programmes, through the whole stack."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concentric.desk.api import registered_one
from concentric.desk.types import TraceResolver
from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.programmes import api as programmes
from concentric.programmes.types import InvitationState, PairingKind
from tests.access import factories as make
from tests.members.test_web import client_of
from tests.programmes import factories
from tests.programmes.test_services import answer, invited, listed

pytestmark = pytest.mark.django_db
S = InvitationState


@pytest.fixture
def accord() -> UUID:
    factories.catalogue()
    return factories.accord().uuid


def test_one_click_signs_and_one_countersigns(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    signatory = client_of(Role.SIGNATORY, "F001")
    assert (
        f"/programmes/invitations/{invitation}/".encode() in signatory.get("/programmes/").content
    )
    page = signatory.get(f"/programmes/invitations/{invitation}/")
    assert f"/programmes/invitations/{invitation}/sign/".encode() in page.content
    signed = signatory.post(f"/programmes/invitations/{invitation}/sign/")
    assert signed.status_code == 302
    leader = client_of(Role.LEADER, "ASSOC")
    assert str(invitation).encode() in leader.get(f"/programmes/accords/{accord}/").content
    done = leader.post(f"/programmes/accords/{accord}/countersign/", {"invitation": [invitation]})
    assert done.status_code == 302
    assert programmes.invitations_of("F001")[0].state == S.COUNTERSIGNED


def test_a_contact_is_offered_no_signature_and_cannot_force_one(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    contact = client_of(Role.CONTACT, "F001")
    page = contact.get(f"/programmes/invitations/{invitation}/")
    assert b"/sign/" not in page.content
    assert contact.post(f"/programmes/invitations/{invitation}/sign/").status_code == 403


def test_a_firm_sees_its_own_answer_only(accord: UUID) -> None:
    invited(accord, "F001")
    other = invited(accord, "F002")
    contact = client_of(Role.CONTACT, "F001")
    sheet = contact.get(f"/programmes/accords/{accord}/").content
    assert b"F001" in sheet
    assert b"F002" not in sheet
    assert contact.get(f"/programmes/invitations/{other}/").status_code == 404


def test_declining_needs_a_reason(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    signatory = client_of(Role.SIGNATORY, "F001")
    address = f"/programmes/invitations/{invitation}/decline/"
    assert signatory.post(address, {"reason": ""}).status_code == 422
    assert signatory.post(address, {"reason": "own programme"}).status_code == 302
    assert programmes.invitations_of("F001")[0].state == S.DECLINED


def test_the_list_from_paper_is_checked_and_taken_in(accord: UUID) -> None:
    rows = [answer(number) for number in range(60, 70)]
    for row in rows:
        make.organisation(row["code"])
    officer = client_of(Role.OFFICER, "ASSOC")
    address = f"/programmes/accords/{accord}/import/"
    for act, invited_now in (("check", 0), ("take_in", 10)):
        file = SimpleUploadedFile("accord.csv", listed(rows))
        assert officer.post(address, {"file": file, "act": act}).status_code == 200
        assert programmes.accord_sheet(accord).invited == invited_now
    page = officer.get(f"/programmes/accords/{accord}/?state=declined").content
    assert b"F062" in page
    assert b"F060" not in page
    exported = officer.get(f"/programmes/accords/{accord}/?export=csv")
    assert exported.status_code == 200
    assert officer.get("/programmes/accords/import/template/").content[:2] == b"PK"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_answers_in_both_languages(accord: UUID, language: str) -> None:
    factories.county("141031")
    make.organisation("F001")
    members.admit_member(actor=make.SYSTEM, organisation="F001", valid_from=date(2020, 1, 1))
    pairing = programmes.propose_pairing(
        actor=make.SYSTEM,
        programme="RURAL",
        firm="F001",
        county="141031",
        kind=PairingKind.JOINT,
        starts_on=date(2022, 1, 1),
    ).uuid
    invitation = invited(accord, "F001")
    officer = client_of(Role.OFFICER, "ASSOC", language)
    paths = (
        "",
        f"accords/{accord}/",
        f"accords/{accord}/import/",
        f"invitations/{invitation}/",
        "pairings/",
        "pairings/new/",
        "pairings/cover/?on=2022-04-15",
        f"pairings/{pairing}/",
    )
    for path in paths:
        page = officer.get(f"/programmes/{path}")
        assert page.status_code == 200, path
        assert page.content.count(b"<h1") == 1, path


def uploaded(content: bytes = b"%PDF-1.7 agreed", name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pairing_is_proposed_answered_and_ended_on_its_pages(accord: UUID) -> None:
    factories.county("141031")
    make.organisation("F001")
    members.admit_member(actor=make.SYSTEM, organisation="F001", valid_from=date(2020, 1, 1))
    contact = make.appointed(Role.CONTACT, "F001", name="Zhao")
    officer = client_of(Role.OFFICER, "ASSOC")
    form = {
        "programme": "RURAL",
        "county": "141031",
        "kind": "one_firm_one_county",
        "starts_on": "2022-01-01",
        "ends_on": "",
        "firm_contact": str(contact.person),
        "county_name": "Qian",
        "county_office": "Bureau of the county",
        "county_mail": "qian@county.example",
    }
    address = "/programmes/pairings/new/?firm=F001"
    assert b"Zhao" in officer.get(address).content
    wrong = officer.post(address, {**form, "county": "999999"})
    assert wrong.status_code == 422
    assert b"999999" in wrong.content
    assert officer.post(address, {**form, "county_office": ""}).status_code == 422
    made = officer.post(address, form)
    assert made.status_code == 302
    page = made.headers["Location"]
    shown = officer.get(page).content
    for text in (b"Zhao", b"Qian", b"Bureau of the county"):
        assert text in shown
    given = {"consent": "given", "answered_on": "2022-01-05"}
    refused = officer.post(f"{page}answer/", {**given, "side": "county"})
    assert refused.status_code == 422
    assert b"callout--official" in refused.content
    program = uploaded(b"MZ\x00\x00 a program", "letter.pdf")
    unaccepted = officer.post(f"{page}answer/", {**given, "side": "county", "paper": program})
    assert unaccepted.status_code == 422
    assert b"cannot be evidence" in unaccepted.content
    paper = {**given, "side": "county", "paper": uploaded()}
    assert officer.post(f"{page}answer/", paper).status_code == 302
    signatory = client_of(Role.SIGNATORY, "F001")
    assert signatory.post(f"{page}answer/", {**given, "side": "firm"}).status_code == 302
    assert programmes.pairings(firm="F001")[0].is_agreed
    assert b"Qian" not in signatory.get(page).content, "the county's contact is masked for others"
    ended = officer.post(f"{page}end/", {"ends_on": "2022-12-31", "reason": "aim reached"})
    assert ended.status_code == 302
    other = client_of(Role.SIGNATORY, "F002")
    assert other.get(page).status_code == 404


def test_a_paper_dropped_once_is_not_asked_for_again(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    officer = client_of(Role.OFFICER, "ASSOC")
    address = f"/programmes/invitations/{invitation}/paper/"
    form = {"signed_on": "2021-10-20", "signatory_title": ""}
    wrong = officer.post(address, {**form, "paper": uploaded()})
    assert wrong.status_code == 422
    assert b"letter.pdf" in wrong.content
    kept = {
        "paper_sha256": hashlib.sha256(b"%PDF-1.7 agreed").hexdigest(),
        "paper_name": "letter.pdf",
    }
    assert kept["paper_sha256"].encode() in wrong.content
    assert officer.post(address, {**form, "signatory_title": "chair"}).status_code == 422
    done = officer.post(address, {**form, "signatory_title": "chair", **kept})
    assert done.status_code == 302
    page = officer.get(f"/programmes/invitations/{invitation}/").content
    assert b"from paper" in page
    assert kept["paper_sha256"].encode() in page


def test_a_paper_opens_for_who_may_see_its_record_and_is_never_guessed_at(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    officer = client_of(Role.OFFICER, "ASSOC")
    form = {"signed_on": "2021-10-20", "signatory_title": "chair", "paper": uploaded()}
    officer.post(f"/programmes/invitations/{invitation}/paper/", form)
    sha256 = hashlib.sha256(b"%PDF-1.7 agreed").hexdigest()
    address = f"/desk/files/{sha256}/?kind=programmes.invitation&uuid={invitation}"
    own = client_of(Role.CONTACT, "F001").get(address)
    assert own.status_code == 200
    assert b"".join(own.streaming_content) == b"%PDF-1.7 agreed"
    assert own["X-Content-Type-Options"] == "nosniff"
    assert own["Content-Type"] == "application/pdf"
    assert own["Content-Disposition"].startswith("inline")
    foreign = client_of(Role.CONTACT, "F002")
    assert foreign.get(address).status_code == 403
    assert foreign.get(f"/desk/files/{sha256}/").status_code == 403
    assert Client().get(address).status_code == 302
    wrong_row = address.replace(str(invitation), str(accord))
    assert client_of(Role.CONTACT, "F001").get(wrong_row).status_code == 403
    assert officer.get(f"/desk/files/{'0' * 64}/").status_code == 404


def test_a_list_of_answers_is_kept_and_open_to_the_association_alone(accord: UUID) -> None:
    rows = [answer(number) for number in range(1, 4)]
    for row in rows:
        make.organisation(row["code"])
    officer = client_of(Role.OFFICER, "ASSOC")
    file = SimpleUploadedFile("accord.csv", listed(rows))
    officer.post(f"/programmes/accords/{accord}/import/", {"file": file, "act": "take_in"})
    sha256 = hashlib.sha256(listed(rows)).hexdigest()
    assert sha256.encode() in officer.get(f"/programmes/accords/{accord}/").content
    opened = officer.get(f"/desk/files/{sha256}/")
    assert opened["Content-Disposition"].startswith("attachment")
    assert b"".join(opened.streaming_content) == listed(rows)
    contact = client_of(Role.CONTACT, rows[0]["code"])
    assert contact.get(f"/desk/files/{sha256}/").status_code == 403
    resolver = registered_one(TraceResolver, "programmes")
    assert resolver is not None
    own = programmes.invitations_of(rows[0]["code"])[0].uuid
    actor = make.acting(Role.CONTACT, rows[0]["code"])
    assert resolver.resolve(actor, [own])[own].evidence == ()


def test_a_fact_opens_to_its_accord_for_who_may_see_it(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    resolver = registered_one(TraceResolver, "programmes")
    assert resolver is not None
    own = resolver.resolve(make.acting(Role.CONTACT, "F001"), [invitation])[invitation]
    foreign = resolver.resolve(make.acting(Role.CONTACT, "F002"), [invitation])[invitation]
    assert own.url == f"/programmes/invitations/{invitation}/"
    assert foreign.url is None
    assert "F001" in own.label


def test_the_sheet_costs_the_same_for_1_row_and_for_30(accord: UUID) -> None:
    officer = client_of(Role.OFFICER, "ASSOC")
    counts = []
    for start, end in ((1, 2), (2, 31)):
        for number in range(start, end):
            invited(accord, f"F{number:03d}")
        with CaptureQueriesContext(connection) as seen:
            officer.get(f"/programmes/accords/{accord}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
