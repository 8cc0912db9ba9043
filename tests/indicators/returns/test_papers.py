"""The printed form, its code, and the sealed scan that is matched to exactly the version it was printed from."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from concentric.desk import api as desk
from concentric.evidence import api as evidence
from concentric.indicators.returns import models, services
from concentric.indicators.returns.prints import form, scans
from concentric.indicators.returns.queries import papers
from concentric.indicators.returns.rules import versions
from concentric.kernel.api import Conflict, Invalid, Refused
from tests.indicators.returns.test_web import BASE, client_of
from tests.indicators.returns.world import World, deal

HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 64


# --- Codes ------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=99), HASHES)
def test_a_code_is_read_back_however_it_was_typed(number: int, content: str) -> None:
    code = versions.version_code(number, content)
    for typed in (code, code.lower(), f" {code.replace('-', ' ')} ", code.replace("-", "\u2014")):
        assert versions.plain(typed) == code
    assert versions.codes_in(f"at the top {code} and below {code}") == {code}


def test_other_contents_have_other_codes() -> None:
    codes = {versions.version_code(1, f"{n:064x}"[::-1]) for n in range(1000)}
    assert len(codes) == 1000
    assert versions.version_code(1, "a" * 64) != versions.version_code(2, "a" * 64)


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert versions.plain("V1-OIL0-1111") == "V1-0110-1111"


@pytest.mark.parametrize("typed", ["", "V1", "V1-7K4M", "F001-7K4M-92QX", "V1-7K4M-92QX-Z"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        versions.plain(typed)


def test_only_the_current_version_matches() -> None:
    old, new = versions.version_code(1, "a" * 64), versions.version_code(2, "b" * 64)
    assert versions.matched(new.lower(), newest=new, is_unchanged=True, earlier=[old]) == new
    with pytest.raises(Conflict, match="earlier version"):
        versions.matched(old, newest=new, is_unchanged=True, earlier=[old])
    with pytest.raises(Conflict, match="changed after"):
        versions.matched(new, newest=new, is_unchanged=False, earlier=[old])
    with pytest.raises(Invalid, match="not the code of this return"):
        versions.matched("V2-7K4M-92QX", newest=new, is_unchanged=True, earlier=[old])


# --- The paper --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_is_printed_before_it_was_signed_or_after_it_was_changed(world: World) -> None:
    world.fill("F001")
    with pytest.raises(Conflict, match="not submitted"):
        form.form_paper(world.row("F001"))
    uuid = world.submit("F001")
    services.send_back(actor=world.officer, return_uuid=uuid, reason="A04 is empty.")
    form.form_paper(world.row("F001"))
    _change(world)
    with pytest.raises(Conflict, match="changed since"):
        form.form_paper(world.row("F001"))


@pytest.mark.django_db
def test_the_print_bears_code_hash_signers_and_every_figure(world: World) -> None:
    world.submit("F001", **deal("EX1", "12345678", "12345678"))
    row = world.row("F001")
    code, content = form.form_paper(row)
    pages = desk.paper_texts(content, most_pages=20)
    assert all(code in page for page in pages)
    whole = "".join(pages).replace("\r", "").replace("\n", "").replace(" ", "")
    assert row.content_hash in whole
    assert "1,234.5678" in whole
    assert "EX1" in whole
    with translation.override("en"):
        signed = form.form_data(row, papers.printable(row))["signatures"]
    assert [one["role"] for one in signed] == ["Preparer", "Checker", "Signatory"]
    assert all(one["name"] and one["on"] for one in signed)
    assert form.form_paper(row)[1] == content
    assert scans.codes_of(content) == {code}


# --- The scan ---------------------------------------------------------------------------------


def _upload(
    world: World, content: bytes, typed: str = "", firm: str = "F001", who: str = "F001"
) -> str:
    return services.upload_sealed_page(
        actor=world.people[who].contact,
        return_uuid=world.uuid(firm),
        content=content,
        filename="scan.pdf" if content.startswith(b"%PDF") else "scan.png",
        typed=typed,
    )


def _change(world: World) -> None:
    services.save_line(
        actor=world.people["F001"].preparer,
        return_uuid=world.uuid("F001"),
        line="A04",
        typed="7",
        reason="It was left out.",
    )


@pytest.mark.django_db
def test_a_scan_is_matched_by_the_code_read_or_typed_and_kept_once(world: World) -> None:
    world.submit("F001")
    code, content = form.form_paper(world.row("F001"))
    assert _upload(world, content) == code
    assert _upload(world, content, typed=code.lower()) == code
    assert _upload(world, PNG, typed=code) == code
    pages = papers.sealed_pages(world.row("F001"))
    assert [(p.source, p.is_current) for p in pages] == [("typed", True), ("read", True)]
    attached = evidence.attachments(
        room="indicators", object_kind="sealed_page", object_uuid=pages[1].uuid
    )
    assert [one.sha256 for one in attached] == [pages[1].sha256]


@pytest.mark.django_db
def test_a_scan_of_a_changed_version_is_refused_and_the_kept_one_says_so(world: World) -> None:
    uuid = world.submit("F001")
    code, content = form.form_paper(world.row("F001"))
    _upload(world, content)
    services.send_back(actor=world.officer, return_uuid=uuid, reason="A04 is empty.")
    _change(world)
    assert [p.is_current for p in papers.sealed_pages(world.row("F001"))] == [False]
    with pytest.raises(Conflict, match="changed after"):
        _upload(world, content)
    world.sign("F001")
    with pytest.raises(Conflict, match="earlier version"):
        _upload(world, content)
    newer, fresh = form.form_paper(world.row("F001"))
    assert newer != code
    assert _upload(world, fresh) == newer
    assert [p.is_current for p in papers.sealed_pages(world.row("F001"))] == [True, False]


@pytest.mark.django_db
def test_what_does_not_belong_is_refused(world: World) -> None:
    world.submit("F001")
    world.submit("F002")
    code, content = form.form_paper(world.row("F001"))
    other, others = form.form_paper(world.row("F002"))
    with pytest.raises(Invalid, match="not the code of this return"):
        _upload(world, others)
    with pytest.raises(Invalid, match="but the file says"):
        _upload(world, content, typed=other)
    with pytest.raises(Invalid, match="No code could be read"):
        _upload(world, PNG)
    with pytest.raises(Invalid):
        _upload(world, b"MZ not a picture", typed=code)
    with pytest.raises(Refused):
        _upload(world, content, who="F002")
    with pytest.raises(Conflict, match="not submitted"):
        _upload(world, PNG, typed=code, firm="F003", who="F003")
    assert not models.SealedPage.objects.exists()


def opened(client: Client, address: str) -> bytes:
    """A file read to its end."""
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_the_pages_of_firm_and_association_show_the_seal(world: World) -> None:
    uuid = world.submit("F001")
    code, content = form.form_paper(world.row("F001"))
    client = client_of(world.people["F001"].contact)
    assert b"No sealed page of this version" in client.get(f"{BASE}/{uuid}/").content
    printed = client.get(f"{BASE}/{uuid}/form/")
    assert printed["Content-Type"] == "application/pdf"
    assert scans.codes_of(printed.content) == {code}
    scan = SimpleUploadedFile("sealed.pdf", content)
    assert client.post(f"{BASE}/{uuid}/seal/", {"file": scan}).status_code == 302
    page = models.SealedPage.objects.get()
    officer = client_of(world.officer)
    review = officer.get(f"{BASE}/{uuid}/review/").content
    assert b"Matches the figures" in review
    assert code.encode() in review
    address = (
        f"{reverse('desk:file', args=[page.sha256])}?kind=indicators.sealed_page&uuid={page.uuid}"
    )
    assert address.replace("&", "&amp;").encode() in review
    assert opened(officer, address) == content
    stranger = client_of(world.people["F002"].contact)
    assert stranger.get(address).status_code == 403
    assert stranger.get(f"{BASE}/{uuid}/form/").status_code == 404
    assert b"Sealed" in officer.get(f"{BASE}/cycles/2020/").content


@pytest.mark.django_db
def test_an_uploaded_workbook_is_opened_by_its_firm_and_the_association_only(world: World) -> None:
    world.fill("F001")
    upload = models.Upload.objects.get()
    address = reverse("desk:file", args=[upload.sha256])
    for reader in (world.people["F001"].checker, world.officer):
        assert opened(client_of(reader), address) == world.workbook("F001")
    assert client_of(world.people["F002"].checker).get(address).status_code == 403


# --- Rows that are only ever added --------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["return_act", "change", "message", "upload", "chase", "sealed_page"]
)
def test_the_database_refuses_to_change_what_is_only_added(world: World, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')"
            " OR has_table_privilege(%s, 'TRUNCATE')",
            [f"indicators_{table}"] * 3,
        )
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [f"indicators_{table}"],
        )
        assert cursor.fetchone() == (2,)
