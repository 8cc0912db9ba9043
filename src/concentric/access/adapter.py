"""How allauth behaves here: nobody signs up, success is quiet, sign-ins are in the log."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from concentric.access import queries
from concentric.access.models import User
from concentric.audit import api as audit


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions. Named in the settings as `ACCOUNT_ADAPTER`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by an administrator or a contact, never by a visitor."""
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what asks for attention is said: that signing in worked is seen without words."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Write the sign-in into the log under the person's own name."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        audit.log(
            actor=queries.actor_for_user(user),
            act="access.signed_in",
            object_kind="user",
            object_uuid=user.uuid,
        )
        return response
