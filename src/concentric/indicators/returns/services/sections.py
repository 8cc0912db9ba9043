"""Sections handed out inside a firm: to a department, a branch, a subsidiary or a person, with a last day of
their own.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.services import writing
from concentric.indicators.returns.services.filling import require_section
from concentric.indicators.returns.services.moving import log
from concentric.indicators.returns.types import ReturnState
from concentric.kernel.api import Conflict, Invalid, Missing, Refused, msgid
from concentric.kernel.types import Actor


@transaction.atomic
def assign_section(
    *,
    actor: Actor,
    return_uuid: UUID,
    section: str,
    due_on: date,
    department: str = "",
    organisation: str = "",
    person: UUID | None = None,
) -> None:
    """Hand a section to a department (in words), an organisation or a person, due on a day. It replaces an
    earlier one.

    Raises `Refused`, `Missing` for an unknown section, organisation or person, `Invalid` where nobody is
    named or the day lies after the return's own, `Conflict` where figures cannot be filled in now.
    """
    row = writing.locked_return(return_uuid)
    if not permissions.may_hand_out(actor, queries.in_charge(row)):
        raise Refused(
            msgid("You may not hand out sections."),
            why=msgid("The firm's contact or preparer does."),
        )
    if not states.is_editable(ReturnState(row.state)):
        raise Conflict(
            msgid("The return cannot be changed now."),
            why=msgid("Sections are handed out while figures can be filled in."),
        )
    if section not in {s.code for s in queries.book_of(row.cycle).form.sections}:
        raise Missing(msgid("The form has no section %(section)s."), section=section)
    if not (department.strip() or organisation or person):
        raise Invalid(
            msgid("Say to whom the section goes."),
            remedy=msgid("Name a department, an organisation or a person."),
        )
    if due_on > row.cycle.due_on:
        raise Invalid(
            msgid("The whole return is due on %(day)s."),
            remedy=msgid("Choose an earlier day."),
            day=row.cycle.due_on.isoformat(),
        )
    target = queries.organisation_rows([organisation]).get(organisation) if organisation else None
    if organisation and target is None:
        raise Missing(msgid("There is no organisation with the code %(code)s."), code=organisation)
    models.SectionTask.objects.update_or_create(
        owner=row,
        section=section,
        defaults={
            "department": department.strip(),
            "organisation": target,
            "person": queries.person_row(person) if person else None,
            "due_on": due_on,
            "done_at": None,
            "done_by": None,
        },
    )
    log(
        actor,
        "returns.section_assigned",
        row,
        section=section,
        organisation_assigned=organisation,
        due_on=due_on,
    )


@transaction.atomic
def mark_section(*, actor: Actor, return_uuid: UUID, section: str, is_done: bool) -> None:
    """Mark a section done, or not. A later change takes the mark away. Raises `Refused`, `Missing`."""
    row = writing.locked_return(return_uuid)
    require_section(actor, row, section)
    changed = models.SectionTask.objects.filter(owner=row, section=section).update(
        done_at=timezone.now() if is_done else None, done_by=actor.person if is_done else None
    )
    if not changed:
        raise Missing(msgid("This section was not handed out."))
    log(actor, "returns.section_marked", row, section=section, is_done=is_done)
