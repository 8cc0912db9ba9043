"""What a merger does to returns: those still open are finished by the successor, in the name of the absorbed firm.

The figures of the year stay those of the firm that earned them: population, facts and last year's values do not move.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from concentric.indicators.returns import labels, models
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.services.moving import log
from concentric.indicators.returns.types import ReturnState
from concentric.kernel.types import Actor
from concentric.members import api as members


def move_open_work(actor: Actor, merged: str, successor: str, on: date) -> int:
    """Let the successor carry on with the open returns of a merged firm, and with sections handed to it.

    Called in the transaction of the merger, whose room judged that the actor may. Returns how many rows moved;
    repeating it moves nothing more.
    """
    taker = queries.organisation_rows([successor])[successor]
    rows = list(_open(merged).select_for_update(of=("self",)))
    for row in rows:
        _hand_over(actor, row, None if row.organisation_id == taker.id else taker, on)
    tasks = models.SectionTask.objects.filter(organisation__code=merged, done_at=None)
    return len(rows) + int(tasks.update(organisation=taker))


def move_back(actor: Actor, successor: str, separated: str, on: date) -> int:
    """Give a firm that stands by itself again its open returns back."""
    rows = list(
        _open(successor).filter(organisation__code=separated).select_for_update(of=("self",))
    )
    for row in rows:
        _hand_over(actor, row, None, on)
    return len(rows)


def follow(actor: Actor, row: models.Return, on: date) -> None:
    """Let the successor carry on with one return that is opened again after its firm was absorbed."""
    successor = members.successor_of(row.organisation.code, on)
    if successor not in {queries.in_charge(row), row.organisation.code}:
        _hand_over(actor, row, queries.organisation_rows([successor])[successor], on)


def preview(_actor: Actor, merged: str, _successor: str, _on: date) -> tuple[str, ...]:
    """What would move, one line each."""
    words = _("Return %(cycle)s of %(firm)s: %(state)s")
    return tuple(
        words
        % {
            "cycle": row.cycle.code,
            "firm": queries.shown_name(row.organisation),
            "state": labels.RETURN_STATES[ReturnState(row.state)],
        }
        for row in _open(merged)
    )


def _open(firm: str) -> QuerySet[models.Return]:
    """The returns a firm is in charge of that are not settled."""
    in_charge = Q(carrier__code=firm) | Q(organisation__code=firm, carrier=None)
    return queries.loaded().filter(in_charge).exclude(state__in=list(states.SETTLED)).order_by("id")


def _hand_over(actor: Actor, row: models.Return, taker: Any, on: date) -> None:
    before = queries.in_charge(row)
    models.Return.objects.filter(id=row.id).update(carrier=taker)
    row.carrier = taker
    log(actor, "returns.carrier_changed", row, given_by=before, to=queries.in_charge(row), on=on)
