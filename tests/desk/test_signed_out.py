"""Somebody whose session ended while they wrote: they are asked to sign in, and come back to where they were."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/statistics/returns/?state=open"
ACT = "/account/act-as/"


def came_from(page: str) -> str:
    answer = Client().post(ACT, headers={"referer": page})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_form_leads_back_to_its_page_and_not_to_an_address_that_only_takes_forms() -> None:
    assert came_from(f"http://testserver{PAGE}").endswith(
        "?next=/statistics/returns/%3Fstate%3Dopen"
    )


@pytest.mark.parametrize(
    "page", ["", "https://evil.example/x", "javascript:alert(1)", "//evil.example"]
)
def test_nobody_is_led_to_a_foreign_page(page: str) -> None:
    assert came_from(page).endswith("?next=/")


def test_the_sign_in_does_not_take_the_place_of_what_was_typed() -> None:
    asked = {"hx-request": "true", "hx-current-url": f"http://testserver{PAGE}"}
    answer = Client(headers={"accept-language": "en"}).post(ACT, headers=asked)
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "main"
    assert answer.headers["HX-Reswap"].startswith("afterbegin")
    assert b"You were signed out" in answer.content
    assert b"<html" not in answer.content and b"password" not in answer.content


def test_a_part_of_a_page_asks_the_whole_page_to_sign_in() -> None:
    asked = {"hx-request": "true", "hx-current-url": f"http://testserver{PAGE}"}
    answer = Client().get("/statistics/returns/", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].endswith("?next=/statistics/returns/%3Fstate%3Dopen")
