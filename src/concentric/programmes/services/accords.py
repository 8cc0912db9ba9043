"""Acts on programmes and their accords: found, publish, invite, sign, decline, countersign, void."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.programmes import emits, models, permissions, queries, rules
from concentric.programmes.services.papers import INVITATION, attach_paper
from concentric.programmes.types import (
    AccordInfo,
    InvitationInfo,
    InvitationState,
    Paper,
    ProgrammeInfo,
    ProgrammeKind,
)


@transaction.atomic
def create_programme(
    *,
    actor: Actor,
    code: str,
    kind: ProgrammeKind,
    name_zh: str,
    name_en: str,
    starts_on: date,
    ends_on: date | None = None,
) -> ProgrammeInfo:
    """Found a programme. Raises `Refused`, `Invalid`, `Conflict`."""
    _require_staff(actor)
    if not (name_zh.strip() and name_en.strip() and rules.is_programme_code(code)):
        raise Invalid(
            msgid("A programme needs a code and a name in both languages."),
            why=msgid("Codes are capitals, digits, dots and dashes, at most 32."),
        )
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(msgid("The last day lies before the first."))
    stated = {"kind": kind, "name_zh": name_zh.strip(), "name_en": name_en.strip()}
    row, is_new = models.Programme.objects.get_or_create(
        code=code, defaults={**stated, "starts_on": starts_on, "ends_on": ends_on}
    )
    if not is_new:
        raise Conflict(msgid("There is a programme with the code %(code)s already."), code=code)
    _log(actor, "programmes.programme_created", "programme", row.uuid, code=code)
    return queries.programme_info(row)


@transaction.atomic
def publish_accord(
    *,
    actor: Actor,
    programme: str,
    title_zh: str,
    title_en: str,
    text_zh: str,
    text_en: str,
    dated_on: date,
    answer_due_on: date | None = None,
) -> AccordInfo:
    """Publish an accord text as the programme's next version. A published text is never changed."""
    _require_staff(actor)
    if not all(part.strip() for part in (title_zh, title_en, text_zh, text_en)):
        raise Invalid(msgid("An accord needs a title and a text in both languages."))
    where = models.Programme.objects.select_for_update().get(id=queries.programme_row(programme).id)
    newest = where.accords.order_by("-version").first()
    if answer_due_on is not None and answer_due_on < dated_on:
        raise Invalid(msgid("The answer is due before the text is dated."))
    if newest is not None and (newest.text_zh, newest.text_en) == (text_zh, text_en):
        raise Conflict(
            msgid("This wording is version %(version)s already."),
            remedy=msgid("Invite firms to that version, or change the wording."),
            version=newest.version,
        )
    row = models.Accord.objects.create(
        programme=where,
        version=newest.version + 1 if newest else 1,
        title_zh=title_zh,
        title_en=title_en,
        text_zh=text_zh,
        text_en=text_en,
        dated_on=dated_on,
        answer_due_on=answer_due_on,
    )
    _log(actor, "programmes.accord_published", "accord", row.uuid, version=row.version)
    return queries.accord_info(row)


@transaction.atomic
def invite(*, actor: Actor, accord: UUID, organisations: Iterable[str], invited_on: date) -> int:
    """Invite firms to an accord; returns how many were not invited before."""
    _require_staff(actor)
    row = models.Accord.objects.select_for_update().get(id=queries.accord_row(accord).id)
    found = queries.organisation_rows(organisations)
    known = set(row.invitations.values_list("organisation_id", flat=True))
    fresh = [o for _, o in sorted(found.items()) if o.id not in known]
    models.Invitation.objects.bulk_create(
        models.Invitation(accord=row, organisation=o, invited_on=invited_on) for o in fresh
    )
    if fresh:
        _log(
            actor,
            "programmes.firms_invited",
            "accord",
            row.uuid,
            organisations=[o.code for o in fresh],
        )
    return len(fresh)


@transaction.atomic
def sign(*, actor: Actor, invitation: UUID, signed_on: date | None = None) -> InvitationInfo:
    """Sign an accord for one's own firm. The association still has to countersign."""
    row = queries.invitation_row(invitation, for_update=True)
    code = row.organisation.code
    if not permissions.may_sign_accord(actor, code):
        raise Refused(
            msgid("You may not sign for this firm."),
            why=msgid("Only a signatory of the firm itself signs, or the deputy named for one."),
        )
    today = queries.today()
    day = signed_on or today
    problem = rules.signature_problem(invited_on=row.invited_on, signed_on=day, today=today)
    if problem is not None:
        raise Invalid(problem)
    _pass_to(row, InvitationState.SIGNED)
    row.signed_on = day
    row.signed_by = _person(actor)
    row.declined_on, row.decline_reason = None, ""
    row.save()
    _log_answer(actor, "programmes.accord_signed", row)
    return queries.invitation_info(row)


@transaction.atomic
def enter_signature(
    *,
    actor: Actor,
    invitation: UUID,
    signed_on: date,
    signatory_title: str,
    paper: Paper,
) -> InvitationInfo:
    """Enter on a firm's behalf that it signed on paper. The row says so for good, and shows the paper.

    The association's officers do; its leader still countersigns. Raises `Refused`, `Invalid`, `Conflict`.
    """
    _require_staff(actor)
    row = queries.invitation_row(invitation, for_update=True)
    problem = rules.signature_problem(
        invited_on=row.invited_on, signed_on=signed_on, today=queries.today()
    )
    if problem is not None:
        raise Invalid(problem)
    if not signatory_title.strip():
        raise Invalid(msgid("Say who signed for the firm, by name or office."))
    _pass_to(row, InvitationState.SIGNED)
    row.signed_on, row.signatory_title = signed_on, signatory_title.strip()
    row.by_staff, row.evidence = True, attach_paper(actor, paper, INVITATION, row.uuid)
    row.declined_on, row.decline_reason = None, ""
    row.save()
    _log_answer(actor, "programmes.signature_entered", row, evidence=row.evidence)
    return queries.invitation_info(row)


@transaction.atomic
def decline(*, actor: Actor, invitation: UUID, reason: str) -> InvitationInfo:
    """Decline an accord for one's own firm, with a reason. The firm may still sign later."""
    row = queries.invitation_row(invitation, for_update=True)
    if not permissions.may_decline_accord(actor, row.organisation.code):
        raise Refused(
            msgid("You may not answer for this firm."),
            why=msgid("Only a signatory of the firm itself does."),
        )
    _require_reason(reason)
    _pass_to(row, InvitationState.DECLINED)
    row.declined_on = queries.today()
    row.decline_reason = reason.strip()
    row.save()
    _log_answer(actor, "programmes.accord_declined", row, reason=reason.strip())
    return queries.invitation_info(row)


@transaction.atomic
def countersign(
    *,
    actor: Actor,
    invitations: Sequence[UUID],
    countersigned_on: date | None = None,
    accord: UUID | None = None,
) -> int:
    """Countersign signed accords for the association, and record that these firms signed.

    All or none; with an accord named, only invitations to it. Returns how many were countersigned. Raises
    `Refused`, `Conflict`, `Invalid`.
    """
    if not permissions.may_countersign_accord(actor):
        raise Refused(
            msgid("You may not countersign for the association."),
            why=msgid("Its leader does, or the deputy named for one."),
        )
    if not invitations:
        raise Invalid(msgid("Choose at least one firm."))
    today = queries.today()
    day = countersigned_on or today
    person = _person(actor)
    asked = {"accord__uuid": accord} if accord else {}
    rows = list(
        models.Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "accord__programme")
        .filter(uuid__in=invitations, **asked)
        .order_by("id")
    )
    if len(rows) != len(set(invitations)):
        raise Invalid(msgid("One of these invitations does not exist."))
    for row in rows:
        _pass_to(row, InvitationState.COUNTERSIGNED)
        _check_countersignature(row, day, today)
        row.countersigned_on, row.countersigned_by = day, person
    models.Invitation.objects.bulk_update(rows, ["state", "countersigned_on", "countersigned_by"])
    facts.record_many(actor=actor, drafts=[emits.accord_signed(row) for row in rows])
    for row in rows:
        _log_answer(actor, "programmes.accord_countersigned", row)
    return len(rows)


@transaction.atomic
def mark_silent(*, actor: Actor, accord: UUID) -> int:
    """Mark the firms that let the date of an accord pass without an answer; returns how many."""
    _require_staff(actor)
    row = queries.accord_row(accord)
    if not rules.is_silent(InvitationState.INVITED, row.answer_due_on, queries.today()):
        return 0
    marked = row.invitations.filter(state=InvitationState.INVITED).update(
        state=InvitationState.SILENT
    )
    if marked:
        _log(actor, "programmes.firms_marked_silent", "accord", row.uuid, count=marked)
    return int(marked)


@transaction.atomic
def void_signature(*, actor: Actor, invitation: UUID, reason: str) -> InvitationInfo:
    """Take back a signature that was entered wrongly: the firm is invited again, its fact is reversed."""
    _require_staff(actor)
    _require_reason(reason)
    row = queries.invitation_row(invitation, for_update=True)
    if row.signed_on is None:
        raise Conflict(msgid("This firm has not signed."))
    facts.reverse_source(actor=actor, room=emits.ROOM, uuids=[row.uuid], reason=reason)
    row.state = InvitationState.INVITED
    row.revision += 1
    row.signed_on = row.signed_by = row.countersigned_on = row.countersigned_by = None
    row.signatory_title, row.by_staff, row.evidence = "", False, ""
    row.save()
    _log_answer(actor, "programmes.signature_voided", row, reason=reason)
    return queries.invitation_info(row)


def _check_countersignature(row: models.Invitation, day: date, today: date) -> None:
    if row.signed_on is None:
        raise Conflict(msgid("This firm has not signed."))
    problem = rules.countersignature_problem(
        signed_on=row.signed_on, countersigned_on=day, today=today
    )
    if problem is not None:
        raise Invalid(problem)


def _pass_to(row: models.Invitation, following: InvitationState) -> None:
    if not rules.may_become(InvitationState(row.state), following):
        raise Conflict(
            msgid("%(firm)s stands at another step already."),
            why=msgid("Somebody was first, or the step before is missing."),
            remedy=msgid("Load the page again and look at the newest state."),
            firm=row.organisation.code,
        )
    row.state = following


def _person(actor: Actor) -> Any:
    return None if actor.person is None else queries.person_row(actor.person)


def _require_staff(actor: Actor) -> None:
    if not permissions.may_manage_programme(actor):
        raise Refused(
            msgid("You may not manage programmes."),
            why=msgid("The association's officers do."),
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            msgid("A reason is missing."), why=msgid("Whoever is affected reads it in the log.")
        )


def _log(actor: Actor, act: str, kind: str, uuid: UUID, **details: object) -> None:
    audit.log(actor=actor, act=act, object_kind=kind, object_uuid=uuid, details=details)


def _log_answer(actor: Actor, act: str, row: models.Invitation, **details: object) -> None:
    audit.log(
        actor=actor,
        act=act,
        object_kind="invitation",
        object_uuid=row.uuid,
        organisation=row.organisation.code,
        details={"accord": row.accord.uuid, "state": row.state, **details},
    )
