"""Every route of the site × every role: the declared permission is the answer, a GET writes nothing, nothing breaks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, path, reverse

from concentric.access import api as access
from concentric.access.models import User
from concentric.desk.api import public_view
from concentric.desk.middleware import SESSION_TABLES
from concentric.desk.models import Job
from concentric.kernel.api import Actor, Role, uuid7
from concentric.members import api as members
from concentric.portal import urls as portal_urls
from concentric.programmes import api as programmes
from concentric.programmes.types import PairingKind
from tests.access import factories as make
from tests.house.rooms import none, routes
from tests.programmes import factories as programme_factories

SIGN_IN = "/accounts/login/"
CONVENER, FIRM, OTHER_FIRM, REGULATOR = "ASSOC", "F001", "F002", "REGUL"
CAST: tuple[tuple[Role, str] | None, ...] = (
    None,
    *((role, CONVENER) for role in (
        Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER, Role.EDITOR, Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR,
    )),
    *((role, FIRM) for role in (Role.CONTACT, Role.PREPARER, Role.CHECKER, Role.SIGNATORY, Role.ANALYST)),
    (Role.CONTACT, OTHER_FIRM),
    (Role.REGULATOR, REGULATOR),
)  # fmt: skip
"""Everybody who may come: nobody, then one person per role and organisation."""


def test_every_role_is_in_the_cast() -> None:
    assert {case[0] for case in CAST if case} == set(Role) - {Role.SYSTEM}


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What breaks is said once, by the test; Django's log of it would be thousands of lines."""
    caplog.set_level(logging.CRITICAL, "django.request")


# --- The little world -------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """Rows that routes can name."""

    samples: dict[str, dict[str, Any]]
    """Arguments by the name of a route, or by the name of its namespace."""

    def arguments(self, view_name: str, names: list[tuple[str, str]]) -> dict[str, Any]:
        """Arguments for a route (kind and name of each): of a row that is there if one is known, else of none."""
        known = self.samples.get(view_name) or self.samples.get(view_name.partition(":")[0]) or {}
        by_kind = {"uuid": uuid7(), "int": 1, "slug": "none"}
        by_name = {"code": FIRM, "sha256": "0" * 64}
        return {
            name: known.get(name, by_name.get(name, by_kind.get(kind, "none")))
            for kind, name in names
        }


@pytest.fixture
def world(db: None) -> World:
    """A convener, two firms, a county, an accord with invitations, a pairing, a population, a job."""
    since = date(2020, 1, 1)
    programme_factories.catalogue()
    for code in (CONVENER, FIRM, OTHER_FIRM, REGULATOR):
        make.organisation(code)
    for code in (FIRM, OTHER_FIRM):
        members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=since)
    members.define_population(
        actor=make.SYSTEM, code="returns", organisations=[FIRM, OTHER_FIRM], valid_from=since
    )
    programme_factories.county("141031")
    accord = programme_factories.accord().uuid
    programmes.invite(
        actor=make.SYSTEM,
        accord=accord,
        organisations=[FIRM, OTHER_FIRM],
        invited_on=date(2021, 10, 8),
    )
    pairing = programmes.propose_pairing(
        actor=make.SYSTEM, programme="RURAL", firm=FIRM, county="141031",
        kind=PairingKind.JOINT, starts_on=date(2022, 1, 1),
    )  # fmt: skip
    invitation = programmes.invitations_of(FIRM)[0].uuid
    return World(
        {
            "access": {"uuid": make.appointed(Role.CHECKER, FIRM).uuid},
            "places:place": {"code": "141031"},
            "parties:rename": {"code": REGULATOR},  # a member is renamed and ended on its own page
            "parties:close": {"code": REGULATOR},
            "members:population": {"code": "returns"},
            "programmes:accord": {"uuid": accord},
            "programmes:countersign": {"uuid": accord},
            "programmes:mark_silent": {"uuid": accord},
            "programmes:import": {"uuid": accord},
            "programmes:invitation": {"uuid": invitation},
            "programmes:sign": {"uuid": invitation},
            "programmes:decline": {"uuid": invitation},
            "programmes:invite": {"uuid": accord},
            "programmes:enter_signature": {"uuid": invitation},
            "programmes:void_signature": {"uuid": invitation},
            "programmes:programme": {"code": "RURAL"},
            "programmes:publish": {"code": "RURAL"},
            "programmes:targets": {"code": "RURAL"},
            "programmes": {"uuid": pairing.uuid},
        }
    )


def visitor(case: tuple[Role, str] | None) -> tuple[Client, Actor]:
    """A browser in which that person is signed in, and the Actor the site makes of them."""
    client = Client()
    if case is None:
        return client, Actor.anonymous()
    held = make.appointed(*case)
    make.account(held.person)
    client.force_login(
        User.objects.get(person__uuid=held.person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client, access.actor_for_appointment(held.uuid)


# --- Asking -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """A route with an address that can be asked for."""

    view_name: str
    address: str
    view: Callable[..., HttpResponse]

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.startswith(("concentric.", "tests."))


def asked(world: World) -> Iterator[Route]:
    """Every route of the site, with an address."""
    for spaces, written, pattern in routes():
        view_name = ":".join((*spaces, pattern.name or ""))
        plain = re.sub(r"\(\?P<", "(<", written)
        arguments = world.arguments(view_name, re.findall(r"<(?:(\w+):)?(\w+)>", plain))
        try:
            yield Route(view_name, reverse(view_name, kwargs=arguments), pattern.callback)
        except NoReverseMatch:
            yield Route(view_name, "", pattern.callback)


def rows_written() -> dict[str, int]:
    """Rows written so far in this transaction, by table, also those taken back: PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {table: count for table, count in cursor.fetchall() if table not in SESSION_TABLES}


@dataclass(frozen=True)
class Answer:
    status: int
    leads_to: str
    fault: str
    wrote: list[str]


def ask(client: Client, method: str, address: str) -> Answer:
    """One request; whatever it wrote is counted and taken back."""
    before, fault, status, leads_to = rows_written(), "", 0, ""
    with transaction.atomic():
        try:
            response = client.generic(method, address)
            status, leads_to = response.status_code, response.headers.get("Location", "")
            if response.streaming:
                b"".join(response.streaming_content)  # a stream breaks where it is read
        except Exception as error:
            fault = f"breaks: {type(error).__name__}: {(str(error) or '-').splitlines()[0]}"
        transaction.set_rollback(True)
    after = rows_written()
    return Answer(status, leads_to, fault, [t for t, n in after.items() if n != before.get(t, 0)])


READ = {200, 204, 302, 304, 403, 404}
ACTED = {200, 204, 302, 303, 400, 403, 404, 409, 422, 503}
"""503 is a prerequisite said in words."""
HONEST = {"portal:healthz"}
"""What may answer a GET with 503: no divisions are loaded in the little world, and it says so."""


def fault_of(route: Route, method: str, actor: Actor, answer: Answer) -> str | None:
    """How the answer to a request differs from what the view declares, or `None`."""
    if answer.fault:
        return answer.fault
    if method == "GET" and answer.wrote:
        return f"wrote {', '.join(answer.wrote)}"
    if not route.is_ours:
        return None if answer.status in {*READ, 405} else f"answers {answer.status}"
    if not route.view.permission(actor):  # type: ignore[attr-defined]  # every view of ours declares it
        if answer.wrote:
            return f"is not open and wrote {', '.join(answer.wrote)}"
        if actor.person is None:
            wanted = answer.status == 302 and answer.leads_to.startswith(SIGN_IN)
            return None if wanted else f"answers {answer.status} and not by asking to sign in"
        return None if answer.status == 403 else f"is not open and answers {answer.status}"
    if method not in route.view.methods:  # type: ignore[attr-defined]  # as above
        return (
            None if answer.status == 405 else f"does not take {method} and answers {answer.status}"
        )
    if answer.leads_to.startswith(SIGN_IN):
        return "is open and asks to sign in"
    allowed = ACTED if method == "POST" or route.view_name in HONEST else READ
    return None if answer.status in allowed else f"answers {answer.status}"


def faults(world: World, case: tuple[Role, str] | None, method: str) -> Iterator[str]:
    """Every fault that one person meets with one method on the whole site."""
    client, actor = visitor(case)
    who = "anonymous" if case is None else f"{case[0]} of {case[1]}"
    for route in asked(world):
        if method == "POST" and not route.is_ours:
            continue
        fault = (
            fault_of(route, method, actor, ask(client, method, route.address))
            if route.address
            else "has no address"
        )
        if fault:
            yield f"{method} {route.view_name} ({route.view.__module__}) by {who}: {fault}"


def said(case: Any) -> str:
    return "anonymous" if case is None else f"{case[0]}-{case[1]}"


@pytest.mark.parametrize("case", CAST, ids=said)
def test_every_page_answers_as_it_declares_and_writes_nothing(
    world: World, case: tuple[Role, str] | None
) -> None:
    none(faults(world, case, "GET"))


@pytest.mark.parametrize("case", CAST, ids=said)
def test_an_empty_form_is_answered_in_words_and_only_to_those_it_is_open_to(
    world: World, case: tuple[Role, str] | None
) -> None:
    none(faults(world, case, "POST"))


def test_every_page_of_a_row_is_reached_with_a_row_that_is_there(world: World) -> None:
    """A matrix that only met pages of rows that are not there would prove little."""
    client, _ = visitor((Role.ADMINISTRATOR, CONVENER))
    reached = [r for r in asked(world) if "GET" in getattr(r.view, "methods", ())]
    shown = [r for r in reached if ask(client, "GET", r.address).status in {200, 302}]
    assert len(shown) > 0.6 * len(reached), sorted(
        {r.view_name for r in reached} - {r.view_name for r in shown}
    )


# --- The matrix can fail ----------------------------------------------------------------------


@public_view()
def writes_on_get(request: HttpRequest) -> HttpResponse:
    Job.objects.create(kind="rogue")
    return HttpResponse("written")


@public_view()
def writes_inside_a_query(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("WITH added AS (INSERT INTO desk_job (uuid, kind, organisation, params, state, done, total,"
                       " says, result, failure, cancel_asked, created_at) VALUES (gen_random_uuid(), 'rogue', '', '{}',"
                       " 'waiting', 0, 0, '', '{}', '', false, now()) RETURNING id) SELECT id FROM added")  # fmt: skip
    return HttpResponse("written")


@public_view()
def breaks(request: HttpRequest) -> HttpResponse:
    raise KeyError("rogue")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


ROGUES = {
    "writes_on_get": "breaks: RuntimeError: a GET tried to insert desk_job",
    "writes_inside_a_query": "breaks: RuntimeError: a GET tried to insert desk_job",
    "breaks": "breaks: KeyError",
}
urlpatterns: list[URLPattern] = [
    *(
        path(f"{view.__name__}/", view, name=view.__name__)
        for view in (writes_on_get, writes_inside_a_query, breaks, undeclared)
    ),
    *portal_urls.urlpatterns,
]


@pytest.mark.parametrize("name", ROGUES)
def test_a_rogue_view_is_found(db: None, settings: Any, name: str) -> None:
    settings.ROOT_URLCONF = __name__
    route = Route(name, f"/{name}/", globals()[name])
    fault = fault_of(route, "GET", Actor.anonymous(), ask(Client(), "GET", route.address))
    assert fault is not None and fault.startswith(ROGUES[name])


def test_a_view_without_a_declaration_is_refused(db: None, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    assert ask(Client(), "GET", "/undeclared/").status == 403


def test_an_answer_that_is_not_the_declared_one_is_found() -> None:
    route = Route("x", "/x/", public_view(methods=("POST",))(undeclared))
    nobody = Actor.anonymous()
    assert fault_of(route, "GET", nobody, Answer(405, "", "", [])) is None
    assert (
        fault_of(route, "GET", nobody, Answer(200, "", "", []))
        == "does not take GET and answers 200"
    )
    assert fault_of(route, "POST", nobody, Answer(500, "", "", [])) == "answers 500"
    assert (
        fault_of(route, "POST", nobody, Answer(302, SIGN_IN, "", []))
        == "is open and asks to sign in"
    )
    assert fault_of(route, "POST", nobody, Answer(200, "", "", ["desk_job"])) is None
    assert fault_of(route, "GET", nobody, Answer(200, "", "", ["desk_job"])) == "wrote desk_job"


def test_what_is_written_and_taken_back_is_counted(db: None) -> None:
    before = rows_written()
    with transaction.atomic():
        Job.objects.create(kind="rogue")
        transaction.set_rollback(True)
    assert rows_written().get("desk_job", 0) == before.get("desk_job", 0) + 1
