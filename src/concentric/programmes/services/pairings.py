"""Acts on pairings: target counties, proposal, consent, end, and the move of open work after a merger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.members import api as members
from concentric.programmes import emits, models, permissions, queries, rules
from concentric.programmes.types import (
    Consent,
    InvitationState,
    PairingInfo,
    PairingKind,
    Side,
)

OPEN_ANSWERS = (InvitationState.INVITED, InvitationState.SILENT)


@transaction.atomic
def set_targets(*, actor: Actor, programme: str, counties: Iterable[str]) -> int:
    """Name the counties a programme wants served; returns how many there are. Repeating it changes nothing."""
    _require_staff(actor)
    row = queries.programme_row(programme)
    wanted = set(counties)
    _check_counties(wanted)
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
    county_contact: UUID | None = None,
) -> PairingInfo:
    """Propose that a firm stands by a county; both sides are asked. Raises `Refused`, `Invalid`, `Conflict`."""
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
    row = models.Pairing.objects.create(
        programme=where,
        firm=organisation,
        county=county,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        firm_contact=queries.person_row(firm_contact) if firm_contact else None,
        county_contact=queries.person_row(county_contact) if county_contact else None,
    )
    _log(actor, "programmes.pairing_proposed", row)
    return _info(row)


@transaction.atomic
def answer_pairing(
    *,
    actor: Actor,
    pairing: UUID,
    side: Side,
    consent: Consent,
    answered_on: date | None = None,
    evidence: str = "",
) -> PairingInfo:
    """Enter the answer of one side. When both have consented the pairing is agreed and a fact is recorded.

    The firm's signatory answers for the firm. An officer enters the county's answer with the SHA-256 of its
    paper in `evidence`. What was agreed is ended, not answered anew.
    """
    row = queries.pairing_row(pairing, for_update=True)
    if not permissions.may_consent(actor, row.firm.code, side):
        raise Refused(
            msgid("You may not answer for this side."),
            why=msgid("The firm's signatory answers for the firm, an officer for the county."),
        )
    today = queries.today()
    day = answered_on or today
    _check_answer(row, side, consent, day, today, evidence)
    if side == Side.FIRM:
        row.firm_consent, row.firm_consent_on, row.firm_evidence = consent, day, evidence
    else:
        row.county_consent, row.county_consent_on, row.county_evidence = consent, day, evidence
    row.save()
    _log(actor, "programmes.pairing_answered", row, side=side, consent=consent)
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
    _log(actor, "programmes.pairing_ended", row, ends_on=ends_on, reason=reason.strip())
    return _info(row)


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Take a person off the contacts of pairings; returns the rows changed.

    Signatures stay: who signed for a firm must stay answerable, and only a uuid stands there.
    """
    _require_staff(actor)
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


@transaction.atomic
def move_open_work(*, actor: Actor, organisation: str, moved_on: date) -> int:
    """Move what a merged firm left open to its successor; returns how many rows moved.

    Running pairings end the day before and go on with the successor, with the consents given; unanswered
    invitations go to the successor if it was not invited itself. Past facts stay with the firm that earned
    them. Repeating it moves nothing more.
    """
    _require_staff(actor)
    successor = members.successor_of(organisation, moved_on)
    if successor == organisation:
        raise Conflict(msgid("%(firm)s has not been merged by that day."), firm=organisation)
    firms = queries.organisation_rows([organisation, successor])
    moved = _move_pairings(actor, firms[organisation], firms[successor], moved_on)
    return moved + _move_invitations(actor, firms[organisation], firms[successor], moved_on)


def _move_pairings(actor: Actor, firm: Any, successor: Any, moved_on: date) -> int:
    open_rows = (
        models.Pairing.objects.select_for_update(of=("self",))
        .select_related("firm", "programme")
        .filter(queries.running(moved_on), firm=firm, starts_on__lt=moved_on)
    )
    rows = list(open_rows.order_by("id"))
    held = _held_by(successor, moved_on)
    for row in rows:
        last, row.ends_on = row.ends_on, moved_on - timedelta(days=1)
        row.end_reason = "merged"
        row.save(update_fields=["ends_on", "end_reason"])
        _log(actor, "programmes.pairing_moved", row)
        if (row.programme_id, row.county, row.kind) in held:
            continue
        _continue(actor, row, successor, moved_on, last)
    return len(rows)


def _held_by(firm: Any, on: date) -> set[tuple[int, str, str]]:
    rows = models.Pairing.objects.filter(queries.running(on), firm=firm)
    return set(rows.values_list("programme_id", "county", "kind"))


def _continue(
    actor: Actor,
    row: models.Pairing,
    successor: Any,
    starts_on: date,
    ends_on: date | None,
) -> None:
    following = models.Pairing.objects.create(
        programme=row.programme,
        firm=successor,
        county=row.county,
        kind=row.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        firm_consent=row.firm_consent,
        firm_consent_on=row.firm_consent_on,
        firm_evidence=row.firm_evidence,
        county_consent=row.county_consent,
        county_consent_on=row.county_consent_on,
        county_evidence=row.county_evidence,
        county_contact=row.county_contact,
        continues=row,
    )
    if rules.is_agreed(Consent(following.firm_consent), Consent(following.county_consent)):
        facts.record(actor=actor, draft=emits.pairing_agreed(following))


def _move_invitations(actor: Actor, firm: Any, successor: Any, moved_on: date) -> int:
    rows = models.Invitation.objects.filter(organisation=firm, state__in=OPEN_ANSWERS)
    accords = set(rows.values_list("accord_id", flat=True))
    known = models.Invitation.objects.filter(organisation=successor, accord_id__in=accords)
    fresh = accords - set(known.values_list("accord_id", flat=True))
    models.Invitation.objects.bulk_create(
        models.Invitation(accord_id=accord, organisation=successor, invited_on=moved_on)
        for accord in sorted(fresh)
    )
    rows.update(state=InvitationState.SILENT)
    if fresh:
        audit.log(
            actor=actor,
            act="programmes.invitations_moved",
            object_kind="organisation",
            organisation=str(successor.code),
            details={"from": str(firm.code), "count": len(fresh)},
        )
    return len(fresh)


def _check_answer(
    row: models.Pairing, side: Side, consent: Consent, day: date, today: date, evidence: str
) -> None:
    if consent == Consent.ASKED:
        raise Invalid(msgid("An answer is a consent or a refusal."))
    if day > today:
        raise Invalid(msgid("The date of the answer lies in the future."))
    if side == Side.COUNTY and not evidence:
        raise Invalid(
            msgid("The county's answer needs its paper."),
            why=msgid("Who enters an answer for somebody else shows where it comes from."),
            remedy=msgid("Attach the letter or its photograph."),
        )
    if rules.is_agreed(Consent(row.firm_consent), Consent(row.county_consent)):
        raise Conflict(
            msgid("This pairing is agreed already."), remedy=msgid("End it if it no longer holds.")
        )


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


def _require_staff(actor: Actor) -> None:
    if not permissions.may_manage_programme(actor):
        raise Refused(
            msgid("You may not manage programmes."),
            why=msgid("The association's officers do."),
        )


def _info(row: models.Pairing) -> PairingInfo:
    return queries.pairing_info(row, queries.county_names({row.county}))


def _log(actor: Actor, act: str, row: models.Pairing, **details: object) -> None:
    audit.log(
        actor=actor,
        act=act,
        object_kind="pairing",
        object_uuid=row.uuid,
        organisation=row.firm.code,
        details={"county": row.county, **details},
    )
