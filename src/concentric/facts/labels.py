"""The words of the ledger's enums."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concentric.facts.types import Basis, Boundary, Confidentiality, Confirmation, ObsStatus

_LABELS: dict[StrEnum, Promise] = {
    Basis.ROOM: _("From records"),
    Basis.DECLARED: _("Declared"),
    Boundary.SOLO: _("The firm alone"),
    Boundary.CONSOLIDATED: _("Consolidated group"),
    Confirmation.ONE_SIDED: _("One-sided"),
    Confirmation.TWO_SIDED: _("Confirmed by both sides"),
    ObsStatus.NORMAL: _("Normal"),
    ObsStatus.ESTIMATED: _("Estimated"),
    ObsStatus.PROVISIONAL: _("Provisional"),
    ObsStatus.UNRELIABLE: _("Unreliable"),
    ObsStatus.IMPUTED: _("Imputed"),
    ObsStatus.BREAK: _("Break in the series"),
    Confidentiality.FREE: _("Free"),
    Confidentiality.NOT_FOR_PUBLICATION: _("Not for publication"),
    Confidentiality.CONFIDENTIAL: _("Confidential"),
}


def label_of(word: Basis | Boundary | Confirmation | ObsStatus | Confidentiality) -> Promise:
    """The word for a code of the ledger, translated when shown."""
    return _LABELS[word]
