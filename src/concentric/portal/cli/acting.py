"""Whose act a command is: a person who proves it with their password, or the installation itself."""

from __future__ import annotations

import sys
from typing import Any

import click


def as_option(required: bool) -> Any:
    """`--as`: whose act it is. Their password is asked for, or read from standard input."""
    words = "Address of the person who does it; the password is asked for."
    if not required:
        words += " Without it the installation itself acts."
    return click.option("--as", "email", required=required, metavar="EMAIL", help=words)


password_option = click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from standard input instead of asking.",
)


def acting(email: str | None, password_stdin: bool) -> Any:
    """The installation itself, or the person behind an address who proves it with their password."""
    from concentric.kernel.types import Actor

    if email is None:
        return Actor.system("concentric")
    return _person(email, _password(email, password_stdin))


def _password(email: str, password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt(f"Password of {email}", hide_input=True, err=True))


def _person(email: str, password: str) -> Any:
    from django.contrib.auth import authenticate

    from concentric.access import api as access
    from concentric.kernel.api import Refused, msgid

    account = access.user_by_email(email)
    if account is None or authenticate(None, email=email, password=password) is None:
        raise Refused(
            msgid("This address and password do not belong together."),
            remedy=msgid("Type the password this person signs in with."),
        )
    return access.actor_for_user(account)
