"""The pages of organisations and places, through the whole stack."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concentric.access.models import User
from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.parties import api
from concentric.parties.types import OrganisationKind
from tests.access import factories as make
from tests.parties.factories import SYSTEM, draft

pytestmark = pytest.mark.django_db


def client_of(role: Role, code: str, language: str = "en") -> Client:
    held = make.appointed(role, code)
    make.account(held.person)
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    user = User.objects.get(person__uuid=held.person)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize(("language", "word"), [("en", "Organisations"), ("zh-hans", "单位")])
def test_the_list_costs_the_same_for_one_and_thirty_rows(
    language: str, word: str, django_assert_max_num_queries: object
) -> None:
    client = client_of(Role.OFFICER, "ASSOC", language)
    api.register_organisations(actor=SYSTEM, drafts=[draft(f"F{n:03}") for n in range(30)])
    client.get("/organisations/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a fixture that is a function
        page = client.get("/organisations/")
    assert page.status_code == 200
    assert word in page.content.decode()
    assert "F005" in page.content.decode()


def test_an_organisation_is_entered_shown_and_renamed() -> None:
    client = client_of(Role.OFFICER, "ASSOC")
    stated = {
        "code": "S001",
        "kind": str(OrganisationKind.SCHOOL),
        "legal_name": "示例中学",
        "legal_name_en": "Sample School",
        "valid_from": "2010-09-01",
    }
    wrong = client.post("/organisations/enter/", stated | {"code": "s 1"})
    assert wrong.status_code == 422
    assert "示例中学" in wrong.content.decode()
    assert client.post("/organisations/enter/", stated).status_code == 302
    assert "Sample School" in client.get("/organisations/S001/").content.decode()
    refused = client.post("/organisations/S001/rename/", {"legal_name": "新名中学"})
    assert refused.status_code == 422
    new = {"legal_name": "新名中学", "acted_on": "2020-01-01", "reason": "批复"}
    assert client.post("/organisations/S001/rename/", new).status_code == 302
    page = client.get("/organisations/S001/").content.decode()
    assert "新名中学" in page
    assert "批复" in page
    assert client.get("/organisations/S999/").status_code == 404


def test_a_list_is_checked_before_it_is_taken_in() -> None:
    client = client_of(Role.OFFICER, "ASSOC")
    rows = "code,kind,legal_name,valid_from\nS001,school,示例中学,2010-09-01\n"
    for act, stands in (("check", False), ("take_in", True)):
        file = SimpleUploadedFile("list.csv", rows.encode())
        answer = client.post("/organisations/import/", {"file": file, "act": act})
        assert answer.status_code == 200
        assert ("S001" in api.organisations_by_code(["S001"])) is stands
    assert client.get("/organisations/import/").status_code == 200
    template = client.get("/organisations/import/template/")
    assert template.content[:2] == b"PK"


def test_members_read_the_register_and_change_nothing() -> None:
    client = client_of(Role.CONTACT, "F001")
    assert client.get("/organisations/F001/").status_code == 200
    assert "/organisations/enter/" not in client.get("/organisations/").content.decode()
    for path in ("/organisations/enter/", "/organisations/import/"):
        assert client.get(path).status_code == 403
    assert client.post("/organisations/F001/rename/", {}).status_code == 403
    assert Client().get("/organisations/").status_code in {302, 401, 403}


def test_an_organisation_is_moved_closed_and_reached() -> None:
    client = client_of(Role.OFFICER, "ASSOC")
    kind = {"kind": OrganisationKind.SCHOOL}
    api.register_organisations(actor=SYSTEM, drafts=[draft("S001", **kind), draft("S002", **kind)])
    for act in ("rename", "move", "close", "contacts"):
        page = client.get(f"/organisations/S001/{act}/")
        assert (page.status_code, page.content.count(b"<h1")) == (200, 1), act
    moved = {"parent": "S002", "acted_on": "2021-01-01", "reason": "reform"}
    itself = client.post("/organisations/S001/move/", moved | {"parent": "S001"})
    assert itself.status_code == 422
    assert client.post("/organisations/S001/move/", moved).status_code == 302
    assert api.organisation("S001").parent == "S002"
    way = {"kind": "phone", "value": "0357-000000", "note": ""}
    assert client.post("/organisations/S001/contacts/", way).status_code == 302
    (kept,) = api.contact_details("S001")
    assert b"0357-000000" in client.get("/organisations/S001/").content
    other = client_of(Role.CONTACT, "F001")
    assert other.get("/organisations/S001/contacts/").status_code == 403
    taken_off = f"/organisations/S001/contacts/{kept.uuid}/remove/"
    assert other.post(taken_off).status_code == 403
    assert client.post(taken_off).status_code == 302
    assert api.contact_details("S001") == ()
    closed = {"acted_on": "2022-01-01", "reason": "merged by the county"}
    assert client.post("/organisations/S001/close/", closed | {"reason": ""}).status_code == 422
    assert client.post("/organisations/S001/close/", closed).status_code == 302
    assert not api.organisation("S001").is_active(date(2022, 1, 1))
    assert client.post("/organisations/S001/close/", closed).status_code == 422


def test_a_contact_enters_branches_and_outlets_of_the_own_firm_and_nothing_else() -> None:
    make.organisation("F002")
    contact = client_of(Role.CONTACT, "F001")
    address = "/organisations/F001/parts/enter/"
    assert address.encode() in contact.get("/organisations/F001/").content
    assert b"/parts/enter/" not in contact.get("/organisations/F002/").content
    assert contact.get("/organisations/F002/parts/enter/").status_code == 403
    assert contact.get(address).content.count(b"<h1") == 1
    stated = {
        "code": "F001-SH01",
        "kind": "outlet",
        "legal_name": "Shanghai outlet",
        "valid_from": "2020-01-01",
        "parent": "F002",
    }
    assert contact.post(address, {**stated, "kind": "firm"}).status_code == 422
    assert contact.post(address, stated).status_code == 302
    assert api.organisation("F001-SH01").parent == "F001", "another firm's code does not count"
    assert contact.post(address, stated).status_code == 422, "a double click"
    preparer = client_of(Role.PREPARER, "F001")
    assert preparer.post(address, {**stated, "code": "F001-X"}).status_code == 403


def test_codes_are_mended_and_two_do_not_overwrite_each_other() -> None:
    api.register_organisations(actor=SYSTEM, drafts=[draft("S001", kind=OrganisationKind.SCHOOL)])
    officer = client_of(Role.OFFICER, "ASSOC")
    address = "/organisations/S001/codes/"
    assert officer.get(address).content.count(b"<h1") == 1
    assert officer.post(address, {"uscc": "not a code"}).status_code == 422
    assert officer.post(address, {"place": "999999"}).status_code == 422
    assert officer.post(address, {"stock_code": "600000.SH"}).status_code == 302
    late = officer.post(address, {"stock_code": "000001.SZ"})
    assert late.status_code == 422
    assert b'value="000001.SZ"' in late.content
    assert api.organisation("S001").stock_code == "600000.SH"
    seen = {"stock_code": "000001.SZ", "seen_stock_code": "600000.SH"}
    assert officer.post(address, seen).status_code == 302
    assert api.organisation("S001").stock_code == "000001.SZ"
    assert client_of(Role.CONTACT, "F001").post(address, seen).status_code == 403


def test_the_names_an_organisation_had_stand_on_its_page() -> None:
    api.register_organisations(actor=SYSTEM, drafts=[draft("S001", kind=OrganisationKind.SCHOOL)])
    officer = client_of(Role.OFFICER, "ASSOC")
    before = api.organisation("S001").legal_name
    new = {"legal_name": "Second School", "acted_on": "2021-01-01", "reason": "reform"}
    assert officer.post("/organisations/S001/rename/", new).status_code == 302
    assert officer.post("/organisations/S001/rename/", new).status_code == 422, "a double click"
    page = officer.get("/organisations/S001/").content.decode()
    assert before in page
    assert "31 December 2020" in page


def test_a_member_is_renamed_and_ended_on_its_own_page_only() -> None:
    make.organisation("F001")
    members.admit_member(actor=make.SYSTEM, organisation="F001", valid_from=date(2020, 1, 1))
    officer = client_of(Role.OFFICER, "ASSOC")
    assert b"/organisations/F001/close/" not in officer.get("/organisations/F001/").content
    closed = {"acted_on": "2022-01-01", "reason": "x"}
    assert officer.post("/organisations/F001/close/", closed).status_code == 409
    make.organisation("F002")
    assert b"/organisations/F002/close/" in officer.get("/organisations/F002/").content
    assert officer.post("/organisations/F002/close/", closed).status_code == 302
