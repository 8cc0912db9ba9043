"""Reads of `__room__`, scoped to the actor."""

from __future__ import annotations

from concentric.__room__ import permissions
from concentric.__room__.models import Entry
from concentric.__room__.types import EntryInfo
from django.db.models import QuerySet

from concentric.kernel.api import Actor, Missing, msgid


def visible(actor: Actor) -> QuerySet[Entry]:
    """The entries this actor may see; for this room's own pages."""
    return Entry.objects.all() if permissions.may_see_entries(actor) else Entry.objects.none()


def entry(*, actor: Actor, code: str) -> EntryInfo:
    """One entry. Raises Missing if there is none, or none for this actor."""
    row = visible(actor).filter(code=code).first()
    if row is None:
        raise Missing(msgid("There is no entry %(code)s."), code=code)
    return EntryInfo(uuid=row.uuid, code=row.code, name=row.name)
