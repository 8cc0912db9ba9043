"""The association's side: take up, send back, accept (which records the facts), lock, and re-open by exception."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concentric.facts import api as facts
from concentric.facts.types import Boundary, DraftFact
from concentric.indicators.compute import services as compute
from concentric.indicators.returns import emits, models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import checking, mergers
from concentric.indicators.returns.services.moving import move, stated
from concentric.indicators.returns.types import ActKind, ReturnInfo
from concentric.kernel.api import Conflict, Invalid, Refused, msgid
from concentric.kernel.types import Actor
from concentric.members import api as members
from concentric.members.types import MemberBoundary


@transaction.atomic
def take_up(*, actor: Actor, returns: Sequence[UUID], on: date | None = None) -> None:
    """Begin to review submitted returns. Raises `Refused`, `Missing`, `Conflict`."""
    for row in _locked(actor, returns):
        move(actor, row, ActKind.TAKEN_UP, on=on)


@transaction.atomic
def send_back(
    *, actor: Actor, return_uuid: UUID, reason: str, on: date | None = None
) -> ReturnInfo:
    """Send a return back to its firm, with a reason the firm reads. Raises `Refused`, `Conflict`, `Invalid`."""
    (row,) = _locked(actor, [return_uuid])
    move(actor, row, ActKind.SENT_BACK, on=on, reason=stated(reason))
    return queries.return_info(row)


@transaction.atomic
def accept(*, actor: Actor, returns: Sequence[UUID], on: date | None = None) -> int:
    """Accept reviewed returns, all or none, and record their facts; returns how many facts were recorded.

    The worker then computes what pages show and what publications are compared with anew.
    After a re-opening only what changed is reversed and recorded anew, in this one transaction: totals never
    have a hole, and the return counts as restated. Raises `Refused`, `Conflict` where queries are open.
    """
    rows = _locked(actor, returns)
    _require_settled(rows)
    drafts: list[DraftFact] = []
    gone: list[UUID] = []
    restated: dict[int, int] = {}
    common = _Common(rows)
    for row in rows:
        new, old = _differences(common, row)
        if row.acceptances and (new or old):
            row.restated_at = timezone.now()
        restated[row.id] = len(new)
        drafts += new
        gone += old
    if gone:
        facts.reverse_source(
            actor=actor, room=emits.ROOM, uuids=gone, reason="restated after re-opening"
        )
    if drafts:
        facts.record_many(actor=actor, drafts=drafts)
    ids = [row.id for row in rows]
    models.Entry.objects.filter(owner_id__in=ids).update(recorded_revision=F("revision"))
    standing = models.TableRow.objects.filter(owner_id__in=ids)
    standing.filter(removed_at=None).update(recorded_revision=F("revision"))
    standing.filter(removed_at__isnull=False).update(recorded_revision=0)
    for row in rows:
        row.acceptances += 1
        move(actor, row, ActKind.ACCEPTED, on=on, facts=restated[row.id])
    if gone or drafts:
        compute.recompute_standing(actor=actor)
    return len(drafts)


@transaction.atomic
def lock(*, actor: Actor, returns: Sequence[UUID], on: date | None = None) -> None:
    """Lock accepted returns; the exception that had opened one is over. Raises `Refused`, `Conflict`."""
    rows = _locked(actor, returns)
    _close_exceptions(rows)
    for row in rows:
        move(actor, row, ActKind.LOCKED, on=on)


@transaction.atomic
def grant_exception(*, actor: Actor, return_uuid: UUID, reason: str, until: date) -> ReturnInfo:
    """Re-open an accepted or locked return until a day, for a reason that the firm reads.

    Its facts stand until the corrected return is accepted. Raises `Refused`, `Conflict`, `Invalid`.
    """
    (row,) = _locked(actor, [return_uuid])
    if until < queries.today():
        raise Invalid(msgid("The exception would end before it begins."))
    mergers.follow(actor, row, queries.today())
    move(actor, row, ActKind.REOPENED, reason=stated(reason), until=until)
    models.LockException.objects.create(
        owner=row, reason=reason.strip(), until_on=until, granted_by=actor.person
    )
    return queries.return_info(row)


@transaction.atomic
def relock(*, actor: Actor, return_uuid: UUID) -> ReturnInfo:
    """Lock a re-opened return again that nobody changed. Raises `Refused`, `Conflict` where something was changed."""
    (row,) = _locked(actor, [return_uuid])
    new, old = _differences(_Common([row]), row)
    if new or old:
        raise Conflict(
            msgid("Figures were changed since the return was re-opened."),
            remedy=msgid("Let the firm sign the return again, or change the figures back."),
        )
    _close_exceptions([row])
    move(actor, row, ActKind.RELOCKED)
    return queries.return_info(row)


def _locked(actor: Actor, returns: Sequence[UUID]) -> list[models.Return]:
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not review returns."),
            why=msgid("The association's officers and their head do."),
        )
    return queries.return_rows(list(returns), for_update=True)


def _require_settled(rows: Iterable[models.Return]) -> None:
    firms = {row.id: row.organisation.code for row in rows}
    waiting = checking.open_threads(firms)
    if waiting:
        first = min(waiting, key=lambda owner: firms[owner])
        raise Conflict(
            msgid("Queries are open on %(firms)s; the first on %(firm)s, line %(line)s."),
            why=msgid("What is accepted becomes fact."),
            remedy=msgid("Close every query first."),
            firms=", ".join(sorted(firms[owner] for owner in waiting)),
            firm=firms[first],
            line=waiting[first][0],
        )


def _close_exceptions(rows: Iterable[models.Return]) -> None:
    models.LockException.objects.filter(owner__in=[r.id for r in rows], closed_at=None).update(
        closed_at=timezone.now()
    )


class _Common:
    """What returns of a batch have in common when they become facts, read in a few queries."""

    def __init__(self, rows: Sequence[models.Return]) -> None:
        ids = [row.id for row in rows]
        self.entries: dict[int, list[models.Entry]] = {}
        for entry in models.Entry.objects.filter(owner_id__in=ids).exclude(
            revision=F("recorded_revision")
        ):
            self.entries.setdefault(entry.owner_id, []).append(entry)
        self.rows: dict[int, list[models.TableRow]] = {}
        changed = models.TableRow.objects.filter(owner_id__in=ids).exclude(
            revision=F("recorded_revision"), removed_at=None
        )
        for row in changed:
            self.rows.setdefault(row.owner_id, []).append(row)
        self._boundaries: dict[str, dict[str, MemberBoundary]] = {}

    def emitting(self, row: models.Return) -> emits.Emitting:
        cycle = row.cycle
        firm = row.organisation.code
        if cycle.code not in self._boundaries:
            self._boundaries[cycle.code] = members.population_boundaries(
                cycle.population, period=queries.period_of(cycle)
            )
        boundary = self._boundaries[cycle.code].get(firm, MemberBoundary.SOLO)
        return emits.Emitting(
            form=queries.book_of(cycle).form,
            rulebook=facts.catalogue(cycle.catalogue),
            period=queries.period_of(cycle),
            organisation=firm,
            boundary=Boundary(str(boundary)),
            backfilled=cycle.backfilled,
        )


def _differences(common: _Common, row: models.Return) -> tuple[list[DraftFact], list[UUID]]:
    """The facts a return has now that are not recorded, and the sources whose recorded facts no longer hold."""
    entries = common.entries.get(row.id, [])
    rows = common.rows.get(row.id, [])
    emitting = common.emitting(row)
    new = [
        *emits.line_facts(emitting, entries),
        *emits.row_facts(emitting, [r for r in rows if r.removed_at is None]),
    ]
    old = [e.uuid for e in entries if e.recorded_revision] + [
        r.uuid for r in rows if r.recorded_revision
    ]
    return new, old
