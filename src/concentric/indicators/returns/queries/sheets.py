"""A return as its pages show it: sections with progress, lines with last year and flags, rows of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.queries import figures
from concentric.indicators.returns.queries.threads import thread_info
from concentric.indicators.returns.types import Contest, LineView, RowView, ThreadInfo, TypedLine
from concentric.indicators.returns.workbooks.layout import FormBook
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor
from concentric.places import api as places
from concentric.rulebook.types import Column, Line, Section, Table


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """A section on the page of a return: how much is filled, what is flagged, to whom it was handed."""

    section: Section
    filled: int
    asked: int
    rows: int
    open_threads: int
    hard: int
    assigned_to: str
    due_on: date | None
    done_at: datetime | None
    may_fill: bool


def sections(actor: Actor, row: models.Return) -> list[SectionProgress]:
    """The sections of a return this actor may open, with their progress; five queries."""
    book = cycle_queries.book_of(row.cycle)
    entries = figures.entries_of([row.id]).get(row.id, {})
    rows = figures.rows_of([row.id]).get(row.id, {})
    threads = list(models.Thread.objects.filter(owner=row, closed_at=None))
    tasks = {t.section: t for t in _tasks(row)}
    found = [
        _progress(actor, row, s, entries, rows, threads, tasks.get(s.code))
        for s in book.form.sections
    ]
    if cycle_queries.may_see_whole(actor, row):
        return found
    return [one for one in found if one.may_fill]


def section_of(actor: Actor, row: models.Return, code: str) -> tuple[Section, bool]:
    """A section and whether the actor may fill it. Raises `Missing` for one that is not this actor's to see."""
    section = next(
        (s for s in cycle_queries.book_of(row.cycle).form.sections if s.code == code), None
    )
    task = next((t for t in _tasks(row) if t.section == code), None)
    if section is not None:
        may_fill = _may_fill(actor, row, task)
        if may_fill or cycle_queries.may_see_whole(actor, row):
            return section, may_fill
    raise Missing(msgid("The form has no section %(section)s."), section=code)


def section_with(row: models.Return, code: str) -> Section:
    """The section that holds a line or table. Raises `Missing`."""
    for section in cycle_queries.book_of(row.cycle).form.sections:
        if code in {x.code for x in section.lines} | {x.code for x in section.tables}:
            return section
    raise Missing(msgid("The form has no line %(line)s."), line=code)


def lines(row: models.Return, section: Section) -> list[LineView]:
    """The lines of a section, with last year, the group, what is prefilled and what is flagged."""
    book = cycle_queries.book_of(row.cycle)
    firm = row.organisation.code
    entries = figures.entries_of([row.id]).get(row.id, {})
    last = figures.last_year(row.cycle, [firm]).get(firm, {})
    group = figures.group_sums(row.cycle, firm)
    threads: dict[str, list[ThreadInfo]] = {}
    found = models.Thread.objects.filter(owner=row, closed_at=None).select_related(
        "owner__organisation"
    )
    for thread in found.order_by("id"):
        threads.setdefault(thread.line, []).append(thread_info(thread))
    return [
        _line_view(
            book,
            line,
            entries.get(line.code),
            last.get(line.code),
            group.get(line.code),
            threads.get(line.code, []),
        )
        for line in section.lines
    ]


def line(row: models.Return, code: str) -> LineView:
    """One line of a return. Raises `Missing`."""
    section = section_with(row, code)
    return next(view for view in lines(row, section) if view.code == code)


def table_of(row: models.Return, code: str) -> Table:
    """A table of a return's form. Raises `Missing`."""
    found = next(
        (t for t in cycle_queries.book_of(row.cycle).form.tables() if t.code == code), None
    )
    if found is None:
        raise Missing(msgid("The form has no table %(table)s."), table=code)
    return found


def table_rows(row: models.Return, table: Table) -> list[RowView]:
    """The rows of a table in entry units, places with their names."""
    book = cycle_queries.book_of(row.cycle)
    rows = figures.rows_of([row.id]).get(row.id, {}).get(table.code, [])
    coded = [c.code for c in table.columns if c.kind in {"place", "region"}]
    names = places.places({r.values.get(c, "") for r in rows for c in coded})
    shared = next((f for f in table.facts if f.share), None)
    factor = next(
        (book.factor(c.entry_unit) for c in table.columns if shared and c.code == shared.value),
        Decimal(1),
    )
    return [
        RowView(
            uuid=one.uuid,
            number=number,
            cells=tuple(_cell(book, c, one.values.get(c.code, ""), names) for c in table.columns),
            attributed=None
            if shared is None or one.attributed is None
            else one.attributed / factor,
            is_shared=shared is not None,
        )
        for number, one in enumerate(rows, start=1)
    ]


def typed_cells(row: models.Return, table: Table, uuid: Any) -> dict[str, str]:
    """The cells of a row as they are typed, for its form. Raises `Missing`."""
    found = models.TableRow.objects.filter(
        owner=row, table=table.code, uuid=uuid, removed_at=None
    ).first()
    if found is None:
        raise Missing(msgid("There is no such row."))
    book = cycle_queries.book_of(row.cycle)
    return {c.code: _typed(book, c, found.values.get(c.code, "")) for c in table.columns}


def typed_lines(entries: Mapping[str, models.Entry]) -> dict[str, TypedLine]:
    """Entries as a workbook is filled with them; a room's number stands where the firm typed none."""
    return {
        code: TypedLine(
            entry.prefilled if entry.value is None else entry.value, entry.text, entry.note
        )
        for code, entry in entries.items()
    }


def _progress(
    actor: Actor,
    row: models.Return,
    section: Section,
    entries: Mapping[str, models.Entry],
    rows: Mapping[str, Sequence[models.TableRow]],
    threads: Sequence[models.Thread],
    task: models.SectionTask | None,
) -> SectionProgress:
    codes = {x.code for x in section.lines} | {x.code for x in section.tables}
    own = [t for t in threads if t.line in codes]
    held = [entries[x.code] for x in section.lines if x.code in entries]
    return SectionProgress(
        section=section,
        filled=sum(1 for e in held if e.value is not None or e.text),
        asked=len(section.lines),
        rows=sum(len(rows.get(t.code, ())) for t in section.tables),
        open_threads=len(own),
        hard=sum(1 for t in own if t.severity == "hard"),
        assigned_to=_assigned(task),
        due_on=task.due_on if task else None,
        done_at=task.done_at if task else None,
        may_fill=_may_fill(actor, row, task),
    )


def _assigned(task: models.SectionTask | None) -> str:
    if task is None:
        return ""
    if task.organisation is not None:
        return cycle_queries.shown_name(task.organisation)
    return task.department


def _may_fill(actor: Actor, row: models.Return, task: models.SectionTask | None) -> bool:
    assigned = task.organisation.code if task and task.organisation else ""
    person = task.person.uuid if task and task.person else None
    return permissions.may_fill_section(actor, cycle_queries.in_charge(row), assigned, person)


def _tasks(row: models.Return) -> list[models.SectionTask]:
    return list(
        models.SectionTask.objects.filter(owner=row).select_related("organisation", "person")
    )


def _line_view(
    book: FormBook,
    line: Line,
    entry: models.Entry | None,
    last: TypedLine | None,
    group: Decimal | None,
    threads: Sequence[ThreadInfo],
) -> LineView:
    factor = book.factor(line.entry_unit)
    unit = book.units.get(line.entry_unit or "")
    return LineView(
        code=line.code,
        name=line.name,
        kind=str(line.kind),
        basis=str(line.basis),
        unit=unit.name if unit else None,
        rule=line.counting_rule,
        missing=str(line.missing),
        value=_divided(entry.value if entry else None, factor),
        text=entry.text if entry else "",
        note=entry.note if entry else "",
        last_year=_divided(last.value if last else None, factor),
        last_text=last.text if last else "",
        prefilled=_divided(entry.prefilled if entry else None, factor),
        prefilled_from=entry.prefilled_from if entry else "",
        group=_divided(group, factor),
        contest=Contest(entry.contest) if entry else Contest.NONE,
        revision=entry.revision if entry else 0,
        threads=tuple(threads),
    )


def _divided(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else (value / factor).normalize()


def _typed(book: FormBook, column: Column, text: str) -> str:
    if column.kind == "amount" and text:
        return f"{(Decimal(text) / book.factor(column.entry_unit)).normalize():f}"
    return text


def _cell(book: FormBook, column: Column, text: str, names: Mapping[str, Any]) -> Any:
    """What a page shows of a cell: numbers as numbers, codes with their names."""
    if not text:
        return ""
    if column.kind in {"amount", "count"}:
        return Decimal(_typed(book, column, text))
    if column.kind == "choice":
        item = book.lists[column.list or ""].get(text)
        return item.name if item else text
    if column.kind in {"place", "region"} and text in names:
        return f"{text} {names[text].name}"
    return text


def own_tasks(actor: Actor) -> list[models.SectionTask]:
    """Sections handed to this actor or to the organisation acted for that are not done, by their day."""
    mine = Q(person__uuid=actor.person) | Q(organisation__code=actor.organisation or "")
    rows = models.SectionTask.objects.filter(mine, done_at=None).select_related(
        "owner__cycle", "owner__organisation"
    )
    return list(rows.order_by("due_on", "id")[:100])
