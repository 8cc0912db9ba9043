"""Following mergers: the open work of a merged firm goes to its successor, and back when they separate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.kernel.api import Actor, Conflict, msgid
from concentric.members import api as members
from concentric.programmes import emits, labels, models, queries, rules
from concentric.programmes.services.pairings import log_pairing, require_staff
from concentric.programmes.types import Consent, InvitationState, PairingKind

OPEN_ANSWERS: Final = (InvitationState.INVITED, InvitationState.SILENT)
MERGED: Final = "merged"
SEPARATED: Final = "separated"


@transaction.atomic
def move_back_work(*, actor: Actor, successor: str, organisation: str, moved_on: date) -> int:
    """Give running pairings that the successor took over back to the firm that is by itself again."""
    require_staff(actor)
    firms = queries.organisation_rows([organisation, successor])
    taken = _open_pairings(moved_on).filter(
        firm=firms[successor], continues__firm=firms[organisation]
    )
    rows = list(taken.select_for_update(of=("self",)))
    for row in rows:
        last = _end_for(actor, row, moved_on, SEPARATED)
        _continue(actor, row, firms[organisation], moved_on, last)
    return len(rows)


def previewed_moves(
    *, actor: Actor, organisation: str, successor: str, moved_on: date
) -> tuple[str, ...]:
    """What a merger would move, one line each: running pairings, then unanswered invitations."""
    require_staff(actor)
    firms = queries.organisation_rows([organisation, successor])
    pairings = list(_open_pairings(moved_on).filter(firm=firms[organisation]))
    names = queries.county_names({row.county for row in pairings}, moved_on)
    is_chinese = (get_language() or "zh").startswith("zh")
    lines = [
        _("Pairing with %(county)s (%(kind)s)")
        % {
            "county": names.get(row.county, row.county),
            "kind": labels.PAIRING_KINDS[PairingKind(row.kind)],
        }
        for row in pairings
    ]
    for row in _moving_invitations(firms[organisation], firms[successor]):
        title = row.accord.title_zh if is_chinese else row.accord.title_en
        lines.append(_("Invitation to sign: %(title)s") % {"title": title})
    return tuple(lines)


@transaction.atomic
def move_open_work(*, actor: Actor, organisation: str, moved_on: date) -> int:
    """Move what a merged firm left open to its successor; returns how many rows moved.

    Running pairings end the day before and go on with the successor, with the consents given; unanswered
    invitations go to the successor if it was not invited itself. Past facts stay with the firm that earned
    them. Repeating it moves nothing more.
    """
    require_staff(actor)
    successor = members.successor_of(organisation, moved_on)
    if successor == organisation:
        raise Conflict(msgid("%(firm)s has not been merged by that day."), firm=organisation)
    firms = queries.organisation_rows([organisation, successor])
    moved = _move_pairings(actor, firms[organisation], firms[successor], moved_on)
    return moved + _move_invitations(actor, firms[organisation], firms[successor], moved_on)


def _move_pairings(actor: Actor, firm: Any, successor: Any, moved_on: date) -> int:
    rows = list(_open_pairings(moved_on).filter(firm=firm).select_for_update(of=("self",)))
    held = _held_by(successor, moved_on)
    for row in rows:
        last = _end_for(actor, row, moved_on, MERGED)
        if (row.programme_id, row.county, row.kind) not in held:
            _continue(actor, row, successor, moved_on, last)
    return len(rows)


def _end_for(actor: Actor, row: models.Pairing, moved_on: date, reason: str) -> date | None:
    """End a pairing the day before another firm goes on with it; the last day it had."""
    last, row.ends_on = row.ends_on, moved_on - timedelta(days=1)
    row.end_reason = reason
    row.save(update_fields=["ends_on", "end_reason"])
    log_pairing(actor, "programmes.pairing_moved", row)
    return last


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
        county_contact_office=row.county_contact_office,
        continues=row,
    )
    if rules.is_agreed(Consent(following.firm_consent), Consent(following.county_consent)):
        facts.record(actor=actor, draft=emits.pairing_agreed(following))


def _move_invitations(actor: Actor, firm: Any, successor: Any, moved_on: date) -> int:
    rows = models.Invitation.objects.filter(organisation=firm, state__in=OPEN_ANSWERS)
    fresh = set(_moving_invitations(firm, successor).values_list("accord_id", flat=True))
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


def _open_pairings(moved_on: date) -> QuerySet[models.Pairing]:
    rows = models.Pairing.objects.filter(queries.running(moved_on), starts_on__lt=moved_on)
    return rows.select_related("firm", "programme").order_by("id")


def _moving_invitations(firm: Any, successor: Any) -> QuerySet[models.Invitation]:
    """Unanswered invitations of a firm to accords to which the successor was not invited itself."""
    own = models.Invitation.objects.filter(organisation=successor).values("accord_id")
    rows = models.Invitation.objects.filter(organisation=firm, state__in=OPEN_ANSWERS)
    return rows.exclude(accord_id__in=own).select_related("accord").order_by("id")
