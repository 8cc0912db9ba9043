"""Signatures inside the firm: preparer, checker, signatory, never one person twice; and back to the preparer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import life
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.services import checking, writing
from concentric.indicators.returns.services.moving import move, stated
from concentric.indicators.returns.types import ActKind, ReturnInfo, ReturnState
from concentric.kernel.api import Conflict, Refused, msgid
from concentric.kernel.types import Actor, Role

ACTS = {
    Role.PREPARER: ActKind.PREPARED,
    Role.CHECKER: ActKind.CHECKED,
    Role.SIGNATORY: ActKind.SIGNED,
}


@transaction.atomic
def sign_off(
    *, actor: Actor, return_uuid: UUID, seen: str | None = None, on: date | None = None
) -> ReturnInfo:
    """Give the next signature of the firm's chain. The last one submits the return.

    `seen` is the hash of the content the actor looked at: `Conflict` when it changed since; nothing more is
    written where the actor has signed just that. `on` is the day of a signature on paper that is entered later;
    pages never give it. Raises `Refused` for who may not give
    this signature, `Conflict` where hard findings are open or nothing is to be signed.
    """
    row = writing.locked_return(return_uuid)
    firm = queries.in_charge(row)
    signed = life.signed_by(row)
    if seen and seen == row.content_hash and actor.person in signed:
        return queries.return_info(row)  # a second click, or the page gone back to: it is signed
    state = ReturnState(row.state)
    step = states.next_signer(
        state, life.checkers(row) if state is ReturnState.PREPARED else (), signed
    )
    if step is None:
        raise Conflict(
            msgid("There is nothing to sign on this return now."),
            remedy=msgid("Open the return again to see where it stands."),
        )
    if not permissions.may_take_step(actor, firm, step, signed):
        raise Refused(
            msgid("This signature is not yours to give."),
            why=msgid("Preparer, checker and signatory are three people; nobody signs twice."),
            remedy=msgid("Ask the person whose turn it is, or appoint a deputy."),
        )
    _require_seen(row, seen)
    if step is Role.PREPARER:
        _require_mended(row)
    if step is Role.SIGNATORY and row.submitted_on is None:
        row.submitted_on = on or queries.today()
    move(actor, row, ACTS[step], on=on)
    if step is Role.SIGNATORY:
        codes = checking.codes_of(row)
        if codes:
            checking.compare_claims(row.cycle, codes)
    return queries.return_info(row)


@transaction.atomic
def hand_back(*, actor: Actor, return_uuid: UUID, reason: str) -> ReturnInfo:
    """Send a return back to its preparer, inside the firm, with a reason. Raises `Refused`, `Conflict`, `Invalid`."""
    row = writing.locked_return(return_uuid)
    if not permissions.may_hand_back(actor, queries.in_charge(row)):
        raise Refused(
            msgid("You may not send this return back."),
            why=msgid("The firm's checker or signatory does."),
        )
    move(actor, row, ActKind.HANDED_BACK, reason=stated(reason))
    return queries.return_info(row)


def _require_seen(row: models.Return, seen: str | None) -> None:
    if seen is not None and seen != row.content_hash:
        raise Conflict(
            msgid("The figures changed while you were reading."),
            remedy=msgid("Open the page again: what changed is marked."),
        )


def _require_mended(row: models.Return) -> None:
    lines = checking.open_hard(row)
    if lines:
        raise Conflict(
            msgid("%(count)s lines must be mended first: %(lines)s."),
            why=msgid("A hard check failed there."),
            remedy=msgid("Open the lines marked in red."),
            count=len(lines),
            lines=", ".join(lines[:12]),
        )
