"""Reading the log, scoped to the actor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from concentric.audit import models, permissions
from concentric.audit.types import Entry
from concentric.kernel.api import Actor

PAGE = 50


def entries(
    *,
    actor: Actor,
    object_uuid: UUID | None = None,
    organisation: str | None = None,
    person: UUID | None = None,
    act: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> tuple[Entry, ...]:
    """The newest entries first, at most `limit`, continued behind the entry `before`.

    `act` is an act or its beginning (`facts.`). Who may not read the log sees the matters of the
    own organisation only.
    """
    wanted = Q()
    if not permissions.may_read_log(actor):
        wanted &= Q(organisation__isnull=False, organisation=actor.organisation or "")
    filters = {
        "object_uuid": object_uuid,
        "organisation": organisation,
        "person": person,
        "act__startswith": act or None,
        "at__gte": since,
        "at__lt": until,
    }
    wanted &= Q(**{name: value for name, value in filters.items() if value is not None})
    if before is not None:
        wanted &= Q(id__lt=models.Entry.objects.filter(uuid=before).values("id")[:1])
    rows = list(models.Entry.objects.filter(wanted).order_by("-id")[:limit])
    positions = _positions([row.id for row in rows])
    return tuple(_entry(row, positions.get(row.id)) for row in rows)


def _positions(row_ids: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_id, position FROM audit_position WHERE row_id = ANY (%s)", [row_ids]
        )
        return dict(cursor.fetchall())


def _entry(row: models.Entry, position: int | None) -> Entry:
    return Entry(
        uuid=row.uuid,
        at=row.at,
        act=row.act,
        person=row.person,
        appointment=row.appointment,
        acting_organisation=row.acting_organisation,
        acting_for=row.acting_for,
        agent=row.agent,
        object_kind=row.object_kind,
        object_uuid=row.object_uuid,
        organisation=row.organisation,
        details=row.details,
        position=position,
    )
