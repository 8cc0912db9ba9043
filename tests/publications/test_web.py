"""The pages of publications, through the whole stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concentric.access.models import User
from concentric.kernel.api import Actor
from concentric.publications import api as publications
from concentric.publications import queries
from tests.access import factories as make
from tests.publications import world as worlds
from tests.publications.world import REPORT, World

pytestmark = pytest.mark.django_db
BASE = "/publications/"
PAGE = f"{BASE}published/csr-2020-1/"


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.CONCENTRIC_LAKE = tmp_path / "lake"
    settings.CONCENTRIC_FILES = tmp_path / "files"
    opened = worlds.opened()
    worlds.short_report(opened)
    return opened


def client_of(actor: Actor | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    if actor is not None and actor.person is not None:
        if not User.objects.filter(person__uuid=actor.person).exists():
            make.account(actor.person)
        client.force_login(
            User.objects.get(person__uuid=actor.person),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    return client


def test_a_report_is_written_checked_and_signed_on_its_pages(world: World) -> None:
    editor = client_of(world.editor)
    chapter = f"{BASE}reports/{REPORT}/chapters/poverty_alleviation/"
    page = editor.get(chapter)
    assert b"{{value RE-01 period=2020 unit=none}}" in page.content
    row = queries.chapter_row(REPORT, "poverty_alleviation")
    typed = {
        "revision": row.revision, "title_zh": "章", "title_en": "Chapter",
        "text_zh": worlds.TEXT_ZH, "text_en": worlds.TEXT_EN,
    }  # fmt: skip
    assert editor.post(chapter, typed).status_code == 302
    late = editor.post(chapter, {**typed, "text_en": "my own words"})
    assert late.status_code == 200
    assert b"my own words" in late.content
    assert b"somebody else" in late.content
    checked = editor.post(f"{BASE}reports/{REPORT}/check/")
    assert b"Nothing stops this report" in checked.content
    for actor in world.chain:
        client = client_of(actor)
        page = client.get(f"{BASE}reports/{REPORT}/sign/")
        digest = publications.report(REPORT).digest
        assert digest.encode() in page.content
        done = client.post(f"{BASE}reports/{REPORT}/sign/", {"act": "sign", "digest": digest})
        assert done.status_code == 302
    started = editor.post(f"{BASE}reports/{REPORT}/issue/")
    assert started.status_code == 302
    assert "/jobs/" in started["Location"]


def test_an_unreadable_text_is_kept_and_explained(world: World) -> None:
    editor = client_of(world.editor)
    chapter = f"{BASE}reports/{REPORT}/chapters/poverty_alleviation/"
    row = queries.chapter_row(REPORT, "poverty_alleviation")
    typed = {
        "revision": row.revision,
        "title_zh": "章",
        "title_en": "C",
        "text_zh": "{{value",
        "text_en": "x",
    }
    answer = editor.post(chapter, typed)
    assert answer.status_code == 200
    assert b"cannot be read" in answer.content
    assert b"{{value</textarea>" in answer.content


def test_the_preview_shows_numbers_and_escapes_words(world: World) -> None:
    editor = client_of(world.editor)
    address = f"{BASE}reports/{REPORT}/chapters/poverty_alleviation/preview/"
    typed = {
        "title_zh": "<i>",
        "title_en": "E",
        "text_zh": worlds.TEXT_ZH,
        "text_en": "<script>x</script>",
    }
    page = editor.post(address, typed).content.decode()
    assert "10.01亿元" in page
    assert "<script>x" not in page
    assert "<i>" not in page


def test_the_picker_says_what_a_number_will_say(world: World) -> None:
    editor = client_of(world.editor)
    address = f"{BASE}reports/{REPORT}/pick/"
    page = editor.post(
        address, {"indicator": "RE-02", "period": "2020", "by": "board:star"}
    ).content.decode()
    assert "{{value RE-02 period=2020 by=board:star}}" in page
    assert "CNY 600" in page
    wrong = editor.post(address, {"indicator": "RE-02<b>", "period": "2020"}).content.decode()
    assert "RE-02<b>" not in wrong


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_public_reads_and_opens_numbers(world: World, language: str) -> None:
    world.issue()
    public = client_of(None, language)
    page = public.get(PAGE)
    assert page.content.count(b"<h1") == 1
    body = page.content.decode()
    assert f'href="{PAGE}n/n1/"' in body
    assert "data-chart" in body
    assert public.get(f"{PAGE}n/n1/").status_code == 200
    part = public.get(f"{PAGE}n/n1/", headers={"hx-request": "true"}).content
    assert b"<h1" not in part
    assert b"F001" not in part
    assert public.get(f"{BASE}published/").status_code == 200
    assert public.get(f"{BASE}verify/").status_code == 200


def received(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_files_are_handed_out_by_edition(world: World) -> None:
    world.issue()
    public, firm, editor = client_of(None), client_of(world.firm), client_of(world.editor)
    for kind in ("pdf", "html"):
        assert len(received(public, f"{PAGE}files/csr-2020-1-public-en.{kind}")) > 10_000
        member = f"{PAGE}files/csr-2020-1-member-en.{kind}"
        assert [c.get(member).status_code for c in (public, firm)] == [403, 403]
        assert len(received(editor, member)) > 10_000
    assert public.get(f"{PAGE}files/..%2F..%2Fsecret_key").status_code == 404


def test_a_file_is_verified_by_its_bytes(world: World) -> None:
    world.issue()
    path = publications.report_files(REPORT)[-1].path
    public = client_of(None)
    true = public.post(
        f"{BASE}verify/", {"file": SimpleUploadedFile("mine.pdf", path.read_bytes())}
    )
    assert b"published as it is" in true.content
    false = public.post(
        f"{BASE}verify/", {"file": SimpleUploadedFile("m.pdf", path.read_bytes() + b" ")}
    )
    assert b"not published here" in false.content


def test_a_withdrawn_publication_says_so_and_keeps_its_files(world: World) -> None:
    world.issue()
    leader = client_of(world.leader)
    given = {"reason_zh": "数据有误", "reason_en": "A source was wrong"}
    assert leader.post(f"{PAGE}withdraw/", given).status_code == 302
    public = client_of(None)
    page = public.get(PAGE).content
    assert b"A source was wrong" in page
    assert b'class="report"' not in page
    assert public.get(f"{PAGE}files/csr-2020-1-public-en.pdf").status_code == 403
    assert public.get(f"{PAGE}n/n1/").status_code == 200


def test_errata_stand_on_the_page(world: World) -> None:
    world.issue()
    head = client_of(world.head)
    given = {"span_code": "n1", "says_zh": "更正", "says_en": "Five, not six <b>"}
    assert head.post(f"{PAGE}erratum/", given).status_code == 302
    page = client_of(None).get(PAGE).content
    assert b"Five, not six &lt;b&gt;" in page
    wrong = head.post(f"{PAGE}erratum/", {**given, "span_code": "n777"})
    assert wrong.status_code == 200
    assert b"no public number" in wrong.content


def test_pages_for_writers_are_closed_to_others(world: World) -> None:
    firm, public = client_of(world.firm), client_of(None)
    for path in ("", "new/", f"reports/{REPORT}/", f"reports/{REPORT}/sign/", "recorded/"):
        assert firm.get(BASE + path).status_code == 403, path
        assert public.get(BASE + path).status_code == 302, path
