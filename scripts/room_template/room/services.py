"""Acts of `__room__`: each checks, writes, audits, in one transaction."""

from __future__ import annotations

from concentric.__room__ import permissions, rules
from concentric.__room__.models import Entry
from concentric.__room__.types import EntryInfo
from django.db import transaction

from concentric.audit import api as audit
from concentric.kernel.api import Actor, Conflict, Refused, msgid


@transaction.atomic
def add_entry(*, actor: Actor, code: str, name: str) -> EntryInfo:
    """Add an entry. Raises Refused, Invalid, or Conflict if the code is taken."""
    if not permissions.may_add_entry(actor):
        raise Refused(msgid("You may not add entries."))
    name = rules.checked_name(name)
    row, is_new = Entry.objects.get_or_create(code=code, defaults={"name": name})
    if not is_new:
        raise Conflict(msgid("The code %(code)s is taken."), code=code)
    audit.log(
        actor=actor,
        act="__room__.entry_added",
        object_kind="entry",
        object_uuid=row.uuid,
        details={"code": code},
    )
    return EntryInfo(uuid=row.uuid, code=row.code, name=row.name)
