"""What returns hold about people, and how it is erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from concentric.audit import api as audit
from concentric.indicators.returns import models, permissions
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor

TABLES = (
    "indicators_change",
    "indicators_chase",
    "indicators_entry",
    "indicators_lock_exception",
    "indicators_message",
    "indicators_question",
    "indicators_return_act",
    "indicators_sealed_page",
    "indicators_section_task",
    "indicators_thread",
    "indicators_upload",
)
"""Tables with a column about a person."""


def person_export(person: UUID) -> list[dict[str, Any]]:
    """Everything returns hold about a person, as rows of plain values."""
    acts = models.ReturnAct.objects.filter(person=person).select_related(
        "owner__organisation", "owner__cycle"
    )
    found: list[dict[str, Any]] = [
        {
            "table": "indicators_return_act",
            "organisation": act.owner.organisation.code,
            "cycle": act.owner.cycle.code,
            "act": act.kind,
            "acted_on": act.acted_on,
        }
        for act in acts.order_by("acted_at")
    ]
    messages = models.Message.objects.filter(written_by=person).order_by("written_at")
    found += [
        {"table": "indicators_message", "text": m.text, "written_at": m.written_at}
        for m in messages
    ]
    tasks = models.SectionTask.objects.filter(person__uuid=person)
    found += [
        {"table": "indicators_section_task", "section": t.section, "due_on": t.due_on}
        for t in tasks
    ]
    changes = models.Change.objects.filter(changed_by=person).order_by("changed_at")
    found += [
        {"table": "indicators_change", "line": c.line, "changed_at": c.changed_at} for c in changes
    ]
    pages = models.SealedPage.objects.filter(uploaded_by=person).order_by("uploaded_at")
    found += [
        {"table": "indicators_sealed_page", "code": p.code, "uploaded_at": p.uploaded_at}
        for p in pages
    ]
    return found


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Take a person off the sections handed out; returns the rows changed.

    Signatures and changes keep the person's uuid: who vouched for a figure must stay answerable. Raises `Refused`.
    """
    if not permissions.may_manage_cycle(actor):
        raise Refused(
            msgid("You may not erase personal data."), why=msgid("An administrator does.")
        )
    rows = models.SectionTask.objects.filter(person__uuid=person).update(person=None)
    if rows:
        audit.log(
            actor=actor,
            act="returns.person_erased",
            object_kind="person",
            object_uuid=person,
            details={"rows": rows},
        )
    return int(rows)
