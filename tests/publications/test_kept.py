"""What went out stays as it went out: in the database, in the files, and in what readers are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from concentric.desk import api as desk
from concentric.desk.types import HealthCheck
from concentric.publications import api as publications
from concentric.publications import models, queries
from concentric.publications.types import FileState, ReportFile
from tests.publications import world as worlds
from tests.publications.test_web import BASE, PAGE, client_of
from tests.publications.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.CONCENTRIC_LAKE = tmp_path / "lake"
    settings.CONCENTRIC_FILES = tmp_path / "files"
    opened = worlds.opened()
    worlds.short_report(opened)
    opened.issue()
    return opened


def public_page() -> ReportFile:
    """The public HTML file in English."""
    return queries.file_of("csr-2020-1", "csr-2020-1-public-en.html")


def health() -> Any:
    (check,) = [one for one in desk.registered(HealthCheck) if one.code == "published_files"]
    return check.run()


@pytest.mark.parametrize(
    ("damage", "state"),
    [
        (lambda path: path.unlink(), FileState.MISSING),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b" "), FileState.CHANGED),
    ],
)
def test_a_file_that_is_not_what_was_issued_is_named_and_not_handed_out(
    world: World, damage: Any, state: FileState
) -> None:
    file = public_page()
    assert (queries.file_state(file), health().ok) == (FileState.INTACT, True)
    damage(file.path)
    assert publications.damaged_files() == ((file, state),)
    assert file.path.name in health().says
    public = client_of(None)
    page = public.get(PAGE).content.decode()
    assert page.count(f"files/{file.path.name}") == 0
    assert page.count("files/csr-2020-1-public-zh.html") == 1
    assert ("Lost" if state is FileState.MISSING else "Changed since") in page
    assert public.get(f"{PAGE}files/{file.path.name}").status_code in (404, 409)


def test_a_page_in_a_file_never_runs_as_a_page_of_the_site(world: World) -> None:
    answer = client_of(None).get(f"{PAGE}files/{public_page().path.name}")
    b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "change",
    [
        {"content": {}}, {"position": 1}, {"issued_at": timezone.now()}, {"code": "other"},
        {"withdrawal_zh": "x", "withdrawal_en": "x"},
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_an_issue(world: World, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Issue.objects.update(**change)


def test_an_issue_is_withdrawn_once_and_never_back(world: World) -> None:
    publications.withdraw_issue(
        actor=world.leader, issue="csr-2020-1", reason_zh="误", reason_en="Wrong"
    )
    for change in ({"withdrawn_at": None}, {"withdrawal_en": "Because"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.Issue.objects.update(**change)


@pytest.mark.parametrize("model", ["SignOff", "IssueValue", "IssueFile", "Erratum"])
def test_what_is_only_added_cannot_be_changed_or_removed(world: World, model: str) -> None:
    publications.announce_erratum(
        actor=world.head, issue="csr-2020-1", says_zh="更正", says_en="Corrected"
    )
    rows = getattr(models, model).objects
    assert rows.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(uuid=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.all()._raw_delete(rows.db)


def traced(public: Client, language: str = "en") -> str:
    return public.get(f"{PAGE}n/n1/").content.decode()


def test_the_trace_of_a_number_tells_its_erratum_and_the_withdrawal(world: World) -> None:
    public = client_of(None)
    assert "withdrawn" not in traced(public)
    publications.announce_erratum(
        actor=world.head, issue="csr-2020-1", says_zh="五家", says_en="Five, not six", span_code="n1"
    )  # fmt: skip
    assert "Five, not six" in traced(public)
    assert "Five, not six" not in public.get(f"{PAGE}n/n2/").content.decode()
    publications.withdraw_issue(
        actor=world.leader, issue="csr-2020-1", reason_zh="误", reason_en="A source was wrong"
    )
    for address in (PAGE, f"{PAGE}n/n1/", f"{PAGE}n/n2/"):
        assert "A source was wrong" in public.get(address).content.decode(), address
    assert "Withdrawn" in public.get(f"{BASE}published/").content.decode()
