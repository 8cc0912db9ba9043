"""The pages of members, through the whole stack."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concentric.access.models import User
from concentric.kernel.api import Role
from concentric.members import api as members
from tests.access import factories as make
from tests.members.test_lists import FIRMS, listed
from tests.programmes import factories

pytestmark = pytest.mark.django_db


def client_of(role: Role, code: str, language: str = "en") -> Client:
    held = make.appointed(role, code)
    make.account(held.person)
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    client.force_login(
        User.objects.get(person__uuid=held.person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def uploaded(content: bytes, name: str = "members.csv") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_list_is_checked_and_then_taken_in() -> None:
    client = client_of(Role.OFFICER, "ASSOC")
    checked = client.post("/members/import/", {**uploaded(listed(FIRMS)), "act": "check"})
    assert checked.status_code == 200
    assert members.members_on(date(2020, 1, 1)) == ()
    taken = client.post("/members/import/", {**uploaded(listed(FIRMS)), "act": "take_in"})
    assert taken.status_code == 200
    assert members.members_on(date(2020, 1, 1)) == ("F001", "F002")
    page = client.get("/members/")
    assert b"Sample Securities 002" in page.content
    assert b"underwriting" in page.content


def test_a_wrong_workbook_comes_back_with_its_errors_marked() -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["code", "legal_name", "admitted_on"])
    sheet.append(["F001", "Sample Securities 001", "some day"])
    out = io.BytesIO()
    book.save(out)
    client = client_of(Role.OFFICER, "ASSOC")
    answer = client.post("/members/import/", uploaded(out.getvalue(), "members.xlsx"))
    assert b"C2" in answer.content
    assert b"data:application/vnd.openxmlformats" in answer.content


def test_the_template_can_be_filled_in() -> None:
    answer = client_of(Role.OFFICER, "ASSOC").get("/members/import/template/")
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_answers_in_both_languages(language: str) -> None:
    client = client_of(Role.OFFICER, "ASSOC", language)
    client.post("/members/import/", {**uploaded(listed(FIRMS)), "act": "take_in"})
    acts = ("F001/merge/", "F001/rename/", "F001/separate/")
    day = "populations/returns/?on=2020-05-01"
    for path in ("", "import/", "populations/", day, "F001/", *acts):
        answer = client.get(f"/members/{path}")
        assert answer.status_code == 200, path
        assert answer.content.count(b"<h1") == 1, path


def test_a_firm_reads_and_changes_nothing() -> None:
    client_of(Role.OFFICER, "ASSOC").post(
        "/members/import/", {**uploaded(listed(FIRMS)), "act": "take_in"}
    )
    client = client_of(Role.CONTACT, "F001")
    assert client.get("/members/F002/").status_code == 200
    assert b"members/F002/merge" not in client.get("/members/F002/").content


def test_acts_on_the_page_of_a_member() -> None:
    factories.catalogue()
    client = client_of(Role.OFFICER, "ASSOC")
    client.post("/members/import/", {**uploaded(listed(FIRMS)), "act": "take_in"})
    form = {"successor": "F002", "acted_on": "2021-01-01", "reason": "law"}
    assert b"F002" in client.get("/members/F001/merge/").content
    wrong = client.post("/members/F001/merge/", {**form, "successor": "F001"})
    assert wrong.status_code == 422
    assert b"callout--official" in wrong.content
    preview = client.post("/members/F001/merge/", form)
    assert b'value="record"' in preview.content
    assert members.is_member("F001", date(2021, 1, 1)), "a preview records nothing"
    assert client.post("/members/F001/merge/", {**form, "act": "record"}).status_code == 302
    assert members.successor_of("F001", date(2021, 1, 1)) == "F002"
    named = {"legal_name": "New Securities", "acted_on": "2021-03-01", "reason": "law"}
    assert client.post("/members/F002/rename/", named).status_code == 302
    assert b"New Securities" in client.get("/members/F002/").content
    kind = {"attribute": "firm_kind", "firm_kind": "joint_venture", "valid_from": "2021-04-01"}
    assert client.post("/members/F002/classify/", {**kind, "firm_kind": "no"}).status_code == 422
    assert client.post("/members/F002/classify/", kind).status_code == 302
    apart = {"acted_on": "2021-06-01", "reason": "court"}
    assert client.post("/members/F001/separate/", apart).status_code == 302
    assert members.successor_of("F001", date(2021, 6, 1)) == "F001"
    ended = {"valid_to": "2021-12-31", "reason": "gave up its licence"}
    assert client.post("/members/F002/end/", ended).status_code == 302
    assert members.members_on(date(2022, 1, 1)) == ("F001",)


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Underwriting subsidiary"), ("zh-hans", "\u627f\u9500\u4fdd\u8350\u5b50\u516c\u53f8")],
)
def test_a_kind_of_firm_is_shown_by_its_words(language: str, word: str) -> None:
    factories.catalogue()
    client = client_of(Role.OFFICER, "ASSOC", language)
    client.post("/members/import/", {**uploaded(listed(FIRMS)), "act": "take_in"})
    assert word in client.get("/members/").content.decode()
    pages = [client.get(f"/members/{code}/").content.decode() for code in ("F001", "F002")]
    assert any(word in page for page in pages)


def test_the_list_costs_the_same_for_1_row_and_for_30() -> None:
    client = client_of(Role.OFFICER, "ASSOC")
    counts = []
    for start, end in ((1, 2), (2, 31)):
        rows = [
            {
                "code": f"F{n:03d}",
                "legal_name": f"Sample Securities {n:03d}",
                "admitted_on": "2020-01-01",
            }
            for n in range(start, end)
        ]
        client.post("/members/import/", {**uploaded(listed(rows)), "act": "take_in"})
        with CaptureQueriesContext(connection) as seen:
            client.get("/members/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_page_of_a_member_names_the_populations_that_count_it() -> None:
    make.organisation("F001")
    members.admit_member(actor=make.SYSTEM, organisation="F001", valid_from=date(2020, 1, 1))
    page = client_of(Role.OFFICER, "ASSOC").get("/members/F001/")
    assert page.context["populations"] == [
        ("members", "members", date(2020, 1, 1), None, "solo"),
    ]
    assert b"/members/populations/members/" in page.content
