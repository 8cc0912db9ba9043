"""What every request passes: declared permission, no writing on GET, errors in words, content security."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from concentric.desk import rules
from concentric.desk.labels import said
from concentric.kernel.api import ConcentricError, Refused, msgid

__all__ = [
    "ContentSecurityPolicy",
    "DeclaredPermission",
    "ErrorPages",
    "ReadOnlyGet",
    "error_response",
    "said",
    "wants_json",
]

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

LIBRARY_VIEWS = (
    "allauth.",
    "django.views.i18n",
    "django.views.static",
    "django.contrib.staticfiles",
)
"""Modules of libraries whose views guard themselves."""

SESSION_TABLES = frozenset({"django_session", "account_emailconfirmation", "account_emailaddress"})
"""Tables of the sign-in machinery that a GET may touch: they hold no business row."""

API = "/api/"
PROBLEM = "application/problem+json"
SERVER_FAULT = 500
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class DeclaredPermission:
    """Refuses a view that does not declare its permission, and an actor who does not meet it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        permission = getattr(view, "permission", None)
        if permission is None:
            if view.__module__.startswith(LIBRARY_VIEWS):
                return None
            return error_response(request, _undeclared())
        if permission(request.actor):  # type: ignore[attr-defined]  # set by access's middleware
            return None
        is_anonymous = request.actor.person is None  # type: ignore[attr-defined]  # as above
        if is_anonymous and not wants_json(request):
            return _asks_to_sign_in(request)
        return error_response(request, _not_open())


def _asks_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in, and from there back to the page.

    What a script sends from a form whose writer was signed out in the meantime is answered above the page: the
    sign-in does not take the place of the line, and what was typed can still be read.
    """
    back = _page_of(request)
    if not request.headers.get("HX-Request"):
        return redirect_to_login(back)
    if request.method in SAFE_METHODS:
        return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(back).url})
    response = error_response(request, _signed_out())
    response.headers["HX-Retarget"] = "main"
    response.headers["HX-Reswap"] = "afterbegin show:top"
    return response


def _page_of(request: HttpRequest) -> str:
    """The page somebody is on: the address itself where it can be opened, else the one it was sent from."""
    if request.method in SAFE_METHODS and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    return urlunsplit(urlsplit(page)._replace(scheme="", netloc="", fragment=""))


def _signed_out() -> Refused:
    return Refused(
        msgid("You were signed out, and this was not saved."),
        why=msgid("Nobody used the site for a long time, or you signed out in another window."),
        remedy=msgid("What you typed still stands below: copy it, sign in, and enter it again."),
    )


def _undeclared() -> Refused:
    return Refused(
        msgid("This page does not say who may see it."),
        why=msgid("Every page of the product declares its permission."),
        remedy=msgid("Tell the operator the address of this page."),
    )


def _not_open() -> Refused:
    return Refused(
        msgid("This page is not open to you."),
        why=msgid("Your appointment does not include it."),
        remedy=msgid("Switch to the appointment you need, or ask your administrator."),
    )


class ReadOnlyGet:
    """Makes the rule "a GET writes no business row" a fact: a write during GET is refused before it is sent.

    What counts as a write is `rules.writes`: what PostgreSQL refuses in a read-only transaction, row locks included.
    A stream opened with `cursor.copy()` passes no wrapper; services that use one also log, which is refused.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(_refuse_writes))
            return self.get_response(request)


def _refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    for verb, table in rules.writes(_text(sql, context)):
        if table not in SESSION_TABLES:
            raise RuntimeError(
                f"a GET tried to {verb} {table}".rstrip() + ": writing belongs to POST"
            )
    return execute(sql, params, many, context)


def _text(sql: Any, context: Any) -> str:
    """The words of a statement, also of one put together with `psycopg.sql`."""
    if hasattr(sql, "as_string"):
        return str(sql.as_string(context["connection"].connection))
    return sql.decode() if isinstance(sql, bytes) else str(sql)


class ErrorPages:
    """Turns the product's errors into a page that says what, why and what next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ConcentricError):
            return None
        if error.status >= SERVER_FAULT:
            log.warning("%s %s: %s", request.method, request.path, error)
        return error_response(request, error)


def error_response(request: HttpRequest, error: ConcentricError) -> HttpResponse:
    """The error as a page; as a fragment where htmx asked; as RFC 9457 JSON for a program."""
    words = said(error)
    if wants_json(request):
        body = {"title": words["what"], "detail": words["why"], "remedy": words["remedy"]}
        response: HttpResponse = JsonResponse(
            {"status": error.status, **body}, status=error.status, content_type=PROBLEM
        )
    else:
        is_part = bool(request.headers.get("HX-Request"))
        template = "desk/error_fragment.html" if is_part else "desk/error.html"
        response = render(request, template, {"error": words}, status=error.status)
    patch_vary_headers(response, ["Accept", "HX-Request"])
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: an address of the API, or JSON preferred to a page."""
    if request.path_info.startswith(API):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


class ContentSecurityPolicy:
    """Sends a policy without inline script or foreign origin."""

    POLICY = "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response
