"""Contact details of organisations."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from concentric.kernel.api import Actor, Invalid, Refused, msgid
from concentric.parties import models, permissions
from concentric.parties.services import rows as shared
from concentric.parties.types import ContactDetail, ContactKind


@transaction.atomic
def add_contact_detail(
    *, actor: Actor, organisation: str, kind: ContactKind, value: str, note: str = ""
) -> ContactDetail:
    """Add a way to reach an organisation; one that stands already is given back."""
    _check_contact(actor, organisation)
    if not value.strip():
        raise Invalid(msgid("The contact detail is empty."))
    row, created = models.ContactDetail.objects.get_or_create(
        organisation=shared.row_of(organisation),
        kind=str(kind),
        value=value.strip(),
        defaults={"note": note.strip()},
    )
    if created:
        shared.log(actor, "parties.contact_detail_added", row.organisation, kind=str(kind))
    return ContactDetail(row.uuid, organisation, ContactKind(row.kind), row.value, row.note)


@transaction.atomic
def remove_contact_detail(*, actor: Actor, uuid: UUID) -> None:
    """Take a way to reach an organisation off. One that is gone already is passed over."""
    row = models.ContactDetail.objects.select_related("organisation").filter(uuid=uuid).first()
    if row is None:
        return
    _check_contact(actor, row.organisation.code)
    row.delete()
    shared.log(actor, "parties.contact_detail_removed", row.organisation, kind=row.kind)


def _check_contact(actor: Actor, organisation: str) -> None:
    if not permissions.may_change_contact_details(actor, organisation):
        raise Refused(msgid("You may not change the contact details of this organisation."))
