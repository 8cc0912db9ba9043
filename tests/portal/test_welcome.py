"""The first page of somebody who is not signed in, once something is published."""

from __future__ import annotations

import pytest
from django.test import Client

from concentric.kernel.api import Actor
from concentric.publications import api as publications
from tests.publications import world

pytestmark = pytest.mark.django_db


def door() -> Client:
    return Client(headers={"accept-language": "en"})


def test_the_newest_issue_that_stands_shows_its_numbers_with_their_public_trace() -> None:
    opened = world.opened()
    world.short_report(opened)
    issued = opened.issue()
    page = door().get("/")
    headline = page.context["headline"]
    assert headline["info"].code == issued.code
    assert [(one.value, one.unit) for one in headline["figures"]] == [("5", "")]
    trace = headline["figures"][0].url
    assert f'href="{trace}"'.encode() in page.content
    assert door().get(trace).status_code == 200
    publications.withdraw_issue(
        actor=Actor.system("test"), issue=issued.code, reason_zh="x", reason_en="Wrong."
    )
    gone = door().get("/")
    assert gone.context["headline"] is None
    assert b"Withdrawn" in gone.content
