"""Reminding firms: the act is recorded with its words, so that nobody is chased twice for the same day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.rules import chasing, states
from concentric.indicators.returns.services.moving import log, stated
from concentric.indicators.returns.types import ReturnState
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor


@transaction.atomic
def chase(*, actor: Actor, returns: Sequence[UUID], text: str, on: date | None = None) -> int:
    """Remind firms in these words; returns how many. The first reminder goes to the contact, every later one to
    the signatory too.

    A firm already chased that day, and one whose return is with the association, is passed over. Raises
    `Refused`, `Missing`, `Invalid` without a text.
    """
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not chase returns."), why=msgid("The association's officers do.")
        )
    said, day = stated(text), on or queries.today()
    rows = queries.return_rows(list(returns), for_update=True)
    waiting = [row for row in rows if ReturnState(row.state) in states.WITH_FIRM]
    earlier, chased = _earlier([row.id for row in waiting], day)
    fresh = [row for row in waiting if row.id not in chased]
    for row in fresh:
        step = chasing.step_after(earlier[row.id])
        models.Chase.objects.create(
            owner=row, step=step, text=said, chased_on=day, chased_by=actor.person
        )
        log(actor, "returns.chased", row, on=day, step=step)
    return len(fresh)


def _earlier(owners: Sequence[int], day: date) -> tuple[Counter[int], set[int]]:
    """How often returns were chased, and which of them on that very day."""
    rows = list(models.Chase.objects.filter(owner__in=owners).values_list("owner_id", "chased_on"))
    counted = Counter(owner for owner, _on in rows)
    return counted, {owner for owner, chased_on in rows if chased_on == day}
