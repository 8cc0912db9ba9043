"""`concentric publish`, on a database of its own, as the operator types it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from concentric.kernel.api import Actor, Role
from concentric.portal.cli.main import main
from concentric.publications import api as publications
from concentric.publications.types import ReportState
from tests.access import factories as make
from tests.publications import world

REPORT = world.REPORT


@pytest.fixture
def chain(command_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[Role, str]:
    """A report with its numbers, and the addresses of those who sign it."""
    for name, value in command_environment.items():
        monkeypatch.setenv(name, value)
    opened = world.opened()
    world.short_report(opened)
    return {
        role: account(actor)
        for role, actor in (
            (Role.OFFICER, opened.officer),
            (Role.DEPARTMENT_HEAD, opened.head),
            (Role.LEADER, opened.leader),
        )
    }


def account(actor: Actor) -> str:
    assert actor.person is not None
    return make.account(actor.person).email


def publish(*words: str, password: str = make.PASSWORD) -> Result:
    return CliRunner().invoke(main, ["publish", *words], input=f"{password}\n")


def said(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def sign(email: str, password: str = make.PASSWORD) -> Result:
    words = ("sign", REPORT, "--as", email, "--password-stdin", "--json")
    return publish(*words, password=password)


def test_three_sign_and_it_goes_out_and_comes_back(chain: dict[Role, str]) -> None:
    assert publish("check", REPORT).exit_code == 0
    for role in (Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER):
        signed = sign(chain[role])
        assert signed.exit_code == 0, signed.stdout
    assert said(signed)["state"] == ReportState.SIGNED
    issued = publish("issue", REPORT, "--base", "https://report.example.org", "--json")
    assert issued.exit_code == 0, issued.stdout
    assert {one["kind"] for one in said(issued)["files"]} == {"html", "pdf"}
    assert all(len(one["sha256"]) == 64 for one in said(issued)["files"])
    code = said(issued)["issue"]
    reasons = ("--reason-zh", "reason", "--reason-en", "reason")
    assert publish("withdraw", code, *reasons).exit_code == 0
    assert publications.issues()[0].withdrawn_at is not None
    assert publish("withdraw", code, *reasons).exit_code == 3


def test_nobody_signs_out_of_turn_twice_blindly_or_with_anothers_password(
    chain: dict[Role, str],
) -> None:
    publish("check", REPORT)
    refused = sign(chain[Role.OFFICER], password="not the password")
    assert refused.exit_code == 3
    assert "password" in said(refused)["error"]
    assert sign("nobody@example.org").exit_code == 3
    assert sign(chain[Role.LEADER]).exit_code == 3, "it is not their turn"
    words = ("sign", REPORT, "--as", chain[Role.OFFICER], "--password-stdin", "--digest", "0" * 64)
    assert publish(*words).exit_code == 3, "they saw something else"
    assert sign(chain[Role.OFFICER]).exit_code == 0
    assert sign(chain[Role.OFFICER]).exit_code == 3
    assert publish("issue", REPORT).exit_code == 3, "two signatures are missing"
    assert publications.issues() == ()


def test_an_unknown_report_is_named_and_usage_is_told() -> None:
    assert publish("sign", REPORT).exit_code == 2
    shown = publish("--help")
    assert shown.exit_code == 0
    for word in ("check", "sign", "issue", "withdraw"):
        assert word in shown.stdout


def test_what_stops_a_report_ends_with_one(chain: dict[Role, str]) -> None:
    from concentric.publications import models

    chapter = models.Chapter.objects.get(report__code=REPORT, code="poverty_alleviation")
    models.Chapter.objects.filter(id=chapter.id).update(text_en="")
    found = publish("check", REPORT, "--json")
    assert found.exit_code == 1
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert any(row["severity"] == "stops" for row in rows)
