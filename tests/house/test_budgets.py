"""Every page that links lead to costs as many queries with thirty firms as with one, and never more than its budget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from concentric.access.models import User
from concentric.indicators.returns import services
from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.programmes import api as programmes
from concentric.programmes.types import PairingKind
from tests.access import factories as make
from tests.indicators.returns import world as returns
from tests.programmes import factories

BUDGET = 40
"""Queries a page may take, the shell and the session among them."""
FEW, MANY = 1, 30
HREF = re.compile(r'href="(/[^"#]*)')
VISITORS = (None, (Role.OFFICER, "ASSOC"), (Role.CONTACT, "F001"))


def a_year_with(count: int) -> None:
    """So many firms with people, a return, a query on it, an invitation and a pairing each."""
    firms = [f"F{number:03d}" for number in range(1, count + 1)]
    world = returns.opened(firms)
    accord = factories.accord().uuid
    programmes.invite(
        actor=make.SYSTEM, accord=accord, organisations=firms, invited_on=date(2021, 10, 8)
    )
    for number, firm in enumerate(firms):
        members.admit_member(actor=make.SYSTEM, organisation=firm, valid_from=date(2019, 1, 1))
        county = f"1410{number + 40}"
        factories.county(county)
        programmes.propose_pairing(
            actor=make.SYSTEM, programme="RURAL", firm=firm, county=county,
            kind=PairingKind.JOINT, starts_on=date(2022, 1, 1),
        )  # fmt: skip
        services.raise_query(
            actor=world.officer, return_uuid=world.uuid(firm), line="B01", text="Why?"
        )


def signed_in(case: tuple[Role, str] | None) -> Client:
    client = Client()
    if case is not None:
        held = make.appointed(*case)
        make.account(held.person)
        client.force_login(
            User.objects.get(person__uuid=held.person),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    return client


def is_page(response: HttpResponse) -> bool:
    is_whole = response.status_code == 200 and not response.streaming
    return is_whole and "text/html" in response.headers["Content-Type"]


def view_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def reached(client: Client) -> Iterator[tuple[str, str]]:
    """View and address of each page somebody reaches from home, one of each view."""
    waiting, seen = ["/"], {"portal:home"}
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        if not is_page(response):
            continue
        yield view_of(address), address
        for found in HREF.findall(response.content.decode()):
            path = found.partition("?")[0]
            view = view_of(path)
            if view and view not in seen:
                seen.add(view)
                waiting.append(path)


def costs(count: int) -> dict[str, int]:
    """Queries of every page by its view, as the visitor to whom it is dearest, in a year with so many firms."""
    found: dict[str, int] = {}
    with transaction.atomic():
        a_year_with(count)
        for case in VISITORS:
            client = signed_in(case)
            for view, address in reached(client):
                with CaptureQueriesContext(connection) as seen:
                    client.get(address)
                found[view] = max(found.get(view, 0), len(seen))
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_no_page_costs_more_queries_when_there_are_more_rows() -> None:
    few, many = costs(FEW), costs(MANY)
    assert len(many) > 30, sorted(many)
    assert many["portal:home"] > 5, "the queries were not seen"
    assert {view: n for view, n in many.items() if n > BUDGET} == {}
    grown = {view: (few[view], n) for view, n in many.items() if n > few.get(view, n)}
    assert grown == {}
