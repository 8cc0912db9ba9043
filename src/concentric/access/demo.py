"""The demo's people: registered, appointed, and one account per kind of user that anybody may try."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from django.db import transaction

from concentric.access import queries, services
from concentric.access.types import AppointmentDraft, SignIn
from concentric.desk.types import DemoStep
from concentric.kernel.types import Actor, Role
from concentric.parties import api as parties
from concentric.parties.types import PersonDraft

PASSWORD = "concentric-sample-2022"
"""Of sample people, on loopback, with sample data; printed with the sign-ins."""

OPENED_FOR = ("F001", "ASSOC", "REGUL")
"""Organisations whose people get an account in the demo."""


def load(examples: Path) -> Iterator[DemoStep]:
    """Register and appoint everybody on the list; open accounts for the sample organisations."""
    actor = Actor.system("demo")
    rows = people(examples)
    if queries.user_by_email(rows[-1]["email"]) or _is_appointed(rows[-1]):
        return
    yield DemoStep("people and appointments", 0, len(rows))
    _enter(actor, rows)
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


@transaction.atomic
def _enter(actor: Actor, rows: Sequence[Mapping[str, str]]) -> None:
    people = parties.register_people(
        actor=actor,
        drafts=[
            PersonDraft(name=r["name_zh"], name_en=r["name_en"], work_mail=r["email"]) for r in rows
        ],
    )
    services.appoint_many(
        actor=actor,
        drafts=[
            AppointmentDraft(
                person=person.uuid,
                organisation=row["organisation"],
                role=Role(row["role"]),
                starts_on=date.fromisoformat(row["valid_from"]),
                ends_on=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for person, row in zip(people, rows, strict=True)
        ],
    )
    opened = {
        row["email"]: person.uuid
        for person, row in zip(people, rows, strict=True)
        if row["organisation"] in OPENED_FOR
    }
    for email, uuid in opened.items():
        services.create_user(actor=actor, person=uuid, email=email, password=PASSWORD)


def _is_appointed(row: Mapping[str, str]) -> bool:
    on = date.fromisoformat(row["valid_from"])
    return bool(queries.holders(row["organisation"], Role(row["role"]), on))
