"""The pages of computed values, for each kind of reader, through the whole stack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concentric.access import api as access
from concentric.desk.api import registered
from concentric.desk.types import FactUser
from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.types import Value, Withheld
from concentric.kernel.api import Actor, Period, Role
from tests.access import factories as make
from tests.indicators.compute.conftest import admitted
from tests.indicators.compute.test_services import deal

YEARS = (Period.year(2019), Period.year(2020))
YEAR = YEARS[1]


@pytest.fixture
def computed(firms: tuple[str, ...]) -> tuple[str, ...]:
    """Deals of two years, computed: three firms on one board, one alone on another."""
    before = {"covers_from": date(2019, 3, 1), "covers_to": date(2019, 3, 1)}
    facts.record_many(
        actor=make.SYSTEM,
        drafts=[
            deal("F001", 100), deal("F002", 60), deal("F003", 40), deal("F001", 7, dims={"board": "main"}),
            deal("F001", 50, **before), deal("F002", 30, **before), deal("F003", 20, **before),
        ],
    )  # fmt: skip
    indicators.compute_standing(actor=make.SYSTEM, periods=YEARS)
    return firms


def signed_in(role: Role, organisation: str, language: str = "en") -> Client:
    held = make.appointed(role, organisation)
    user = make.account(held.person)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post("/accounts/login/", {"login": user.email, "password": make.PASSWORD})
    assert answer.status_code == 302
    return client


def officer(language: str = "en") -> Client:
    return signed_in(Role.OFFICER, access.convener_code(), language)


def value(code: str, cell: str = "", period: Period = YEAR) -> Value:
    pin = indicators.newest_pin()
    assert pin is not None
    return indicators.value_of(pin, code, period, cell)


def text(client: Client, url: str, status: int = 200, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == status, answer.content[:2000]
    return answer.content.decode()


PAGES = (
    "/statistics/", "/statistics/?by=organisation&area=giving", "/statistics/?by=board&area=giving",
    "/statistics/?period=2019&area=giving", "/statistics/indicators/D-AMOUNT/",
    "/statistics/indicators/D-AMOUNT/?by=organisation", "/statistics/indicators/D-SHARE/",
    "/statistics/firms/F001/", "/statistics/?as=csv", "/statistics/?as=xlsx",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_for_an_officer(computed: tuple[str, ...], language: str) -> None:
    client = officer(language)
    for url in PAGES:
        assert client.get(url).status_code == 200, url
    for code in ("D-AMOUNT", "D-SHARE", "D-MEDIAN"):
        page = text(client, f"/statistics/values/{value(code).uuid}/")
        assert "trace__step" in page


def test_before_anything_is_computed_pages_say_what_to_do(firms: tuple[str, ...]) -> None:
    assert "concentric compute --standing" in text(officer(), "/statistics/")


def test_the_matrix_shows_values_and_what_was_not_reported(computed: tuple[str, ...]) -> None:
    page = text(officer(), "/statistics/")
    assert ">207.00<" in page
    assert "Deals amount" in page or "D-AMOUNT" in page


def test_a_number_opens_in_the_drawer_and_as_a_page(computed: tuple[str, ...]) -> None:
    url = f"/statistics/values/{value('D-AMOUNT').uuid}/"
    client = officer()
    part = text(client, url, **{"hx-request": "true"})
    assert "<html" not in part and "Found again unchanged" in part
    assert "<html" in text(client, url)


def test_the_export_keeps_every_digit_and_the_code(computed: tuple[str, ...]) -> None:
    page = text(officer(), "/statistics/?as=csv")
    rows = [line.split(",") for line in page.splitlines()]
    amount = next(row for row in rows if row[0] == "D-AMOUNT")
    assert [Decimal(cell) for cell in amount[-2:]] == [100, 207]


def test_a_page_may_be_read_as_recorded_by_an_earlier_computation(
    computed: tuple[str, ...],
) -> None:
    earlier = indicators.newest_run()
    assert earlier is not None
    facts.record_many(actor=make.SYSTEM, drafts=[deal("F001", 1000)])
    indicators.compute_standing(actor=make.SYSTEM, periods=YEARS)
    client = officer()
    assert ">1,207.00<" in text(client, "/statistics/")
    then = text(client, f"/statistics/?at={earlier.uuid}")
    assert ">207.00<" in then and ">1,207.00<" not in then
    assert "First computed" in text(client, "/statistics/indicators/D-AMOUNT/")
    text(client, "/statistics/?at=nonsense", 404)
    text(client, "/statistics/?period=1999", 404)


def test_a_firm_sees_its_own_beside_its_peers_and_no_other(computed: tuple[str, ...]) -> None:
    client = signed_in(Role.CONTACT, "F001")
    own = text(client, "/statistics/firm/")
    assert ">107.00<" in own and "Median of peers" in own and "60" in own
    text(client, "/statistics/firms/F002/", 404)
    text(client, f"/statistics/values/{value('D-AMOUNT', 'organisation=F002').uuid}/", 404)
    trace = text(client, f"/statistics/values/{value('D-AMOUNT').uuid}/")
    assert "Facts of other members are counted, not listed." in trace
    assert "Sample F002" not in trace
    assert "organisation" not in _choices(text(client, "/statistics/?area=giving"))


def _choices(page: str) -> list[str]:
    import re

    return re.findall(r'<option value="([^"]*)"', page)


def test_a_cell_of_one_member_is_withheld_with_the_cell_beside_it(
    computed: tuple[str, ...],
) -> None:
    contact = make.acting(Role.CONTACT, "F002")
    pin = indicators.newest_pin()
    assert pin is not None
    line = indicators.kept(pin, ["D-AMOUNT"], [YEAR], ("board",))
    shown = {v.code: v for v in indicators.disclosed(contact, line)}
    assert shown["board=main"].withheld is Withheld.TOO_FEW
    assert shown["board=star"].withheld is Withheld.COMPLEMENT
    assert all(v.exact is None and v.facts == 0 for v in shown.values())
    everything = indicators.disclosed(make.SYSTEM, line)
    assert [v.withheld for v in everything] == [None, None]
    page = text(signed_in(Role.CONTACT, "F002"), "/statistics/indicators/D-AMOUNT/?by=board")
    assert "Too few members stand behind this figure." in page and ">7.00<" not in page
    hidden = text(
        signed_in(Role.CONTACT, "F003"), f"/statistics/values/{shown['board=main'].uuid}/"
    )
    assert "Too few members" in hidden and "Sample F001" not in hidden


def test_the_public_gets_no_single_member(computed: tuple[str, ...]) -> None:
    pin = indicators.newest_pin()
    assert pin is not None
    found = indicators.for_public(indicators.kept(pin, ["D-AMOUNT"], [YEAR], ("organisation",)))
    assert found == ()
    released = indicators.for_public(
        indicators.kept(pin, ["D-AMOUNT"], [YEAR], ("board",)), released=["board=main"]
    )
    assert [v.withheld for v in released] == [None, None]


@pytest.mark.parametrize("url", ["/statistics/", "/statistics/firms/F001/"])
def test_nobody_signed_in_sees_nothing(computed: tuple[str, ...], url: str) -> None:
    assert Client().get(url).status_code in (302, 403)


def test_a_record_knows_the_values_that_use_it(computed: tuple[str, ...]) -> None:
    pin = indicators.newest_pin()
    assert pin is not None
    trace = indicators.trace(actor=make.SYSTEM, uuid=value("D-AMOUNT").uuid)
    fact = trace.facts[0].fact
    (user,) = [one for one in registered(FactUser) if one.room == "indicators"]
    uses = user.uses(make.SYSTEM, fact.uuid)
    assert any(str(value("D-AMOUNT").uuid) in (use.url or "") for use in uses)
    assert user.uses(Actor.anonymous(), fact.uuid) == ()


@pytest.mark.parametrize(
    "url",
    [
        "/statistics/", "/statistics/?by=organisation&area=giving", "/statistics/indicators/D-AMOUNT/?by=organisation",
        "/statistics/firms/F001/", "/statistics/counties/530102/", "/statistics/?by=board&area=giving&as=csv",
    ],
)  # fmt: skip
def test_pages_ask_as_few_queries_for_thirty_members_as_for_three(
    computed: tuple[str, ...], url: str
) -> None:
    client = officer()
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    more = tuple(f"F{number:03d}" for number in range(4, 34))
    _more(more)
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few) <= 20


def _more(codes: tuple[str, ...]) -> None:
    admitted(codes)
    facts.record_many(actor=make.SYSTEM, drafts=[deal(code, 10) for code in codes])
    indicators.compute_standing(actor=make.SYSTEM, periods=YEARS)
