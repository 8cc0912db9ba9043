"""How a return is moved on: the one place that changes its state, with a row of the act and an entry in the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from concentric.audit import api as audit
from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.types import ActKind, ReturnState
from concentric.kernel.api import Invalid, msgid
from concentric.kernel.types import Actor


def move(
    actor: Actor,
    row: models.Return,
    kind: ActKind,
    *,
    on: date | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """Move a locked row on by an act, in the caller's transaction. Raises `Conflict` where it cannot follow."""
    row.state = states.following(ReturnState(row.state), kind)
    models.Return.objects.filter(id=row.id).update(
        state=row.state,
        submitted_on=row.submitted_on,
        acceptances=row.acceptances,
        restated_at=row.restated_at,
    )
    models.ReturnAct.objects.create(
        owner=row,
        kind=kind,
        person=actor.person,
        appointment=actor.appointment,
        acting_for=actor.acting_for or "",
        content_hash=row.content_hash,
        reason=reason,
        acted_on=on or queries.today(),
    )
    log(actor, f"returns.{kind}", row, reason=reason, content=row.content_hash, **details)


def log(actor: Actor, act: str, row: models.Return, **details: Any) -> None:
    """An entry in the sealed log about a return."""
    audit.log(
        actor=actor,
        act=act,
        object_kind="return",
        object_uuid=row.uuid,
        organisation=row.organisation.code,
        details={
            "cycle": row.cycle.code,
            **{k: v for k, v in details.items() if v not in ("", None)},
        },
    )


def stated(reason: str) -> str:
    """The reason without blanks around it. Raises `Invalid` when there is none."""
    if not reason.strip():
        raise Invalid(
            msgid("A reason is missing."),
            why=msgid("Whom the decision concerns reads it."),
            remedy=msgid("Say in a sentence why."),
        )
    return reason.strip()
