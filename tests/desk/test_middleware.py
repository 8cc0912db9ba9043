"""What every request passes: declared permission, no writing on GET, errors in words, content security."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from psycopg import sql

from concentric.desk import middleware
from concentric.desk.declare import public_view, view
from concentric.desk.models import Job
from concentric.kernel.api import Actor, Conflict, Role, Unavailable, msgid, uuid7

OFFICER = Actor(uuid7(), None, "F001", frozenset({Role.OFFICER}), False, None, "Wang")
ERROR = Conflict(
    msgid("There is no such job."),
    why=msgid("It is damaged."),
    remedy=msgid("Open the list again."),
)


def asked(rf: RequestFactory, path: str = "/x/", actor: Actor = OFFICER, **headers: str) -> Any:
    request = rf.get(path, headers=headers)
    request.actor = actor  # type: ignore[attr-defined]  # access's middleware sets it on a live request
    request.LANGUAGE_CODE = "en"
    return request


def declared(request: HttpRequest, function: Any) -> HttpResponse | None:
    guard = middleware.DeclaredPermission(lambda r: HttpResponse())
    return guard.process_view(request, function, (), {})


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


@pytest.mark.django_db
def test_a_view_without_a_declaration_is_refused(rf: RequestFactory) -> None:
    answer = declared(asked(rf), page)
    assert answer is not None
    assert answer.status_code == 403
    assert declared(asked(rf), SimpleNamespace(__module__="allauth.account.views")) is None


@pytest.mark.django_db
def test_a_permission_is_asked_and_nobody_is_sent_to_sign_in(rf: RequestFactory) -> None:
    auditors = view(lambda actor: actor.has(Role.AUDITOR))(page)
    refused = declared(asked(rf), auditors)
    assert refused is not None
    assert refused.status_code == 403
    nobody = declared(asked(rf, "/x/?a=1", Actor.anonymous()), auditors)
    assert nobody is not None
    assert nobody.headers["Location"].endswith("?next=/x/%3Fa%3D1")
    program = declared(asked(rf, actor=Actor.anonymous(), accept="application/json"), auditors)
    assert program is not None
    assert program.status_code == 403
    assert declared(asked(rf, actor=Actor.anonymous()), public_view()(page)) is None


@pytest.mark.parametrize(
    ("method", "status"),
    [("get", 200), ("head", 200), ("post", 405), ("put", 405), ("delete", 405)],
)
def test_only_declared_methods_are_answered(rf: RequestFactory, method: str, status: int) -> None:
    assert public_view()(page)(getattr(rf, method)("/")).status_code == status


def answered(rf: RequestFactory, method: str, act: Any) -> Any:
    def handler(_request: HttpRequest) -> HttpResponse:
        act()
        return HttpResponse()

    return middleware.ReadOnlyGet(handler)(getattr(rf, method)("/"))


def run(statement: Any) -> Any:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return act


ACTS = [
    lambda: Job.objects.create(kind="x"),
    lambda: Job.objects.all().delete(),
    lambda: Job.objects.bulk_create([Job(kind="x")]),
    lambda: list(Job.objects.select_for_update()),
    run("WITH x AS (UPDATE desk_job SET says = 'a' RETURNING id) SELECT * FROM x"),
    run(sql.SQL("DELETE FROM {}").format(sql.Identifier("desk_job"))),
    run(b"TRUNCATE desk_job"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_get_writes_nothing(rf: RequestFactory, act: Any, method: str) -> None:
    with pytest.raises(RuntimeError, match="writing belongs to POST"):
        answered(rf, method, act)


@pytest.mark.django_db
def test_a_post_writes_and_a_get_reads(rf: RequestFactory) -> None:
    answered(rf, "post", lambda: Job.objects.create(kind="x"))
    answered(rf, "get", lambda: list(Job.objects.filter(kind="x").values()))
    answered(rf, "get", run("UPDATE django_session SET expire_date = now()"))
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_an_error_is_a_page_a_part_or_json(rf: RequestFactory) -> None:
    with translation.override("en"):
        _every_form_of_an_error(rf)


def _every_form_of_an_error(rf: RequestFactory) -> None:
    whole = middleware.error_response(asked(rf), ERROR)
    part = middleware.error_response(asked(rf, **{"HX-Request": "true"}), ERROR)
    assert (whole.status_code, part.status_code) == (409, 409)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    for words in (b"There is no such job.", b"Open the list again."):
        assert words in whole.content
        assert words in part.content
    for request in (asked(rf, accept="application/json"), asked(rf, "/api/x")):
        answer = middleware.error_response(request, ERROR)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content) == {
            "status": 409, "title": "There is no such job.",
            "detail": "It is damaged.", "remedy": "Open the list again.",
        }  # fmt: skip
    assert "HX-Request" in whole.headers["Vary"]


@pytest.mark.parametrize(
    "accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "", "text/html,application/json"]
)
def test_a_browser_gets_a_page(rf: RequestFactory, accept: str) -> None:
    assert not middleware.wants_json(asked(rf, accept=accept))


@pytest.mark.django_db
def test_only_the_products_own_errors_are_said_and_faults_are_logged(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    pages = middleware.ErrorPages(lambda r: HttpResponse())
    assert pages.process_exception(asked(rf), ValueError("x")) is None
    answer = pages.process_exception(asked(rf), Unavailable(msgid("The chart could not be drawn.")))
    assert answer is not None
    assert answer.status_code == 503
    assert "The chart could not be drawn." in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/desk/styleguide/", 200),
        ("/nowhere/", 404),
        ("/desk/preference/", 405),
        ("/static/desk/mark.svg", 200),
        ("/desk/jobs/", 404),
    ],
)
def test_every_answer_carries_the_policy(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    answer.close()
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_a_fault_carries_the_policy_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("concentric.desk.views._sample_change", lambda: 1 / 0)
    answer = client.get("/desk/styleguide/")
    assert answer.status_code == 500
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
