"""The pages of places, through the whole stack."""

from __future__ import annotations

from datetime import date

import pytest

from concentric.kernel.api import Role
from concentric.places import api, models
from tests.parties.test_web import client_of
from tests.places.conftest import SYSTEM

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


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("path", "typed", "code"),
    [
        ("zones/", "CN-ZONE-320576", b"CN-ZONE-320576"),
        ("regions/", "CN-REG-3302", b"CN-REG-330200"),
        ("county-lists/", "141031", b"/places/141031/"),
    ],
)
def test_every_list_of_places_is_searched_and_exported(
    path: str, typed: str, code: bytes, language: str
) -> None:
    models.StatisticalRegion.objects.create(
        code="CN-REG-330200",
        list_code="provinces_and_planned_cities",
        kind="planned_city",
        division_code="330200",
        name="Ningbo",
        name_en="Ningbo",
        sort_key="ningbo",
        valid_from=date(1987, 2, 24),
    )
    tag("141031")
    client = client_of(Role.CONTACT, "F001", language)
    assert code in client.get(f"/places/{path}", {"q": typed}).content
    assert code not in client.get(f"/places/{path}", {"q": "no such place"}).content
    assert client.get(f"/places/{path}", {"export": "xlsx"}).content[:2] == b"PK"


@pytest.mark.parametrize("path", ["", "zones/", "regions/", "county-lists/", "sites/"])
def test_one_row_costs_as_many_queries_as_thirty(
    path: str, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        api.register_site(actor=SYSTEM, name=f"Site {number:02}", place="141031")
        tag("141031", since=date(1990 + number, 1, 1))
    client = client_of(Role.CONTACT, "F001")
    client.get(f"/places/{path}")  # what is kept after the first request
    for typed in ("Site 01", ""):
        with django_assert_max_num_queries(9):  # type: ignore[operator]  # a fixture that is a function
            assert client.get(f"/places/{path}", {"q": typed}).status_code == 200


def test_a_page_of_a_county_shows_its_names_and_what_became_of_it_by_date() -> None:
    client = client_of(Role.CONTACT, "F001")
    now = client.get("/places/330102/").content.decode()
    assert "/places/330104/" in now, "a county that was merged into this one"
    then = client.get("/places/330104/", {"on": "2022-01-01"}).content.decode()
    assert "/places/330102/?on=2022-01-01" in then, "under which code it stood on that day"
    before = client.get("/places/330104/", {"on": "2020-01-01"}).content.decode()
    assert "/places/330102/?on=2020-01-01" not in before
    assert client.get("/places/330104/", {"on": "no day"}).status_code == 200


def test_a_contact_registers_a_site_by_the_name_of_its_place() -> None:
    client = client_of(Role.CONTACT, "F001")
    wrong = client.post("/places/sites/new/", {"name": "Hope School", "place": "Nowhere"})
    assert wrong.status_code == 422
    assert b'value="Hope School"' in wrong.content, "nothing typed is lost"
    assert client.get("/places/sites/new/?place=141031").status_code == 200
    made = client.post("/places/sites/new/", {"name": "Hope School", "place": "\u96b0\u53bf"})
    assert (made.status_code, made["Location"]) == (302, "/places/141031/")
    assert b"Hope School" in client.get("/places/141031/").content
    assert b"Hope School" in client.get("/places/141000/").content, "a place holds what lies within"
    assert b"Hope School" in client.get("/places/sites/", {"q": "hope"}).content
    preparer = client_of(Role.PREPARER, "F001")
    assert preparer.get("/places/sites/new/").status_code == 403
    assert preparer.post("/places/sites/new/", {"name": "x", "place": "141031"}).status_code == 403


def tag(code: str, since: date = date(2017, 9, 1)) -> None:
    models.PlaceTag.objects.create(
        tag="old_revolutionary_base", division_code=code, valid_from=since, source="a list"
    )
