"""The act of logging an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from concentric.audit import models, rules, sealing
from concentric.kernel.api import Actor, uuid7


def log(
    *,
    actor: Actor,
    act: str,
    object_kind: str,
    object_uuid: UUID | None = None,
    organisation: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> UUID:
    """Write who did what into the sealed log, in the transaction of the act, and return the entry's
    uuid.

    `act` is `<room>.<past participle>`, `organisation` the code of the one whose matter it is.
    `details` may hold texts, whole numbers, decimals, dates, uuids, lists and mappings of them; no
    names of persons, no file contents. Raises `Invalid` for anything else.
    """
    values: dict[str, Any] = {
        "uuid": uuid7(),
        "at": timezone.now(),
        "act": act,
        "person": actor.person,
        "appointment": actor.appointment,
        "acting_organisation": actor.organisation,
        "acting_for": actor.acting_for,
        "agent": None if actor.person else actor.name or None,
        "object_kind": object_kind,
        "object_uuid": object_uuid,
        "organisation": organisation,
        "details": rules.loggable(dict(details or {})),
    }
    digest = rules.row_digest(sealing.ENTRIES, tuple(values.values()))
    models.Entry.objects.create(**values, digest=digest)
    return values["uuid"]
