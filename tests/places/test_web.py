"""The pages of places, through the whole stack."""

from __future__ import annotations

import pytest

from concentric.kernel.api import Role
from tests.parties.test_web import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.mark.parametrize(("language", "name"), [("en", "Xi County"), ("zh-hans", "隰县")])
def test_places_are_found_and_shown_in_both_languages(language: str, name: str) -> None:
    client = client_of(Role.CONTACT, "F001", language)
    for typed in ("xixian", "隰县", "141031"):
        assert name in client.get("/places/", {"q": typed}).content.decode()
    page = client.get("/places/141031/")
    assert page.status_code == 200
    assert name in page.content.decode()


def test_a_merged_county_leads_to_its_successor() -> None:
    client = client_of(Role.CONTACT, "F001")
    page = client.get("/places/330104/").content.decode()
    assert "/places/330102/" in page
    assert client.get("/places/999999/").status_code == 404


def test_a_zone_and_an_export() -> None:
    client = client_of(Role.CONTACT, "F001")
    assert "/places/320500/" in client.get("/places/CN-ZONE-320576/").content.decode()
    answer = client.get("/places/", {"q": "xixian", "export": "csv"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "141031" in content.decode("utf-8-sig")
