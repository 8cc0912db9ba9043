"""What every request passes: declared permission, no writing on GET, errors in words, content security."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from concentric.desk import rules
from concentric.kernel.api import ConcentricError, Refused, msgid

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

LIBRARY_VIEWS = ("allauth.", "django.views.i18n", "django.views.static", "django.contrib.staticfiles")
"""Modules of libraries whose views guard themselves."""

SESSION_TABLES = frozenset({"django_session", "account_emailconfirmation", "account_emailaddress"})
"""Tables of the sign-in machinery that a GET may touch: they hold no business row."""


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
        if request.actor.person is None:  # type: ignore[attr-defined]  # as above
            return redirect_to_login(request.get_full_path())
        return error_response(request, _not_open())


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
    """Makes the rule "a GET writes no business row" a fact: a write during GET is refused by the connection."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(_refuse_writes))
            return self.get_response(request)


def _refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    verb, table = rules.first_words(sql)
    if verb in rules.WRITES and table not in SESSION_TABLES:
        raise RuntimeError(f"a GET tried to {verb} {table}: writing belongs to POST")
    return execute(sql, params, many, context)


class ErrorPages:
    """Turns the product's errors into a page that says what, why and what next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ConcentricError):
            return None
        return error_response(request, error)


def error_response(request: HttpRequest, error: ConcentricError) -> HttpResponse:
    """The error as a page, or as a fragment where htmx asked."""
    template = "desk/error_fragment.html" if request.headers.get("HX-Request") else "desk/error.html"
    return render(request, template, {"error": said(error)}, status=error.status)


def said(error: ConcentricError) -> dict[str, str]:
    """What, why and remedy of an error in the reader's language."""
    texts = {"what": error.what, "why": error.why, "remedy": error.remedy}
    return {part: gettext(text) % error.params if text else "" for part, text in texts.items()}


class ContentSecurityPolicy:
    """Sends a policy without inline script or foreign origin."""

    POLICY = "; ".join((
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
    ))

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response
