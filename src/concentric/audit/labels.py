"""The words for what a verification can find."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concentric.audit.types import FindingKind

_FINDINGS: dict[FindingKind, Promise] = {
    FindingKind.ROW_CHANGED: _("A column of the row was changed."),
    FindingKind.DIGEST_CHANGED: _("The row was rewritten together with its digest."),
    FindingKind.ROW_MISSING: _("The row was removed."),
    FindingKind.POSITION_GAP: _("A position is missing."),
    FindingKind.SEAL_CHANGED: _("The seal does not follow from what it covers."),
    FindingKind.SEAL_BROKEN_CHAIN: _("The seal does not continue the one before it."),
    FindingKind.POSITION_UNSEALED: _("The position has no seal."),
    FindingKind.ROW_UNQUEUED: _("The row was brought in past the guards."),
}


def label_of(kind: FindingKind) -> Promise:
    """What a finding says, translated when shown."""
    return _FINDINGS[kind]
