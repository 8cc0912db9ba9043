"""Acts on pairings: target counties, proposal, consent, end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from concentric.access import api as access
from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.parties import api as parties
from concentric.programmes import emits, models, permissions, queries, rules
from concentric.programmes.services.papers import PAIRING, attach_paper
from concentric.programmes.types import (
    Consent,
    CountyContact,
    PairingInfo,
    PairingKind,
    Paper,
    Side,
)


@transaction.atomic
def set_targets(
    *, actor: Actor, programme: str, counties: Iterable[str], seen: Iterable[str] | None = None
) -> int:
    """Name the counties a programme wants served; returns how many there are. Repeating it changes nothing.

    `seen` are the targets that stood when the change was begun: `Conflict` when somebody changed them since.
    """
    require_staff(actor)
    row = models.Programme.objects.select_for_update().get(id=queries.programme_row(programme).id)
    wanted = set(counties)
    _check_counties(wanted)
    standing = queries.targets(programme)
    if seen is not None and set(seen) != standing and wanted != standing:
        raise Conflict(
            msgid("Somebody changed the target counties in the meantime."),
            why=msgid("Now they are: %(counties)s."),
            remedy=msgid("Put both together here and save again."),
            counties=", ".join(sorted(standing)) or "-",
        )
    row.targets.exclude(county__in=wanted).delete()
    known = set(row.targets.values_list("county", flat=True))
    models.TargetCounty.objects.bulk_create(
        models.TargetCounty(programme=row, county=county) for county in sorted(wanted - known)
    )
    audit.log(
        actor=actor,
        act="programmes.targets_set",
        object_kind="programme",
        object_uuid=row.uuid,
        details={"counties": sorted(wanted)},
    )
    return len(wanted)


@transaction.atomic
def propose_pairing(
    *,
    actor: Actor,
    programme: str,
    firm: str,
    county: str,
    kind: PairingKind,
    starts_on: date,
    ends_on: date | None = None,
    firm_contact: UUID | None = None,
    county_contact: CountyContact | None = None,
) -> PairingInfo:
    """Propose that a firm stands by a county; both sides are asked. Raises `Refused`, `Invalid`, `Conflict`.

    `firm_contact` is one of the firm's own people; the county's contact is registered as a person.
    """
    if not permissions.may_propose_pairing(actor, firm):
        raise Refused(
            msgid("You may not propose a pairing for this firm."),
            why=msgid("The association's officers may, and the firm's contact or signatory."),
        )
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(msgid("The last day lies before the first."))
    _check_counties({county})
    where = queries.programme_row(programme)
    organisation = queries.organisation_rows([firm])[firm]
    _check_free(where, organisation.id, county, kind, starts_on, ends_on)
    if firm_contact is not None:
        _check_of_firm(firm_contact, firm)
    row = models.Pairing.objects.create(
        programme=where,
        firm=organisation,
        county=county,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        firm_contact=queries.person_row(firm_contact) if firm_contact else None,
        county_contact=_registered(actor, county_contact) if county_contact else None,
        county_contact_office=county_contact.office.strip() if county_contact else "",
    )
    log_pairing(actor, "programmes.pairing_proposed", row)
    return _info(row)


@transaction.atomic
def change_contacts(
    *,
    actor: Actor,
    pairing: UUID,
    firm_contact: UUID | None,
    county_contact: CountyContact | None = None,
    keeps_county: bool = True,
    seen: tuple[UUID | None, UUID | None] | None = None,
) -> PairingInfo:
    """Name other contacts of a pairing. The county's stays unless another is named or `keeps_county` is false.

    `seen` are the contacts (firm, county) that stood when the change was begun: `Conflict` when somebody changed
    them since. Raises `Refused`, `Invalid`, `Missing`.
    """
    row = queries.pairing_row(pairing, for_update=True)
    if not permissions.may_propose_pairing(actor, row.firm.code):
        raise Refused(
            msgid("You may not change the contacts of this pairing."),
            why=msgid("The association's officers may, and the firm's contact or signatory."),
        )
    if seen is not None and seen != queries.contact_uuids(row):
        raise Conflict(
            msgid("Somebody changed the contacts in the meantime."),
            remedy=msgid("Look at the new contacts; what you typed still stands here."),
        )
    if firm_contact is not None:
        _check_of_firm(firm_contact, row.firm.code)
    row.firm_contact = queries.person_row(firm_contact) if firm_contact else None
    if county_contact is not None:
        row.county_contact = _registered(actor, county_contact)
        row.county_contact_office = county_contact.office.strip()
    elif not keeps_county:
        row.county_contact, row.county_contact_office = None, ""
    row.save(update_fields=["firm_contact", "county_contact", "county_contact_office"])
    log_pairing(actor, "programmes.pairing_contacts_changed", row)
    return _info(row)


@transaction.atomic
def answer_pairing(
    *,
    actor: Actor,
    pairing: UUID,
    side: Side,
    consent: Consent,
    answered_on: date | None = None,
    paper: Paper | None = None,
) -> PairingInfo:
    """Enter the answer of one side. When both have consented the pairing is agreed and a fact is recorded.

    The firm's signatory answers for the firm. An officer enters the county's answer with its paper, which is
    attached to the pairing. What was agreed is ended, not answered anew.
    """
    row = queries.pairing_row(pairing, for_update=True)
    if not permissions.may_consent(actor, row.firm.code, side):
        raise Refused(
            msgid("You may not answer for this side."),
            why=msgid("The firm's signatory answers for the firm, an officer for the county."),
        )
    today = queries.today()
    day = answered_on or today
    _check_answer(row, side, consent, day, today, paper)
    shown = attach_paper(actor, paper, PAIRING, row.uuid) if paper else ""
    if side == Side.FIRM:
        row.firm_consent, row.firm_consent_on, row.firm_evidence = consent, day, shown
    else:
        row.county_consent, row.county_consent_on, row.county_evidence = consent, day, shown
    row.save()
    log_pairing(actor, "programmes.pairing_answered", row, side=side, consent=consent)
    if rules.is_agreed(Consent(row.firm_consent), Consent(row.county_consent)):
        facts.record(actor=actor, draft=emits.pairing_agreed(row))
    return _info(row)


@transaction.atomic
def end_pairing(*, actor: Actor, pairing: UUID, ends_on: date, reason: str) -> PairingInfo:
    """Let a pairing end on a day, with a reason. What it brought stays counted."""
    row = queries.pairing_row(pairing, for_update=True)
    if not permissions.may_end_pairing(actor, row.firm.code):
        raise Refused(
            msgid("You may not end this pairing."),
            why=msgid("The association's officers may, and the firm's signatory."),
        )
    if not reason.strip():
        raise Invalid(msgid("A reason is missing."))
    if ends_on < row.starts_on:
        raise Invalid(msgid("The last day lies before the first."))
    if row.ends_on is not None and row.ends_on < ends_on:
        raise Conflict(msgid("This pairing ended on %(day)s."), day=row.ends_on.isoformat())
    row.ends_on, row.end_reason = ends_on, reason.strip()
    row.save(update_fields=["ends_on", "end_reason"])
    log_pairing(actor, "programmes.pairing_ended", row, ends_on=ends_on, reason=reason.strip())
    return _info(row)


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Take a person off the contacts of pairings; returns the rows changed.

    Signatures stay: who signed for a firm must stay answerable, and only a uuid stands there.
    """
    require_staff(actor)
    of_firm = models.Pairing.objects.filter(firm_contact__uuid=person).update(firm_contact=None)
    of_county = models.Pairing.objects.filter(county_contact__uuid=person).update(
        county_contact=None
    )
    if of_firm or of_county:
        audit.log(
            actor=actor,
            act="programmes.person_erased",
            object_kind="person",
            object_uuid=person,
            details={"rows": of_firm + of_county},
        )
    return int(of_firm + of_county)


def _check_answer(
    row: models.Pairing, side: Side, consent: Consent, day: date, today: date, paper: Paper | None
) -> None:
    if consent == Consent.ASKED:
        raise Invalid(msgid("An answer is a consent or a refusal."))
    if day > today:
        raise Invalid(msgid("The date of the answer lies in the future."))
    if side == Side.COUNTY and paper is None:
        raise Invalid(
            msgid("The county's answer needs its paper."),
            why=msgid("Who enters an answer for somebody else shows where it comes from."),
            remedy=msgid("Attach the letter or its photograph."),
        )
    if rules.is_agreed(Consent(row.firm_consent), Consent(row.county_consent)):
        raise Conflict(
            msgid("This pairing is agreed already."), remedy=msgid("End it if it no longer holds.")
        )


def _check_of_firm(person: UUID, firm: str) -> None:
    if all(held.organisation != firm for held in access.appointments_of_person(person)):
        raise Invalid(
            msgid("The firm's contact must be one of its people."),
            remedy=msgid("Appoint the person first, or choose another one."),
        )


def _registered(actor: Actor, contact: CountyContact) -> Any:
    if not contact.office.strip():
        raise Invalid(msgid("Name the office in which the county's contact serves."))
    person = parties.register_person(
        actor=actor,
        name=contact.name,
        work_mail=contact.work_mail,
        work_phone=contact.work_phone,
    )
    return queries.person_row(person.uuid)


def _check_counties(codes: set[str]) -> None:
    unknown = queries.unknown_counties(codes)
    if unknown:
        raise Invalid(msgid("There is no county with the code %(code)s."), code=unknown[0])


def _check_free(
    programme: models.Programme,
    firm_id: int,
    county: str,
    kind: PairingKind,
    starts_on: date,
    ends_on: date | None,
) -> None:
    models.Programme.objects.select_for_update().get(id=programme.id)
    held = models.Pairing.objects.filter(
        programme=programme, firm_id=firm_id, county=county, kind=kind
    ).values_list("starts_on", "ends_on")
    if any(rules.shares_a_day(starts_on, ends_on, since, until) for since, until in held):
        raise Conflict(
            msgid("This firm and this county are paired at that time already."),
            remedy=msgid("End the other pairing first, or choose other dates."),
        )


def require_staff(actor: Actor) -> None:
    """Raise `Refused` for who may not manage programmes."""
    if not permissions.may_manage_programme(actor):
        raise Refused(
            msgid("You may not manage programmes."),
            why=msgid("The association's officers do."),
        )


def _info(row: models.Pairing) -> PairingInfo:
    return queries.pairing_info(row, queries.county_names({row.county}))


def log_pairing(actor: Actor, act: str, row: models.Pairing, **details: object) -> None:
    """Write an act on a pairing into the audit log."""
    audit.log(
        actor=actor,
        act=act,
        object_kind="pairing",
        object_uuid=row.uuid,
        organisation=row.firm.code,
        details={"county": row.county, **details},
    )
