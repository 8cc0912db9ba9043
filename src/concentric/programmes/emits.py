"""Which fact types programmes emit, and how a row becomes a draft fact."""

from __future__ import annotations

from decimal import Decimal

from concentric.facts.types import Basis, Confirmation, DraftFact, FactSource
from concentric.programmes import models, rules

ROOM = "programmes"
ACCORD_SIGNED = "programmes.accord_signed"
PAIRING_AGREED = "programmes.pairing_agreed"
ONE = Decimal(1)


def accord_signed(row: models.Invitation) -> DraftFact:
    """A firm signed an accord: dated by its signature, stated once the association countersigned.

    Both sides have signed, so it is confirmed by two.
    """
    if row.signed_on is None:
        raise ValueError("an invitation without a signature gives no fact")
    return DraftFact(
        fact_type=ACCORD_SIGNED,
        organisation=row.organisation.code,
        value=ONE,
        source=FactSource(ROOM, row.uuid, row.revision, "signed"),
        covers_from=row.signed_on,
        covers_to=row.signed_on,
        object_kind="accord",
        object_uuid=row.accord.uuid,
        dims={"programme": row.accord.programme.code},
        basis=Basis.ROOM,
        confirmation=Confirmation.TWO_SIDED,
        evidence=(row.evidence,) if row.evidence else (),
    )


def pairing_agreed(row: models.Pairing) -> DraftFact:
    """A firm and a county agreed on a pairing: dated by its start, or by the last consent when that is later.

    A pairing that goes on with another firm after a merger is the same object, so that it counts once.
    """
    if row.firm_consent_on is None or row.county_consent_on is None:
        raise ValueError("a pairing without both consents gives no fact")
    day = rules.agreed_on(
        starts_on=row.starts_on,
        firm_consent_on=row.firm_consent_on,
        county_consent_on=row.county_consent_on,
    )
    return DraftFact(
        fact_type=PAIRING_AGREED,
        organisation=row.firm.code,
        value=ONE,
        source=FactSource(ROOM, row.uuid, row.revision, "agreed"),
        covers_from=day,
        covers_to=day,
        place=row.county,
        object_kind="pairing",
        object_uuid=_origin(row).uuid,
        dims={"programme": row.programme.code, "pairing_kind": row.kind},
        basis=Basis.ROOM,
        confirmation=Confirmation.TWO_SIDED,
        evidence=tuple(filter(None, (row.firm_evidence, row.county_evidence))),
    )


def _origin(row: models.Pairing) -> models.Pairing:
    """The pairing that a chain of continuations began with."""
    while row.continues is not None:
        row = row.continues
    return row
