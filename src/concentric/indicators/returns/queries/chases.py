"""Reads of reminders: what the association said to whom, what a chased firm sees, who is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from concentric.access import api as access
from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.rules import chasing, states
from concentric.indicators.returns.types import ChaseStep
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor, Role
from concentric.parties import api as parties

TOLD = {
    ChaseStep.CONTACT: (Role.CONTACT, Role.PREPARER),
    ChaseStep.SIGNATORY: (Role.CONTACT, Role.PREPARER, Role.CHECKER, Role.SIGNATORY),
}
"""Who of the firm finds a reminder on the own home page."""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Chased:
    """A reminder on the record."""

    uuid: UUID
    return_uuid: UUID
    cycle: str
    organisation: str
    organisation_name: str
    step: ChaseStep
    number: int
    """The how-manieth of this return it is."""
    chased_on: date
    text: str
    by: str
    """The name of who reminded; the firm may call back."""


def in_cycle(cycle: models.Cycle) -> list[Chased]:
    """Who was reminded in a cycle, newest first."""
    return _said(models.Chase.objects.filter(owner__cycle=cycle).order_by("-chased_on", "-id"))


def of_return(row: models.Return) -> list[Chased]:
    """The reminders of one return, newest first."""
    return _said(models.Chase.objects.filter(owner=row).order_by("-chased_on", "-id"))


def for_home(actor: Actor, _code: str) -> Mapping[str, Any] | None:
    """The newest reminder of each return that this actor can still do something about; the panel of the home page."""
    steps = [step for step, roles in TOLD.items() if actor.has(*roles)]
    if not steps or actor.is_convener or actor.organisation is None:
        return None
    mine = Q(owner__organisation__code=actor.organisation, owner__carrier=None) | Q(
        owner__carrier__code=actor.organisation
    )
    rows = models.Chase.objects.filter(
        mine, owner__state__in=list(states.WITH_FIRM), step__in=steps
    )
    newest: dict[UUID, Chased] = {}
    for one in _said(rows.order_by("-chased_on", "-id")):
        newest.setdefault(one.return_uuid, one)
    return {"chases": list(newest.values())} if newest else None


def chase_row(actor: Actor, uuid: UUID) -> models.Chase:
    """A reminder with its return, for its letter. Raises `Missing`."""
    row = (
        models.Chase.objects.select_related("owner__cycle", "owner__organisation", "owner__carrier")
        .filter(uuid=uuid)
        .first()
    )
    if row is None or not cycle_queries.may_see_whole(actor, row.owner):
        raise Missing(msgid("There is no such reminder."))
    return row


def chase_rows(cycle: models.Cycle, on: date) -> list[models.Chase]:
    """The reminders of a cycle on one day, by firm."""
    rows = models.Chase.objects.select_related(
        "owner__cycle", "owner__organisation", "owner__carrier"
    )
    return list(rows.filter(owner__cycle=cycle, chased_on=on).order_by("owner__organisation__code"))


def number_of(row: models.Chase) -> int:
    """The how-manieth reminder of its return a row is."""
    return models.Chase.objects.filter(owner_id=row.owner_id, id__lte=row.id).count()


def late_rows(cycle: models.Cycle, today: date) -> QuerySet[Any]:
    """The late returns of a cycle with what a list of them asks: missing past the last day, or come after it."""
    last = models.Chase.objects.filter(owner=OuterRef("pk")).order_by("-chased_on")
    overdue = Q(submitted_on__gt=cycle.due_on)
    if today > cycle.due_on:
        overdue |= Q(submitted_on=None)
    return (
        cycle_queries.loaded()
        .filter(overdue, cycle=cycle)
        .annotate(
            chase_count=Count("chases", distinct=True),
            chased_on=Subquery(last.values("chased_on")[:1]),
        )
    )


def to_chase(cycle: models.Cycle, today: date) -> list[dict[str, Any]]:
    """The firms that are late and still to act, each with to whom its next reminder goes and who that is."""
    rows = [
        row
        for row in late_rows(cycle, today).order_by("organisation__code")
        if row.submitted_on is None and row.state in states.WITH_FIRM
    ]
    return [
        {
            "row": row,
            "firm": cycle_queries.shown_name(row.organisation),
            "step": chasing.step_after(row.chase_count),
            "number": row.chase_count + 1,
            "is_done_today": row.chased_on == today,
        }
        for row in rows
    ]


def names(uuids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The full names of people who acted in office: who signed for the firm, who reminded it."""
    asked = {uuid for uuid in uuids if uuid is not None}
    if not asked:
        return {}
    found = parties.people(actor=Actor.system("returns"), uuids=asked)
    is_zh = (get_language() or "zh").startswith("zh")
    return {
        uuid: person.name if is_zh else person.name_en or person.name
        for uuid, person in found.items()
    }


def addressees(firm: str, step: ChaseStep) -> list[str]:
    """The names of the firm's people to whom a reminder is addressed, the signatory first where it goes to both."""
    roles = (Role.SIGNATORY, Role.CONTACT) if step is ChaseStep.SIGNATORY else (Role.CONTACT,)
    held = [one for role in roles for one in access.holders(firm, role)]
    return list(dict.fromkeys(one.person_name for one in held))


def _said(rows: QuerySet[models.Chase]) -> list[Chased]:
    found = list(rows.select_related("owner__organisation", "owner__cycle")[:SHOWN])
    by = names(row.chased_by for row in found)
    order: dict[int, list[int]] = {}
    owners = {row.owner_id for row in found}
    ids = models.Chase.objects.filter(owner_id__in=owners).order_by("id")
    for owner, number in ids.values_list("owner_id", "id"):
        order.setdefault(owner, []).append(number)
    return [
        Chased(
            uuid=row.uuid,
            return_uuid=row.owner.uuid,
            cycle=row.owner.cycle.code,
            organisation=row.owner.organisation.code,
            organisation_name=cycle_queries.shown_name(row.owner.organisation),
            step=ChaseStep(row.step),
            number=order[row.owner_id].index(row.id) + 1,
            chased_on=row.chased_on,
            text=row.text,
            by=by.get(row.chased_by, "") if row.chased_by else "",
        )
        for row in found
    ]
