"""Reminding firms: the act is recorded with its words, so that nobody is chased twice for the same day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services.moving import log, stated
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor


@transaction.atomic
def chase(*, actor: Actor, returns: Sequence[UUID], text: str, on: date | None = None) -> int:
    """Record that firms were reminded, with the words sent; returns how many. A firm already chased that day
    is passed over. Raises `Refused`, `Missing`, `Invalid` without a text.
    """
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not chase returns."), why=msgid("The association's officers do.")
        )
    said, day = stated(text), on or queries.today()
    rows = queries.return_rows(list(returns))
    chased = set(
        models.Chase.objects.filter(owner__in=[r.id for r in rows], chased_on=day).values_list(
            "owner_id", flat=True
        )
    )
    fresh = [row for row in rows if row.id not in chased]
    models.Chase.objects.bulk_create(
        models.Chase(owner=row, text=said, chased_on=day, chased_by=actor.person) for row in fresh
    )
    for row in fresh:
        log(actor, "returns.chased", row, on=day)
    return len(fresh)
