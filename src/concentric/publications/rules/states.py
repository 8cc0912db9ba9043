"""The life of a report: which act leads from where to where, and whose signature is next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from concentric.kernel.api import Conflict, Role, msgid
from concentric.publications.types import ReportState, Signature, SignDecision


class Step(StrEnum):
    """What can be done with a report."""

    EDIT = "edit"
    CHECK = "check"
    SIGN = "sign"
    FINISH = "finish"
    """The last signature of the chain."""
    SEND_BACK = "send_back"
    ISSUE = "issue"
    WITHDRAW = "withdraw"


_LIFE = {
    (ReportState.DRAFT, Step.EDIT): ReportState.DRAFT,
    (ReportState.CHECKED, Step.EDIT): ReportState.DRAFT,
    (ReportState.SIGNED, Step.EDIT): ReportState.DRAFT,
    (ReportState.ISSUED, Step.EDIT): ReportState.DRAFT,
    (ReportState.WITHDRAWN, Step.EDIT): ReportState.DRAFT,
    (ReportState.DRAFT, Step.CHECK): ReportState.CHECKED,
    (ReportState.CHECKED, Step.CHECK): ReportState.CHECKED,
    (ReportState.CHECKED, Step.SIGN): ReportState.CHECKED,
    (ReportState.CHECKED, Step.FINISH): ReportState.SIGNED,
    (ReportState.CHECKED, Step.SEND_BACK): ReportState.DRAFT,
    (ReportState.SIGNED, Step.SEND_BACK): ReportState.DRAFT,
    (ReportState.SIGNED, Step.ISSUE): ReportState.ISSUED,
    (ReportState.ISSUED, Step.WITHDRAW): ReportState.WITHDRAWN,
}
"""Everything that is possible; an issued report that is edited begins its next issue."""


def after(state: ReportState, step: Step) -> ReportState:
    """The state a step leads to. Raises `Conflict` where it is not possible."""
    found = _LIFE.get((state, step))
    if found is None:
        raise Conflict(
            msgid("A report that is %(state)s cannot take the step %(step)s."),
            why=msgid("Its steps are draft, checked, signed, issued, and perhaps withdrawn."),
            remedy=msgid("Open the report and see which step is next."),
            state=str(state),
            step=str(step),
        )
    return found


def standing(signatures: Sequence[Signature], digest: str) -> tuple[Signature, ...]:
    """The signatures that count: on these very texts and numbers, since it was last sent back."""
    found: list[Signature] = []
    for one in signatures:
        if one.digest != digest:
            continue
        if one.decision is SignDecision.SENT_BACK:
            found = []
        else:
            found.append(one)
    return tuple(found)


def next_step(chain: Sequence[Role], signed: Sequence[Signature]) -> Role | None:
    """Whose turn it is; None once everybody has signed."""
    return chain[len(signed)] if len(signed) < len(chain) else None


def digest(content: Any) -> str:
    """The hash of what is signed: texts and pin as plain data."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
