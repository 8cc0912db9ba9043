"""What the desk keeps about a person goes when it is asked to."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from concentric.desk import models
from concentric.kernel.api import Refused, Role, msgid
from concentric.kernel.types import Actor


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Delete a person's views, drafts and finished jobs; returns the rows deleted. Raises `Refused`."""
    if not actor.has(Role.ADMINISTRATOR, Role.SYSTEM):
        raise Refused(
            msgid("You may not erase personal data."), why=msgid("Only an administrator may.")
        )
    mine = (
        models.SavedView.objects.filter(person=person),
        models.Draft.objects.filter(person=person),
        models.Job.objects.filter(person=person, finished_at__isnull=False),
    )
    return sum(rows.delete()[0] for rows in mine)
