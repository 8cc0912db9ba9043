"""Who stands behind a request: built once, put on the request, seen by every permission."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from concentric.access import queries
from concentric.access.models import User
from concentric.kernel.api import Actor

SESSION_KEY = "access.appointment"
"""Where the session keeps the uuid of the appointment chosen with the acting-for switch."""

Handler = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` (a kernel Actor) and `request.capacities` (what the acting-for switch offers).

    Only the chosen appointment's uuid is kept in the session. Its power is read anew by one query on every
    request, so an appointment that ends, or an account that is closed, counts from the next click on.
    Stands after Django's authentication and locale middleware.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            request.actor = Actor.anonymous()  # type: ignore[attr-defined]  # our own attribute
            request.capacities = ()  # type: ignore[attr-defined]  # our own attribute
            return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return self._answer(request, user)
        with translation.override(user.language):
            request.LANGUAGE_CODE = translation.get_language()
            return self._answer(request, user)

    def _answer(self, request: HttpRequest, user: User) -> HttpResponse:
        """The answer to somebody signed in; names of people and organisations are read in the reader's language."""
        actor, offered = queries.actor_and_capacities(user, _chosen(request), queries.today())
        request.actor = actor  # type: ignore[attr-defined]  # our own attribute
        request.capacities = offered  # type: ignore[attr-defined]  # our own attribute
        return self.get_response(request)


def _chosen(request: HttpRequest) -> UUID | None:
    """The appointment chosen in this session. What is no uuid was not written by us and is not used."""
    text = request.session.get(SESSION_KEY, "")
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
