"""Filling by hand: one line, one row. Saved at once, checked at once, with a reason after submission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import figures
from concentric.indicators.returns.services import checking, writing
from concentric.indicators.returns.services.moving import log
from concentric.indicators.returns.types import TypedLine, TypedRow
from concentric.indicators.returns.workbooks import read
from concentric.indicators.returns.workbooks.layout import FormBook
from concentric.kernel.api import Conflict, Invalid, Missing, Refused, msgid
from concentric.kernel.types import Actor
from concentric.parties import api as parties
from concentric.places import api as places
from concentric.rulebook.types import Line, Section, Table


@transaction.atomic
def save_line(
    *,
    actor: Actor,
    return_uuid: UUID,
    line: str,
    typed: Any,
    note: str = "",
    reason: str = "",
    revision: int | None = None,
) -> bool:
    """Save what was typed into a line, in its entry unit; whether anything changed.

    `revision` is the one the typist saw, 0 for a line nobody had filled: `Conflict` says so when it was changed
    since. Raises `Refused`, `Missing`, `Invalid` for what cannot be read or a missing reason.
    """
    owner = writing.locked_return(return_uuid)
    book = queries.book_of(owner.cycle)
    found, section = _line(owner, line)
    require_section(actor, owner, section.code)
    entry = models.Entry.objects.filter(owner=owner, line=line).first()
    _require_unchanged(entry, revision, found, book)
    value = read.line_value(found, typed, book)
    said = TypedLine(value.value, value.text, note.strip())
    return _write(actor, owner, reason, lines={line: said}, tables={})


@transaction.atomic
def save_row(
    *,
    actor: Actor,
    return_uuid: UUID,
    table: str,
    cells: Mapping[str, Any],
    row: UUID | None = None,
    reason: str = "",
) -> bool:
    """Save one row of a table, a new one without `row`; whether anything changed. Raises as `save_line` does.

    `cells` holds what was typed by column code. What is wrong in a column comes as `Invalid` naming the first.
    """
    owner = writing.locked_return(return_uuid)
    book = queries.book_of(owner.cycle)
    found, section = _table(owner, table)
    require_section(actor, owner, section.code)
    asked = {
        str(cells.get(c.code, "")).split(" ")[0]
        for c in found.columns
        if c.kind in {"place", "region"}
    }
    values, wrong = read.row_values(
        found, cells, book, owner.organisation.code, set(places.places(asked - {""}))
    )
    for error in wrong.values():
        raise error
    rows = figures.rows_of([owner.id]).get(owner.id, {}).get(table, [])
    typed = [TypedRow(dict(r.values)) for r in rows if r.uuid != row]
    place = next((n for n, r in enumerate(rows) if r.uuid == row), len(typed))
    if row is not None and place == len(rows):
        raise Missing(msgid("There is no such row."))
    typed.insert(place, TypedRow(values))
    _refuse_twice(found, typed)
    return _write(actor, owner, reason, lines={}, tables={table: typed})


@transaction.atomic
def remove_row(*, actor: Actor, return_uuid: UUID, row: UUID, reason: str = "") -> bool:
    """Take a row out of its table; it stays in the record. Raises as `save_row` does."""
    owner = writing.locked_return(return_uuid)
    found = models.TableRow.objects.filter(owner=owner, uuid=row, removed_at=None).first()
    if found is None:
        raise Missing(msgid("There is no such row."))
    _, section = _table(owner, found.table)
    require_section(actor, owner, section.code)
    rows = figures.rows_of([owner.id])[owner.id][found.table]
    typed = [TypedRow(dict(r.values)) for r in rows if r.uuid != row]
    return _write(actor, owner, reason, lines={}, tables={found.table: typed})


def require_section(actor: Actor, owner: models.Return, section: str) -> None:
    """Raises `Refused` unless the actor fills this section of the return."""
    task = (
        models.SectionTask.objects.select_related("organisation", "person")
        .filter(owner=owner, section=section)
        .first()
    )
    assigned = task.organisation.code if task and task.organisation else ""
    person = task.person.uuid if task and task.person else None
    if not permissions.may_fill_section(actor, queries.in_charge(owner), assigned, person):
        raise Refused(
            msgid("You may not fill in this section."),
            why=msgid("The firm's preparer and contact may, and whom they handed it to."),
        )


def _write(
    actor: Actor,
    owner: models.Return,
    reason: str,
    *,
    lines: Mapping[str, TypedLine],
    tables: Mapping[str, list[TypedRow]],
) -> bool:
    book = queries.book_of(owner.cycle)
    held = writing.standing([owner.id])
    typing = writing.Typing(
        owner=owner, person=actor.person, reason=reason, lines=lines, tables=tables
    )
    outcome = writing.prepare(book, typing, held)
    if outcome.is_empty:
        return False
    writing.write([typing], [outcome], held)
    checking.recheck_rows([owner])
    models.SectionTask.objects.filter(
        owner=owner, section__in=_sections(owner, [*lines, *tables]), done_at__isnull=False
    ).update(done_at=None, done_by=None)
    log(
        actor,
        "returns.figures_changed",
        owner,
        lines=[*lines, *tables],
        reason=reason,
        at=timezone.now().isoformat(),
    )
    return True


def _sections(owner: models.Return, codes: list[str]) -> list[str]:
    form = queries.book_of(owner.cycle).form
    return [
        s.code
        for s in form.sections
        if ({x.code for x in s.lines} | {x.code for x in s.tables}) & set(codes)
    ]


def _line(owner: models.Return, code: str) -> tuple[Line, Section]:
    for section in queries.book_of(owner.cycle).form.sections:
        for line in section.lines:
            if line.code == code:
                return line, section
    raise Missing(msgid("The form has no line %(line)s."), line=code)


def _table(owner: models.Return, code: str) -> tuple[Table, Section]:
    for section in queries.book_of(owner.cycle).form.sections:
        for table in section.tables:
            if table.code == code:
                return table, section
    raise Missing(msgid("The form has no table %(table)s."), table=code)


def _refuse_twice(table: Table, rows: list[TypedRow]) -> None:
    column = next((c.code for c in table.columns if c.kind == "object_code"), None)
    codes = [row.values[column] for row in rows] if column else []
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise Invalid(
            msgid("%(code)s stands in this table already."),
            remedy=msgid("Change that row instead."),
            code=twice,
        )


def _require_unchanged(
    entry: models.Entry | None, revision: int | None, line: Line, book: FormBook
) -> None:
    """Refuse to overwrite what the typist has not seen; says by whom, when, and what stands, in the entry unit."""
    if revision is None or entry is None or entry.revision == revision:
        return
    by = [entry.changed_by] if entry.changed_by else []
    people = parties.people(actor=Actor.system("returns"), uuids=by) if by else {}
    stands = TypedLine(entry.value, entry.text)
    raise Conflict(
        msgid("This line was changed at %(at)s by %(who)s."),
        why=msgid("It reads %(value)s now."),
        remedy=msgid("Compare both, and save again what is right."),
        at=timezone.localtime(entry.changed_at).strftime("%H:%M"),
        who=next((one.name for one in people.values()), "-"),
        value=writing.shown(line, stands, book.factor(line.entry_unit)) or "-",
    )
