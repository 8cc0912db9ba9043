"""Log, verification, seals and health, through the whole stack."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concentric.audit import api as audit
from concentric.desk.api import run_job
from concentric.kernel.api import Role, shanghai_day
from concentric.kernel.types import Actor
from concentric.portal import labels, services
from concentric.portal.queries import books
from concentric.portal.queries.log import Wanted
from tests.access import factories as make
from tests.members.test_web import client_of

LOG = "/assurance/log/"
VERIFICATION = "/assurance/verification/"


def logged(number: int, act: str = "members.admitted", organisation: str = "F001") -> None:
    for _ in range(number):
        audit.log(
            actor=make.SYSTEM,
            act=act,
            object_kind="membership",
            object_uuid=uuid4(),
            organisation=organisation,
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.AUDITOR, "ASSOC", 200),
        (Role.LEADER, "ASSOC", 200),
        (Role.ADMINISTRATOR, "ASSOC", 200),
        (Role.OFFICER, "ASSOC", 403),
        (Role.CONTACT, "F001", 403),
    ],
)
def test_who_reads_the_log_and_who_verifies(role: Role, code: str, status: int) -> None:
    client = client_of(role, code)
    assert client.get(LOG).status_code == status
    assert client.get(VERIFICATION).status_code == status


@pytest.mark.django_db
def test_health_is_for_administrators() -> None:
    page = client_of(Role.ADMINISTRATOR, "ASSOC").get("/assurance/health/")
    assert page.status_code == 200
    assert b"front" in page.content
    assert client_of(Role.AUDITOR, "ASSOC").get("/assurance/health/").status_code == 403


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in() -> None:
    for path in (LOG, VERIFICATION, "/assurance/health/", "/assurance/seals/facts/"):
        assert "/login/" in Client().get(path).headers["Location"]


def acts_of(client: Client, query: str) -> list[str]:
    return [str(row.cells[1].value) for row in client.get(LOG + query).context["page"].rows]


@pytest.mark.django_db
def test_the_log_is_searched_by_act_organisation_and_day() -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(2, "members.admitted", "F001")
    logged(1, "members.ended", "F002")
    logged(1, "programmes.accord_signed", "F002")
    assert set(acts_of(client, "?act=members.")) == {"members.admitted", "members.ended"}
    assert acts_of(client, "?act=members.ended") == ["members.ended"]
    assert set(acts_of(client, "?organisation=f002")) == {
        "members.ended",
        "programmes.accord_signed",
    }
    today = shanghai_day(timezone.now())
    assert len(acts_of(client, f"?act=members.&since={today}&until={today}")) == 3
    assert acts_of(client, f"?act=members.&until={today - timedelta(days=1)}") == []
    assert acts_of(client, f"?act=members.&since={today + timedelta(days=1)}") == []


@pytest.mark.django_db
def test_a_date_that_does_not_read_says_so_and_the_rest_still_counts() -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(1, "members.ended", "F002")
    page = client.get(LOG + "?act=members.ended&since=yesterday")
    assert b"text-seal" in page.content
    assert [str(row.cells[1].value) for row in page.context["page"].rows] == ["members.ended"]


@pytest.mark.django_db
def test_the_log_goes_on_behind_its_page_without_losing_or_repeating() -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(120)
    seen: list[str] = []
    query = "?act=members.admitted"
    while True:
        page = client.get(LOG + query).context["page"]
        seen += [str(row.cells[4].value) for row in page.rows]
        if not page.next_token:
            break
        query = f"?act=members.admitted&page={page.next_token}"
    assert len(seen) == len(set(seen)) == 120
    assert client.get(LOG + "?page=damaged").status_code == 422


@pytest.mark.django_db
def test_the_log_costs_the_same_for_1_row_and_for_many() -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    make.organisation("F001")
    logged(1)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(LOG + "?act=members.")
        counts.append(len(seen))
        logged(40)
    assert counts[0] == counts[1] <= 8


@pytest.mark.django_db
def test_the_log_is_exported_whole_and_names_no_person() -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(60)
    page = client.get(LOG + "?act=members.&export=csv")
    lines = page.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 61
    assert client.get(LOG + "?export=xlsx").content[:2] == b"PK"
    assert b"Wang" not in page.content


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_assurance_answers_in_both_languages(language: str) -> None:
    auditor = client_of(Role.AUDITOR, "ASSOC", language)
    administrator = client_of(Role.ADMINISTRATOR, "ASSOC", language)
    for client, path in (
        (auditor, LOG),
        (auditor, LOG + "?act=none"),
        (auditor, VERIFICATION),
        (auditor, VERIFICATION + "?line=nonsense"),
        (administrator, "/assurance/health/"),
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert page.content.count(b"<h1") == 1, path


def verify_through_the_page(client: Client) -> None:
    started = client.post(VERIFICATION)
    assert started.status_code == 302
    run_job(started.headers["Location"].rstrip("/").rsplit("/", 1)[-1])  # type: ignore[arg-type]  # a uuid in words


def test_verification_runs_as_a_job_and_its_outcome_is_logged(committed_db: str) -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(3)
    assert b"Never verified" in client.get(VERIFICATION).content
    verify_through_the_page(client)
    page = client.get(VERIFICATION)
    assert page.context["newest"].ok
    assert page.context["newest"].rows >= 3
    assert b"callout--good" in page.content
    assert b"Verify the books" not in client.get("/").content


def test_verification_names_the_row_that_was_changed(
    committed_db: str, owner_connection: psycopg.Connection[Any]
) -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(3)
    audit.seal_all()
    with owner_connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE audit_entry SET organisation = 'F999' WHERE id ="
            " (SELECT min(id) FROM audit_entry WHERE act = 'members.admitted') RETURNING uuid"
        )
        row = cursor.fetchone()
    owner_connection.commit()
    assert row is not None
    verify_through_the_page(client)
    page = client.get(VERIFICATION)
    assert not page.context["newest"].ok
    assert str(row[0]).encode() in page.content
    assert b"The books do not agree" in client.get("/").content


def test_a_kept_line_is_known_again_and_a_forged_one_is_not(committed_db: str) -> None:
    client = client_of(Role.AUDITOR, "ASSOC")
    logged(1)
    audit.seal_all()
    kept = client.get("/assurance/seals/audit/")
    assert "attachment" in kept.headers["Content-Disposition"]
    line = kept.content.decode().strip()
    logged(1)
    audit.seal_all()
    known = client.get(VERIFICATION, {"line": line})
    assert known.context["answer"] == {"stands": True}
    words = line.split()
    forged = " ".join([*words[:4], "0" * 64, words[5]])
    assert client.get(VERIFICATION, {"line": forged}).context["answer"] == {"stands": False}
    assert "error" in client.get(VERIFICATION, {"line": "a line"}).context["answer"]
    assert client.get("/assurance/seals/nothing/").status_code == 404


@pytest.mark.django_db
def test_only_readers_of_the_log_have_the_books_verified() -> None:
    with pytest.raises(services.Refused):
        services.start_verification(actor=make.acting(Role.CONTACT, "F001"))


@pytest.mark.django_db
def test_a_firm_never_sees_the_outcome_of_a_verification() -> None:
    assert books.newest_verification(Actor.anonymous()) is None


def test_acts_have_words_and_an_unknown_one_shows_its_code() -> None:
    assert str(labels.act_label("members.merged")) != "members.merged"
    assert labels.act_label("new.act") == "new.act"
    assert {act.split(".")[0] for act in labels.ACTS} <= set(labels.ROOMS)


LOGGED = re.compile(r'(?:\bact=|\b_?log\w*\(\s*(?:actor=)?actor,\s*)"([a-z_]+\.[a-z_]+)"')
"""An act as a service writes it to the log."""


def test_every_act_that_a_service_logs_has_words() -> None:
    rooms = Path(labels.__file__).parents[1]
    logged = {
        act for path in rooms.rglob("*.py") for act in LOGGED.findall(path.read_text("utf-8"))
    }
    assert len(logged) > 50
    assert sorted(logged - set(labels.ACTS)) == []


@pytest.mark.django_db
def test_healthz_answers_without_signing_in() -> None:
    assert Client().get("/healthz").json()["checks"]


def test_an_export_asks_for_the_same_as_its_page() -> None:
    wanted = Wanted(act="a.", organisation="F001", since=date(2022, 4, 11))
    assert wanted.query() == "act=a.&organisation=F001&since=2022-04-11"
    assert Wanted().query() == ""
