"""The pages of returns, through the whole stack, as every role."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from concentric.access.models import User
from concentric.indicators.returns import models, services
from concentric.kernel.api import Actor, Role
from tests.access import factories as make
from tests.indicators.returns.world import World, deal, state

pytestmark = pytest.mark.django_db
BASE = "/statistics/returns"


def client_of(actor: Actor, language: str = "en") -> Client:
    assert actor.person is not None
    if not User.objects.filter(person__uuid=actor.person).exists():
        make.account(actor.person)
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    client.force_login(
        User.objects.get(person__uuid=actor.person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def file(content: bytes, name: str = "F001.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_answers_in_both_languages(world: World, language: str) -> None:
    uuid = world.submit("F001", **deal("EX1", "600", "600"))
    services.raise_query(
        actor=world.officer, return_uuid=uuid, line="A04", text="Is it net of tax?"
    )
    thread = models.Thread.objects.get(line="A04").uuid
    services.ask(
        actor=world.people["F001"].contact,
        return_uuid=uuid,
        line="A04",
        question="Is tax included?",
    )
    pages = {
        world.people["F001"].preparer: ["/", f"/{uuid}/", f"/{uuid}/sections/B/", f"/{uuid}/tables/B-IPO/",
            f"/{uuid}/upload/", f"/{uuid}/sign/", f"/queries/{thread}/", "/cycles/2020/questions/"],
        world.officer: ["/cycles/", "/cycles/2020/", "/cycles/2020/queries/", "/cycles/2020/objects/",
            "/cycles/2020/quality/", "/cycles/2020/questions/", "/cycles/2020/archive/", f"/{uuid}/review/",
            f"/{uuid}/", f"/{uuid}/sections/A/", f"/queries/{thread}/"],
    }  # fmt: skip
    for actor, paths in pages.items():
        client = client_of(actor, language)
        for path in paths:
            answer = client.get(BASE + path)
            assert answer.status_code == 200, path
            assert answer.content.count(b"<h1") == 1, path


def test_another_firm_sees_nothing_of_it(world: World) -> None:
    uuid = world.submit("F001")
    other = client_of(world.people["F002"].signatory)
    for path in ("", "sections/A/", "tables/B-IPO/", "workbook/", "upload/", "sign/"):
        assert other.get(f"{BASE}/{uuid}/{path}").status_code == 404, path
    assert other.get(f"{BASE}/{uuid}/review/").status_code == 403
    assert other.get(f"{BASE}/cycles/2020/").status_code == 403
    assert str(uuid).encode() not in other.get(f"{BASE}/").content


def test_a_line_is_saved_as_it_is_typed_and_says_what_is_wrong(world: World) -> None:
    world.fill("F001")
    client = client_of(world.people["F001"].preparer)
    path = f"{BASE}/{world.uuid('F001')}/lines/A04/"
    saved = client.post(path, {"value-A04": "12.5", "note-A04": "net", "revision-A04": "1"})
    assert b"Saved" in saved.content
    assert models.Entry.objects.get(owner__organisation__code="F001", line="A04").value == 125000
    wrong = client.post(path, {"value-A04": "twelve apples", "revision-A04": "2"})
    assert b"twelve apples" in wrong.content
    assert b"field__error" in wrong.content
    stale = client.post(path, {"value-A04": "13", "revision-A04": "1"})
    assert b"changed at" in stale.content
    assert models.Entry.objects.get(owner__organisation__code="F001", line="A04").value == 125000


def test_a_section_is_saved_without_script(world: World) -> None:
    world.fill("F001")
    client = client_of(world.people["F001"].contact)
    path = f"{BASE}/{world.uuid('F001')}/sections/A/"
    done = client.post(
        path, {"value-A06": "40", "value-A07": "3", "revision-A06": "1", "revision-A07": "1"}
    )
    assert done.status_code == 302
    page = client.get(path).content
    assert b'value="40"' in page
    assert b'value="3"' in page


def test_upload_checks_first_and_marks_the_errors(world: World) -> None:
    client = client_of(world.people["F001"].preparer)
    path = f"{BASE}/{world.uuid('F001')}/upload/"
    book = load_workbook(io.BytesIO(world.workbook("F001")))
    sheet = next(s for s in book.worksheets if s.title.startswith("A "))
    sheet["E8"] = "many"
    out = io.BytesIO()
    book.save(out)
    checked = client.post(path, {"file": file(out.getvalue()), "act": "take_in"})
    assert b"E8" in checked.content
    assert b"data:application/vnd.openxmlformats" in checked.content
    assert state(world, "F001") == "open"
    good = client.post(path, {"file": file(world.workbook("F001")), "act": "check"})
    assert b"can be taken in" in good.content
    assert state(world, "F001") == "open"
    assert (
        client.post(path, {"file": file(world.workbook("F001")), "act": "take_in"}).status_code
        == 200
    )
    assert state(world, "F001") == "preparing"


def test_three_people_sign_in_three_clicks(world: World) -> None:
    world.fill("F001")
    uuid = world.uuid("F001")
    people = world.people["F001"]
    for actor, after in (
        (people.preparer, "prepared"),
        (people.checker, "checked"),
        (people.signatory, "signed"),
    ):
        client = client_of(actor)
        page = client.get(f"{BASE}/{uuid}/sign/")
        assert b"btn-seal" in page.content
        done = client.post(f"{BASE}/{uuid}/sign/", {"seen": world.row("F001").content_hash})
        assert done.status_code == 302
        assert state(world, "F001") == after


def test_a_checker_hands_back_with_a_reason(world: World) -> None:
    world.fill("F001")
    uuid = world.uuid("F001")
    client_of(world.people["F001"].preparer).post(
        f"{BASE}/{uuid}/sign/", {"seen": world.row("F001").content_hash}
    )
    checker = client_of(world.people["F001"].checker)
    checker.post(f"{BASE}/{uuid}/hand-back/", {"text": ""})
    assert state(world, "F001") == "prepared"
    checker.post(f"{BASE}/{uuid}/hand-back/", {"text": "A05 counts people who left."})
    assert state(world, "F001") == "preparing"
    assert b"A05 counts people who left." in checker.get(f"{BASE}/{uuid}/").content


def test_the_officer_reviews_accepts_locks_and_reopens(world: World) -> None:
    uuid = world.submit("F001")
    client = client_of(world.officer)
    path = f"{BASE}/{uuid}/review/"
    client.post(path, {"act": "query", "line": "A04", "text": "Why nothing?"})
    assert client.post(path, {"act": "accepted"}).status_code == 302
    assert state(world, "F001") == "under_review"
    thread = models.Thread.objects.get(line="A04").uuid
    client_of(world.people["F001"].preparer).post(
        f"{BASE}/queries/{thread}/", {"act": "answer", "text": "None was bought."}
    )
    client.post(f"{BASE}/queries/{thread}/", {"act": "close", "text": "Understood."})
    client.post(path, {"act": "accepted"})
    client.post(path, {"act": "locked"})
    assert state(world, "F001") == "locked"
    client.post(path, {"act": "reopened", "text": "A05 was wrong.", "until": "2099-01-01"})
    assert state(world, "F001") == "reopened"


def test_chasing_is_recorded_once_a_day(world: World) -> None:
    client = client_of(world.officer)
    form = {"firm": [str(world.uuid("F001")), str(world.uuid("F002"))], "text": "Please send it."}
    for _ in range(2):
        assert client.post(f"{BASE}/cycles/2020/chase/", form).status_code == 302
    assert models.Chase.objects.count() == 2
    assert b"Please send it." in client.get(f"{BASE}/cycles/2020/").content


def test_an_answer_is_for_everybody_and_hides_who_asked(world: World) -> None:
    asking = client_of(world.people["F001"].contact)
    asking.post(f"{BASE}/{world.uuid('F001')}/ask/", {"line": "A04", "text": "Is tax included?"})
    reading = client_of(world.people["F002"].contact)
    path = f"{BASE}/cycles/2020/questions/"
    assert b"Is tax included?" not in reading.get(path).content
    question = models.Question.objects.get().uuid
    client_of(world.officer).post(f"{path}{question}/", {"text": "Yes, with tax."})
    page = reading.get(path).content
    assert b"Yes, with tax." in page
    assert b"F001" not in page


def test_a_row_is_added_changed_and_taken_out(world: World) -> None:
    world.fill("F001")
    client = client_of(world.people["F001"].preparer)
    path = f"{BASE}/{world.uuid('F001')}/tables/B-IPO/"
    row = {"company_code": "ex 9", "company": "Sample", "board": "star", "amount": "100"}
    assert b"callout--official" in client.post(path, row).content
    assert (
        client.post(
            path, {**row, "company_code": "EX9", "partners": "F001:1/3;F002:2/3"}
        ).status_code
        == 302
    )
    made = models.TableRow.objects.get(object_code="EX9")
    assert (str(made.amount), str(made.attributed)) == ("1000000.000000", "333333.330000")
    assert client.post(f"{path}{made.uuid}/", {"act": "remove"}).status_code == 302
    made.refresh_from_db()
    assert made.removed_at is not None


def test_a_branch_fills_only_what_was_handed_to_it(world: World) -> None:
    world.fill("F001")
    uuid = world.uuid("F001")
    make.organisation("F001-B1")
    client_of(world.people["F001"].contact).post(
        f"{BASE}/{uuid}/sections/F/assign/", {"organisation": "F001-B1", "due_on": "2021-03-20"}
    )
    branch = client_of(make.acting(Role.PREPARER, "F001-B1"))
    assert b"sections/F/" in branch.get(f"{BASE}/").content
    assert branch.get(f"{BASE}/{uuid}/sections/F/").status_code == 200
    assert branch.get(f"{BASE}/{uuid}/sections/A/").status_code == 404
    assert branch.post(f"{BASE}/{uuid}/lines/A04/", {"value-A04": "1"}).status_code == 403
    assert b"Saved" in branch.post(f"{BASE}/{uuid}/lines/F08/", {"value-F08": "7"}).content
    assert branch.post(f"{BASE}/{uuid}/sections/F/mark/", {"done": "1"}).status_code == 302
    assert models.SectionTask.objects.get().done_at is not None


def test_the_board_costs_the_same_for_1_return_and_for_3(world: World) -> None:
    client = client_of(world.officer)
    counts = []
    for query in ("?q=F001", ""):
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{BASE}/cycles/2020/{query}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
