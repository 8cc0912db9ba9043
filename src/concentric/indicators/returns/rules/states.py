"""What may follow what in the life of a return and of a query thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from concentric.indicators.returns.types import ActKind, MessageKind, ReturnState, ThreadState
from concentric.kernel.api import Conflict, msgid
from concentric.kernel.types import Role

S, A = ReturnState, ActKind

TRANSITIONS: Mapping[ReturnState, Mapping[ActKind, ReturnState]] = {
    S.OPEN: {A.FILLED: S.PREPARING},
    S.PREPARING: {A.FILLED: S.PREPARING, A.PREPARED: S.PREPARED},
    S.PREPARED: {A.CHECKED: S.CHECKED, A.SIGNED: S.SIGNED, A.HANDED_BACK: S.PREPARING},
    S.CHECKED: {A.SIGNED: S.SIGNED, A.HANDED_BACK: S.PREPARING},
    S.SIGNED: {A.TAKEN_UP: S.UNDER_REVIEW},
    S.UNDER_REVIEW: {A.SENT_BACK: S.SENT_BACK, A.ACCEPTED: S.ACCEPTED},
    S.SENT_BACK: {A.FILLED: S.SENT_BACK, A.PREPARED: S.PREPARED},
    S.ACCEPTED: {A.LOCKED: S.LOCKED, A.REOPENED: S.REOPENED},
    S.LOCKED: {A.REOPENED: S.REOPENED},
    S.REOPENED: {A.FILLED: S.REOPENED, A.PREPARED: S.PREPARED, A.RELOCKED: S.LOCKED},
}
"""From a state by an act to the next state. What is not here is refused."""

EDITABLE = frozenset({S.OPEN, S.PREPARING, S.SENT_BACK, S.REOPENED})
"""States in which the firm may change figures."""

WITH_FIRM = EDITABLE | {S.PREPARED, S.CHECKED}
"""States in which the firm, not the association, is to act."""

SETTLED = frozenset({S.ACCEPTED, S.LOCKED})
"""States whose figures are facts and are next year's "last year"."""

THREADS: Mapping[ThreadState, Mapping[MessageKind, ThreadState]] = {
    ThreadState.NEW: {
        MessageKind.ANSWERED: ThreadState.ANSWERED,
        MessageKind.PROPOSED: ThreadState.PROPOSED,
        MessageKind.CLOSED: ThreadState.CLOSED,
    },
    ThreadState.ANSWERED: {
        MessageKind.ANSWERED: ThreadState.ANSWERED,
        MessageKind.PROPOSED: ThreadState.PROPOSED,
        MessageKind.CLOSED: ThreadState.CLOSED,
        MessageKind.REOPENED: ThreadState.NEW,
    },
    ThreadState.PROPOSED: {
        MessageKind.ANSWERED: ThreadState.ANSWERED,
        MessageKind.CLOSED: ThreadState.CLOSED,
        MessageKind.REOPENED: ThreadState.NEW,
    },
    ThreadState.CLOSED: {MessageKind.REOPENED: ThreadState.NEW},
}
"""From a thread's state by a message to its next state."""


def following(state: ReturnState, act: ActKind) -> ReturnState:
    """The state after an act. Raises `Conflict` where the act cannot follow."""
    found = TRANSITIONS[state].get(act)
    if found is None:
        raise Conflict(
            msgid("This cannot be done with the return as it stands."),
            why=msgid("It was moved on in the meantime, or another step comes first."),
            remedy=msgid("Open the return again to see where it stands."),
        )
    return found


def thread_after(state: ThreadState, message: MessageKind) -> ThreadState:
    """The state of a thread after a message. Raises `Conflict` where the message cannot follow."""
    found = THREADS[state].get(message)
    if found is None:
        raise Conflict(
            msgid("This query cannot be taken further in that way."),
            why=msgid("It is closed, or somebody answered in the meantime."),
            remedy=msgid("Open the query again."),
        )
    return found


def is_editable(state: ReturnState) -> bool:
    """Whether the firm may change figures now."""
    return state in EDITABLE


def next_signer(
    state: ReturnState, checkers: Collection[UUID], signed: Collection[UUID]
) -> Role | None:
    """Whose signature comes next inside the firm, or None.

    The checker's step is left out only where the firm has no checker beside those who have signed already: three
    people where the firm has them, never one.
    """
    if state in EDITABLE - {S.OPEN}:
        return Role.PREPARER
    if state is S.PREPARED:
        return Role.CHECKER if set(checkers) - set(signed) else Role.SIGNATORY
    return Role.SIGNATORY if state is S.CHECKED else None


def is_late(submitted_on: date | None, due_on: date, today: date) -> bool:
    """Whether a return was submitted after its last day, or is missing past it."""
    return (submitted_on or today) > due_on
