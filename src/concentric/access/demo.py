"""The demo's people: registered, appointed, and one account per kind of user that anybody may try."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from concentric.access import queries, services
from concentric.access.types import SignIn
from concentric.desk.types import DemoStep
from concentric.kernel.types import Actor, Role
from concentric.parties import api as parties

PASSWORD = "concentric-sample-2022"
"""Of sample people, on loopback, with sample data; printed with the sign-ins."""

OPENED_FOR = ("F001", "ASSOC", "REGUL")
"""Organisations whose people get an account in the demo."""

_EVERY = 25


def load(examples: Path) -> Iterator[DemoStep]:
    """Register and appoint everybody on the list; open accounts for the sample organisations."""
    actor = Actor.system("demo")
    rows = people(examples)
    if queries.user_by_email(rows[-1]["email"]) or _is_appointed(rows[-1]):
        return
    for number, row in enumerate(rows):
        if number % _EVERY == 0:
            yield DemoStep("people and appointments", number, len(rows))
        _enter(actor, row)
    yield DemoStep("", len(rows), len(rows))


def people(examples: Path) -> list[dict[str, str]]:
    """The rows of `people.csv`."""
    with (examples / "people.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sign_ins() -> tuple[SignIn, ...]:
    """The first account of every role the demo opened, with its password."""
    found: dict[Role, SignIn] = {}
    for role, email in queries.accounts_by_role(OPENED_FOR):
        found.setdefault(role, SignIn(role, email, PASSWORD))
    return tuple(found[role] for role in Role if role in found)


def _enter(actor: Actor, row: Mapping[str, str]) -> None:
    person = parties.register_person(
        actor=actor, name=row["name_zh"], name_en=row["name_en"], work_mail=row["email"]
    )
    services.appoint(
        actor=actor,
        person=person.uuid,
        organisation=row["organisation"],
        role=Role(row["role"]),
        starts_on=date.fromisoformat(row["valid_from"]),
        ends_on=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
    if row["organisation"] in OPENED_FOR:
        services.create_user(actor=actor, person=person.uuid, email=row["email"], password=PASSWORD)


def _is_appointed(row: Mapping[str, str]) -> bool:
    on = date.fromisoformat(row["valid_from"])
    return bool(queries.holders(row["organisation"], Role(row["role"]), on))
