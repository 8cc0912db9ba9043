"""What officers do with programmes on pages: found, publish, target, invite, take back; and two people at once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.programmes import api as programmes
from concentric.programmes.types import InvitationState, PairingKind
from tests.access import factories as make
from tests.members.test_web import client_of
from tests.programmes import factories
from tests.programmes.test_services import agree, invited, paired

pytestmark = pytest.mark.django_db
S = InvitationState
FOUNDED = {
    "code": "GREEN-2022",
    "kind": "initiative",
    "name_zh": "sample",
    "name_en": "Sample green initiative",
    "starts_on": "2022-01-01",
}
TEXT = {
    "title_zh": "title",
    "title_en": "Accord on green counties",
    "text_zh": "first wording",
    "text_en": "First wording",
    "dated_on": "2022-01-10",
    "answer_due_on": "2022-02-10",
}


@pytest.fixture
def accord() -> UUID:
    factories.catalogue()
    return factories.accord().uuid


def member(code: str) -> None:
    make.organisation(code)
    members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=date(2020, 1, 1))


def test_from_a_founded_programme_to_a_countersigned_accord_without_leaving_the_site() -> None:
    factories.catalogue()
    for code in ("F001", "F002"):
        member(code)
    officer = client_of(Role.OFFICER, "ASSOC")
    made = officer.post("/programmes/new/", FOUNDED)
    assert (made.status_code, made["Location"]) == (302, "/programmes/GREEN-2022/")
    assert b"Sample green initiative" in officer.get("/programmes/").content
    published = officer.post("/programmes/GREEN-2022/publish/", TEXT)
    assert published.status_code == 302
    sheet = published["Location"]
    page = officer.get(f"{sheet}invite/").content
    assert page.count(b'name="organisations"') == 2
    chosen = {"invited_on": "2022-01-11", "organisations": ["F001"]}
    assert officer.post(f"{sheet}invite/", chosen).status_code == 302
    assert b'value="F001"' not in officer.get(f"{sheet}invite/").content
    invitation = programmes.invitations_of("F001")[0].uuid
    signatory = client_of(Role.SIGNATORY, "F001")
    assert signatory.post(f"/programmes/invitations/{invitation}/sign/").status_code == 302
    leader = client_of(Role.LEADER, "ASSOC")
    assert leader.post(f"{sheet}countersign/", {"invitation": [invitation]}).status_code == 302
    shown = officer.get("/programmes/GREEN-2022/").content.decode()
    assert "Accord on green counties" in shown
    assert "is-number" in shown
    assert programmes.invitations_of("F002") == ()


@pytest.mark.parametrize(
    ("path", "form", "kept"),
    [
        ("new/", {**FOUNDED, "code": "not a code"}, b'value="not a code"'),
        ("new/", {**FOUNDED, "name_en": ""}, b'value="GREEN-2022"'),
        ("new/", {**FOUNDED, "code": "RURAL"}, b'value="RURAL"'),
        ("new/", {**FOUNDED, "ends_on": "2021-01-01"}, b'value="2021-01-01"'),
        ("RURAL/publish/", {**TEXT, "text_en": ""}, b"first wording"),
        ("RURAL/publish/", {**TEXT, "answer_due_on": "2021-01-01"}, b"First wording"),
        ("RURAL/publish/", {**TEXT, "text_zh": "text", "text_en": "text"}, b"is version 1 already"),
        ("RURAL/targets/", {"counties": "141031 Xi\n999999", "seen": ""}, b"141031 Xi"),
        ("RURAL/targets/", {"counties": "Nowhere", "seen": ""}, b"Nowhere: There is no county"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    accord: UUID, path: str, form: dict[str, str], kept: bytes
) -> None:
    factories.county("141031")
    answer = client_of(Role.OFFICER, "ASSOC").post(f"/programmes/{path}", form)
    assert answer.status_code == 422
    assert kept in answer.content
    assert b"callout--official" in answer.content


def test_nobody_but_officers_founds_publishes_targets_or_invites(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    acts = (
        "new/",
        "RURAL/publish/",
        "RURAL/targets/",
        f"accords/{accord}/invite/",
        f"invitations/{invitation}/void/",
    )
    for role, code in ((Role.CONTACT, "F001"), (Role.SIGNATORY, "F001"), (Role.LEADER, "ASSOC")):
        client = client_of(role, code)
        assert [client.post(f"/programmes/{act}").status_code for act in acts] == [403] * 5


def test_a_double_click_signs_once_and_shows_how_it_stands(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    signatory = client_of(Role.SIGNATORY, "F001")
    address = f"/programmes/invitations/{invitation}/"
    assert signatory.post(f"{address}sign/").status_code == 302
    again = signatory.post(f"{address}sign/")
    assert again.status_code == 409
    assert b"callout--official" in again.content
    assert b"awaiting countersignature" in again.content
    late = signatory.post(f"{address}decline/", {"reason": "too late"})
    assert late.status_code == 409
    assert programmes.invitations_of("F001")[0].state == S.SIGNED


def test_two_leaders_countersign_once_and_never_another_accord(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    client_of(Role.SIGNATORY, "F001").post(f"/programmes/invitations/{invitation}/sign/")
    leader = client_of(Role.LEADER, "ASSOC")
    other = programmes.publish_accord(
        actor=make.SYSTEM, programme="RURAL", dated_on=date(2021, 11, 1),
        **dict.fromkeys(("title_zh", "title_en", "text_zh", "text_en"), "another text"),
    ).uuid  # fmt: skip
    chosen = {"invitation": [invitation]}
    assert leader.post(f"/programmes/accords/{other}/countersign/", chosen).status_code == 409
    assert leader.post(f"/programmes/accords/{accord}/countersign/", {}).status_code == 409
    assert programmes.invitations_of("F001")[0].state == S.SIGNED
    assert leader.post(f"/programmes/accords/{accord}/countersign/", chosen).status_code == 302
    second = client_of(Role.LEADER, "ASSOC")
    late = second.post(f"/programmes/accords/{accord}/countersign/", chosen)
    assert late.status_code == 409
    assert b"F001 stands at another step already" in late.content


def test_a_signature_entered_wrongly_is_taken_back_with_a_reason(accord: UUID) -> None:
    invitation = invited(accord, "F001")
    address = f"/programmes/invitations/{invitation}/"
    client_of(Role.SIGNATORY, "F001").post(f"{address}sign/")
    officer = client_of(Role.OFFICER, "ASSOC")
    assert officer.post(f"{address}void/", {"reason": ""}).status_code == 422
    assert officer.post(f"{address}void/", {"reason": "another firm's paper"}).status_code == 302
    assert programmes.invitations_of("F001")[0].state == S.INVITED
    assert officer.post(f"{address}void/", {"reason": "again"}).status_code == 422


def test_targets_changed_by_two_are_not_lost(accord: UUID) -> None:
    for code in ("141031", "533321"):
        factories.county(code)
    officer = client_of(Role.OFFICER, "ASSOC")
    first = {"counties": "141031", "seen": ""}
    assert officer.post("/programmes/RURAL/targets/", first).status_code == 302
    late = officer.post("/programmes/RURAL/targets/", {"counties": "533321", "seen": ""})
    assert late.status_code == 422
    assert programmes.targets("RURAL") == {"141031"}
    assert b"533321</textarea>" in late.content, "what was typed stands"
    assert b'value="141031"' in late.content, "the form has seen the newest now"
    both = {"counties": "533321\n141031", "seen": "141031"}
    assert officer.post("/programmes/RURAL/targets/", both).status_code == 302
    assert programmes.targets("RURAL") == {"141031", "533321"}


def test_contacts_of_a_pairing_change_and_two_do_not_overwrite_each_other(accord: UUID) -> None:
    factories.county("141031")
    page = f"/programmes/pairings/{paired(accord, 'F001', '141031')}/"
    zhao = make.appointed(Role.CONTACT, "F001", name="Zhao")
    stranger = make.appointed(Role.CONTACT, "F002", name="Sun")
    officer = client_of(Role.OFFICER, "ASSOC")
    county = {"county_name": "Qian", "county_office": "Bureau"}
    assert officer.post(f"{page}contacts/", {"county_name": "Qian"}).status_code == 422
    foreign = officer.post(f"{page}contacts/", {"firm_contact": str(stranger.person)})
    assert foreign.status_code == 422
    named = {**county, "firm_contact": str(zhao.person)}
    assert officer.post(f"{page}contacts/", named).status_code == 302
    shown = officer.get(page).content
    assert b"Zhao" in shown
    assert b"Qian" in shown
    late = officer.post(f"{page}contacts/", {"county_name": "Li", "county_office": "Office"})
    assert late.status_code == 422
    assert b'value="Li"' in late.content
    assert b"Qian" in officer.get(page).content
    assert client_of(Role.CONTACT, "F002").get(f"{page}contacts/").status_code == 404
    assert client_of(Role.PREPARER, "F001").get(f"{page}contacts/").status_code == 403


def test_the_table_of_overlaps_and_gaps_names_firms_and_is_exported(accord: UUID) -> None:
    for code in ("141031", "533321", "222424"):
        factories.county(code)
    for firm in ("F001", "F002", "F003"):
        member(firm)
    programmes.set_targets(actor=make.SYSTEM, programme="RURAL", counties=["141031", "533321"])
    for firm, county in (("F001", "141031"), ("F002", "141031"), ("F001", "222424")):
        agree(paired(accord, firm, county), firm)
    officer = client_of(Role.OFFICER, "ASSOC")
    address = "/programmes/pairings/cover/?on=2022-04-15"
    page = officer.get(address).content.decode()
    assert "/places/141031/" in page
    assert "/places/533321/" in page
    assert "/places/222424/" not in page, "one firm is neither an overlap nor a gap"
    assert "/organisations/F003/" in page
    assert "/places/222424/" in officer.get(f"{address}&show=one").content.decode()
    exported = officer.get(f"{address}&export=csv").content.decode("utf-8-sig")
    assert len(exported.splitlines()) == 1 + 3 + 1
    assert "F001 Sample F001; F002 Sample F002" in exported


@pytest.mark.parametrize("path", ["", "RURAL/", "pairings/", "pairings/cover/?on=2022-04-15"])
def test_one_pairing_costs_as_many_queries_as_thirty(accord: UUID, path: str) -> None:
    officer = client_of(Role.OFFICER, "ASSOC")
    counts = []
    for start, end in ((0, 1), (1, 30)):
        for number in range(start, end):
            factories.county(f"1410{number:02d}")
            programmes.propose_pairing(
                actor=make.SYSTEM, programme="RURAL", firm=make.organisation(f"F{number:03d}").code,
                county=f"1410{number:02d}", kind=PairingKind.JOINT, starts_on=date(2022, 1, 1),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(f"/programmes/{path}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_pairing_is_found_by_the_name_of_its_county(accord: UUID) -> None:
    factories.county("141031")
    paired(accord, "F001", "141031")
    officer = client_of(Role.OFFICER, "ASSOC")
    assert b"F001" in officer.get("/programmes/pairings/?q=sample f001").content
    assert b"141031" in officer.get("/programmes/pairings/?programme=RURAL&q=1410").content
