"""Saved views of lists: kept and forgotten by the person whose they are."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from concentric.desk import models, rules
from concentric.kernel.api import Invalid, Missing, Refused, msgid
from concentric.kernel.types import Actor

LONGEST_NAME = 40
LONGEST_QUERY = 2000
MOST_VIEWS = 30


@transaction.atomic
def save_view(*, actor: Actor, list_code: str, name: str, query: str) -> UUID:
    """Keep a view of a list under a name; the same name again replaces it.

    Raises `Refused` for nobody, `Invalid` for an empty or too long name, and when the list has 30 views already.
    """
    name, query = " ".join(name.replace("\0", "").split()), rules.view_query(query)
    if actor.person is None:
        raise Refused(msgid("Only who is signed in keeps views."))
    if not name or len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY or len(list_code) > 100:
        raise Invalid(
            msgid("This view cannot be kept under this name."),
            why=msgid("A view has a name of 1 to 40 characters."),
            remedy=msgid("Give it a shorter name."),
        )
    mine = models.SavedView.objects.filter(person=actor.person, list=list_code)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise Invalid(
            msgid("This list has %(count)s saved views already."),
            remedy=msgid("Delete one of them first."),
            count=MOST_VIEWS,
        )
    row, _created = models.SavedView.objects.update_or_create(
        person=actor.person, list=list_code, name=name, defaults={"query": query}
    )
    return row.uuid


@transaction.atomic
def forget_view(*, actor: Actor, uuid: UUID) -> None:
    """Delete a view of one's own. Raises `Missing` for that of somebody else."""
    is_gone = actor.person is not None and bool(
        models.SavedView.objects.filter(uuid=uuid, person=actor.person).delete()[0]
    )
    if not is_gone:
        raise Missing(msgid("There is no such view."), remedy=msgid("Open the list again."))
