"""The words for states and kinds of programmes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concentric.programmes.types import (
    Consent,
    CoverState,
    InvitationState,
    PairingKind,
    ProgrammeKind,
    Side,
)

PROGRAMME_KINDS = {
    ProgrammeKind.INITIATIVE: _("Initiative"),
    ProgrammeKind.PROJECT: _("Project"),
    ProgrammeKind.INCIDENT: _("Incident"),
}

INVITATION_STATES = {
    InvitationState.INVITED: _("Invited"),
    InvitationState.SIGNED: _("Signed, awaiting countersignature"),
    InvitationState.COUNTERSIGNED: _("Signed and countersigned"),
    InvitationState.DECLINED: _("Declined"),
    InvitationState.SILENT: _("Silent"),
}

STATE_TONES = {
    InvitationState.INVITED: "quiet",
    InvitationState.SIGNED: "attention",
    InvitationState.COUNTERSIGNED: "good",
    InvitationState.DECLINED: "quiet",
    InvitationState.SILENT: "attention",
}
"""The look's tone for a state; the word always stands beside it."""

PAIRING_KINDS = {
    PairingKind.ONE_FIRM_ONE_COUNTY: _("One firm, one county"),
    PairingKind.JOINT: _("Joint pairing"),
    PairingKind.PROJECT: _("Pairing for a project"),
}

CONSENTS = {
    Consent.ASKED: _("Asked, no answer yet"),
    Consent.GIVEN: _("Consent given"),
    Consent.REFUSED: _("Consent refused"),
}

CONSENT_TONES = {
    Consent.ASKED: "attention",
    Consent.GIVEN: "good",
    Consent.REFUSED: "official",
}

SIDES = {Side.FIRM: _("Firm"), Side.COUNTY: pgettext_lazy("pairing", "County")}

COVER_STATES = {
    CoverState.GAP: _("No firm"),
    CoverState.ONE: _("One firm"),
    CoverState.OVERLAP: _("Several firms"),
}

COVER_TONES = {
    CoverState.GAP: "official",
    CoverState.ONE: "good",
    CoverState.OVERLAP: "attention",
}

END_REASONS = {
    "merged": _("The firm was merged; its successor goes on."),
    "separated": _("The firm stands by itself again and goes on."),
}
"""What the product itself writes as the reason of an end; reasons of people are their own words."""
