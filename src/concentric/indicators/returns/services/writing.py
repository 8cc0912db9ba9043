"""What is typed becomes rows: differences first, then a few statements, however many returns."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.queries import figures
from concentric.indicators.returns.rules import attribution, states
from concentric.indicators.returns.rules.reading import number_text
from concentric.indicators.returns.services.cycles import contest_after
from concentric.indicators.returns.types import (
    ActKind,
    LineChange,
    ReturnState,
    TypedLine,
    TypedRow,
)
from concentric.indicators.returns.workbooks.layout import FormBook
from concentric.kernel.api import Invalid, msgid
from concentric.rulebook.types import Line, LineBasis, LineKind, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """What somebody typed into one return: lines, and whole tables (a table that is not named stays as it is)."""

    owner: models.Return
    person: UUID | None
    reason: str
    lines: Mapping[str, TypedLine] = field(hash=False)
    tables: Mapping[str, Sequence[TypedRow]] = field(hash=False)


@dataclass(slots=True)
class Outcome:
    """What writing a typing changes: rows to add, to change and to take away, and the changes in words."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    new_entries: list[models.Entry] = field(default_factory=list)
    new_rows: list[models.TableRow] = field(default_factory=list)
    changed_entries: list[models.Entry] = field(default_factory=list)
    changed_rows: list[models.TableRow] = field(default_factory=list)
    removed_rows: list[models.TableRow] = field(default_factory=list)
    log: list[models.Change] = field(default_factory=list)
    changes: list[LineChange] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed)


@dataclass(frozen=True, slots=True)
class Standing:
    """What returns hold: entries and rows, which `prepare` brings up to date in memory."""

    entries: dict[int, dict[str, models.Entry]]
    rows: dict[int, dict[str, list[models.TableRow]]]


def standing(owners: Iterable[int]) -> Standing:
    """What returns hold now, two queries."""
    ids = list(owners)
    return Standing(figures.entries_of(ids), figures.rows_of(ids))


def prepare(book: FormBook, typing: Typing, held: Standing) -> Outcome:
    """The differences between what is typed and what stands. Writes nothing; `held` then shows the typed state.

    Raises `Conflict` where the return cannot be filled now, `Invalid` where a reason is missing.
    """
    owner = typing.owner
    states.following(ReturnState(owner.state), ActKind.FILLED)
    outcome = Outcome()
    _Differ(book, typing, outcome).run(
        held.entries.setdefault(owner.id, {}), held.rows.setdefault(owner.id, {})
    )
    if not outcome.is_empty and owner.submitted_on is not None and not typing.reason.strip():
        raise Invalid(
            msgid("A reason for the change is missing."),
            why=msgid("The return was submitted before; every later change says why."),
            remedy=msgid("Say in a sentence what was wrong."),
        )
    return outcome


def write(typings: Sequence[Typing], outcomes: Sequence[Outcome], held: Standing) -> None:
    """Write prepared differences in the caller's transaction: at most six statements, and one per return."""
    models.Entry.objects.bulk_create(_all(outcomes, "new_entries"), batch_size=2000)
    models.TableRow.objects.bulk_create(_all(outcomes, "new_rows"), batch_size=2000)
    models.Entry.objects.bulk_update(
        _all(outcomes, "changed_entries"),
        ["value", "text", "note", "contest", "revision", "changed_by", "changed_at"],
        batch_size=500,
    )
    models.TableRow.objects.bulk_update(
        _all(outcomes, "changed_rows"),
        ["number", "values", "object_code", "partner_codes", "amount", "attributed", "revision"],
        batch_size=500,
    )
    removed = [row.id for row in _all(outcomes, "removed_rows")]
    models.TableRow.objects.filter(id__in=removed).update(removed_at=timezone.now())
    models.Change.objects.bulk_create(_all(outcomes, "log"), batch_size=2000)
    touched = [t.owner for t, o in zip(typings, outcomes, strict=True) if not o.is_empty]
    for owner in touched:
        owner.state = states.following(ReturnState(owner.state), ActKind.FILLED)
        owner.edit += 1
        owner.changed_at = timezone.now()
        owner.content_hash = figures.hash_of(owner, held.entries[owner.id], held.rows[owner.id])
    models.Return.objects.bulk_update(
        touched, ["state", "edit", "changed_at", "content_hash"], batch_size=500
    )


def shown(line: Line, typed: TypedLine, factor: Decimal) -> str:
    """A line's value as the firm typed it."""
    if line.kind is LineKind.TEXT or typed.value is None:
        return typed.text
    return number_text(typed.value / factor)


def row_text(values: Mapping[str, str]) -> str:
    """A row in one text, for the record of a change."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def fill_row(row: models.TableRow, table: Table, firm: str) -> models.TableRow:
    """Set what follows from a row's values: its object, its partners, the whole amount and the firm's part."""
    fact = next((f for f in table.facts if f.object), None)
    row.object_code = row.values.get(fact.object or "", "") if fact is not None else ""
    shared = next((f for f in table.facts if f.share), None)
    if shared is None:
        return row
    shares = attribution.read_shares(row.values.get(shared.share or "", ""), firm)
    text = row.values.get(str(shared.value), "")
    row.partner_codes = [code for code, _share in shares]
    row.amount = Decimal(text) if text else None
    row.attributed = None if row.amount is None else attribution.own_part(row.amount, shares, firm)
    return row


class _Differ:
    """Compares one typing with what stands."""

    def __init__(self, book: FormBook, typing: Typing, outcome: Outcome) -> None:
        self._book, self._typing, self._out = book, typing, outcome
        self._owner = typing.owner
        self._firm: str = typing.owner.organisation.code
        self._now = timezone.now()

    def run(self, entries: dict[str, models.Entry], rows: dict[str, list[models.TableRow]]) -> None:
        lines = {line.code: line for line in self._book.form.lines()}
        for code, typed in self._typing.lines.items():
            if code in lines:
                self._line(lines[code], typed, entries)
        for table in self._book.form.tables():
            if table.code in self._typing.tables:
                self._table(table, self._typing.tables[table.code], rows)

    def _line(self, line: Line, typed: TypedLine, entries: dict[str, models.Entry]) -> None:
        entry = entries.get(line.code)
        before = (
            TypedLine(None)
            if entry is None
            else TypedLine(_plain(entry.value), entry.text, entry.note)
        )
        is_new = before == TypedLine(None)
        if before == TypedLine(_plain(typed.value), typed.text, typed.note):
            self._out.unchanged += not is_new
            if entry is None:
                entries[line.code] = self._entered(line, typed)
            return
        if entry is None:
            entries[line.code] = self._entered(line, typed)
        else:
            entry.revision += (before.value, before.text) != (_plain(typed.value), typed.text)
            entry.value, entry.text, entry.note = typed.value, typed.text, typed.note
            entry.changed_by, entry.changed_at = self._typing.person, self._now
            if line.basis is LineBasis.ROOM:
                entry.contest = contest_after(entry)
            self._out.changed_entries.append(entry)
        factor = self._book.factor(line.entry_unit)
        self._count(is_new)
        self._record(
            line.code, None, shown(line, before, factor), shown(line, typed, factor), is_new
        )

    def _entered(self, line: Line, typed: TypedLine) -> models.Entry:
        entry = models.Entry(
            owner=self._owner,
            line=line.code,
            value=typed.value,
            text=typed.text,
            note=typed.note,
            changed_by=self._typing.person,
            changed_at=self._now,
        )
        self._out.new_entries.append(entry)
        return entry

    def _table(
        self, table: Table, typed: Sequence[TypedRow], rows: dict[str, list[models.TableRow]]
    ) -> None:
        held = dict(_keyed(table, ((row.values, row) for row in rows.get(table.code, ()))))
        kept: list[models.TableRow] = []
        for number, (key, wanted) in enumerate(
            _keyed(table, ((row.values, row) for row in typed)), start=1
        ):
            row = held.pop(key, None)
            if row is None:
                row = self._new_row(table, number, wanted)
            elif dict(row.values) != dict(wanted.values):
                self._change_row(table, number, row, wanted)
            else:
                self._out.unchanged += 1
            kept.append(row)
        for row in held.values():
            self._out.changed += 1
            self._out.removed_rows.append(row)
            self._record(table.code, row.uuid, row_text(row.values), "", is_new=False)
        rows[table.code] = kept

    def _new_row(self, table: Table, number: int, wanted: TypedRow) -> models.TableRow:
        row = models.TableRow(
            owner=self._owner, table=table.code, number=number, values=dict(wanted.values)
        )
        fill_row(row, table, self._firm)
        self._out.new_rows.append(row)
        self._out.created += 1
        self._record(table.code, row.uuid, "", row_text(row.values), is_new=True)
        return row

    def _change_row(
        self, table: Table, number: int, row: models.TableRow, wanted: TypedRow
    ) -> None:
        before = row_text(row.values)
        row.values, row.number = dict(wanted.values), number
        row.revision += 1
        fill_row(row, table, self._firm)
        self._out.changed_rows.append(row)
        self._out.changed += 1
        self._record(table.code, row.uuid, before, row_text(row.values), is_new=False)

    def _count(self, is_new: bool) -> None:
        if is_new:
            self._out.created += 1
        else:
            self._out.changed += 1

    def _record(self, line: str, row: UUID | None, before: str, after: str, is_new: bool) -> None:
        self._out.changes.append(LineChange(line, before, after))
        was_submitted = self._owner.submitted_on is not None
        if is_new and not was_submitted:
            return
        self._out.log.append(
            models.Change(
                owner=self._owner,
                line=line,
                row=row,
                before=before,
                after=after,
                reason=self._typing.reason.strip(),
                after_submission=was_submitted,
                after_acceptance=self._owner.acceptances > 0,
                changed_by=self._typing.person,
            )
        )


def _keyed(
    table: Table, rows: Iterable[tuple[Mapping[str, str], Any]]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Rows by what makes them the same row: object, place and dimensions, and which of equal ones it is."""
    columns = [
        column
        for fact in table.facts[:1]
        for column in (fact.object, fact.place, *([] if fact.object else fact.dims.values()))
        if column
    ]
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    for values, row in rows:
        key = tuple(values.get(column, "") for column in columns)
        seen[key] += 1
        yield (*key, str(seen[key])), row


def _all(outcomes: Sequence[Outcome], name: str) -> list[Any]:
    return [one for outcome in outcomes for one in getattr(outcome, name)]


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()


def locked_return(uuid: UUID) -> models.Return:
    """The row of a return, locked until the end of the transaction."""
    return cycle_queries.return_row(uuid, for_update=True)
