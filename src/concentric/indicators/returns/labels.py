"""The words for states, acts and kinds of returns, and the look's tone for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.indicators.returns.types import (
    ActKind,
    ChaseStep,
    Contest,
    MessageKind,
    PaperSource,
    ReturnState,
    Severity,
    Side,
    ThreadKind,
    ThreadState,
)

RETURN_STATES = {
    ReturnState.OPEN: _("Not begun"),
    ReturnState.PREPARING: _("Being filled in"),
    ReturnState.PREPARED: _("Waiting for the checker"),
    ReturnState.CHECKED: _("Waiting for the signature"),
    ReturnState.SIGNED: _("Submitted"),
    ReturnState.UNDER_REVIEW: _("Under review"),
    ReturnState.SENT_BACK: _("Sent back"),
    ReturnState.ACCEPTED: _("Accepted"),
    ReturnState.LOCKED: _("Locked"),
    ReturnState.REOPENED: _("Re-opened"),
}

STATE_TONES = {
    ReturnState.OPEN: "quiet",
    ReturnState.PREPARING: "active",
    ReturnState.PREPARED: "active",
    ReturnState.CHECKED: "active",
    ReturnState.SIGNED: "attention",
    ReturnState.UNDER_REVIEW: "attention",
    ReturnState.SENT_BACK: "official",
    ReturnState.ACCEPTED: "good",
    ReturnState.LOCKED: "good",
    ReturnState.REOPENED: "official",
}

ACTS = {
    ActKind.FILLED: _("Filled in"),
    ActKind.PREPARED: _("Signed by the preparer"),
    ActKind.CHECKED: _("Signed by the checker"),
    ActKind.SIGNED: _("Signed and submitted"),
    ActKind.HANDED_BACK: _("Sent back inside the firm"),
    ActKind.TAKEN_UP: _("Review begun"),
    ActKind.SENT_BACK: _("Sent back by the association"),
    ActKind.ACCEPTED: _("Accepted"),
    ActKind.LOCKED: _("Locked"),
    ActKind.REOPENED: _("Re-opened by a lock exception"),
    ActKind.RELOCKED: _("Locked again, unchanged"),
}

THREAD_KINDS = {
    ThreadKind.RULE: _("Check"),
    ThreadKind.OFFICER: _("Question of the association"),
    ThreadKind.CONTEST: _("Contested number"),
    ThreadKind.OBJECT: _("Partners disagree"),
}

THREAD_STATES = {
    ThreadState.NEW: _("New"),
    ThreadState.ANSWERED: _("Answered"),
    ThreadState.PROPOSED: _("Resolution proposed"),
    ThreadState.CLOSED: _("Closed"),
}

THREAD_TONES = {
    ThreadState.NEW: "official",
    ThreadState.ANSWERED: "attention",
    ThreadState.PROPOSED: "active",
    ThreadState.CLOSED: "good",
}

MESSAGES = {
    MessageKind.RAISED: _("The query was raised."),
    MessageKind.ANSWERED: _("The firm answered."),
    MessageKind.PROPOSED: _("A resolution was proposed."),
    MessageKind.CLOSED: _("The query was closed: the figures agree now."),
    MessageKind.REOPENED: _("The query was raised again."),
}

CHASE_STEPS = {
    ChaseStep.CONTACT: _("To the contact"),
    ChaseStep.SIGNATORY: _("To the signatory and the contact"),
}

PAPER_SOURCES = {
    PaperSource.TYPED: _("Code typed from the page"),
    PaperSource.READ: _("Code read out of the file"),
}

SAMPLE = _("Sample data: not a real form of a real firm.")

SIDES = {Side.FIRM: _("Firm"), Side.ASSOCIATION: _("Association"), Side.SYSTEM: _("Checks")}
SEVERITIES = {Severity.HARD: _("Must be mended"), Severity.SOFT: _("Please check or explain")}

CONTESTS = {
    Contest.NONE: "",
    Contest.OPEN: _("Contested"),
    Contest.SETTLED: _("Settled"),
}

OBJECT_REASONS = {
    "different_amounts": _("The whole amounts differ"),
    "different_shares": _("The shares differ"),
    "shares_not_one": _("The shares claimed do not make one"),
    "partner_silent": _("A named partner does not report it"),
}
