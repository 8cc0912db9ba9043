"""The log: who did what, seen by those who may."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from concentric.audit import api as audit
from concentric.kernel.api import Actor, Invalid, Role, uuid7

pytestmark = pytest.mark.django_db


def person(organisation: str, *roles: Role, is_convener: bool = False) -> Actor:
    return Actor(
        person=uuid7(), appointment=uuid7(), organisation=organisation, roles=frozenset(roles),
        is_convener=is_convener, acting_for=None, name="Somebody",
    )  # fmt: skip


AUDITOR = person("ASSOC", Role.AUDITOR, is_convener=True)


def log(actor: Actor, act: str, organisation: str | None = None, **details: object) -> UUID:
    return audit.log(
        actor=actor, act=act, object_kind="thing", object_uuid=uuid7(), organisation=organisation,
        details=details,
    )  # fmt: skip


def test_an_entry_says_who_and_keeps_no_name() -> None:
    contact = person("F001", Role.CONTACT)
    uuid = log(contact, "test.done", "F001", amount=Decimal("1.5"))

    (entry,) = audit.entries(actor=AUDITOR)
    assert (entry.uuid, entry.person, entry.acting_organisation) == (uuid, contact.person, "F001")
    assert entry.agent is None
    assert dict(entry.details) == {"amount": "1.5"}
    assert entry.position is None


def test_a_program_is_named() -> None:
    log(Actor.system("sealer"), "test.done")

    assert audit.entries(actor=AUDITOR)[0].agent == "sealer"


def test_members_see_their_own_matters_only() -> None:
    log(AUDITOR, "test.done", "F001")
    log(AUDITOR, "test.done", "F002")
    log(AUDITOR, "test.done")

    seen = audit.entries(actor=person("F001", Role.CONTACT))
    assert [entry.organisation for entry in seen] == ["F001"]
    assert audit.entries(actor=Actor.anonymous()) == ()
    assert len(audit.entries(actor=AUDITOR)) == 3


def test_entries_are_filtered_and_paged_newest_first() -> None:
    made = [log(AUDITOR, f"test.done_{number}") for number in range(5)]
    log(AUDITOR, "other.done")

    first = audit.entries(actor=AUDITOR, act="test.", limit=3)
    rest = audit.entries(actor=AUDITOR, act="test.", limit=3, before=first[-1].uuid)
    assert [entry.uuid for entry in (*first, *rest)] == made[::-1]


def test_floating_point_is_refused() -> None:
    with pytest.raises(Invalid):
        log(AUDITOR, "test.done", amount=1.5)
