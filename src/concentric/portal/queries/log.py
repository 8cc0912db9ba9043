"""The audit log as a list: searched by act, organisation and dates, newest first, by keyset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from concentric.audit import api as audit
from concentric.audit.types import Entry
from concentric.desk.types import Cell, Column, ColumnKind, ListPage, ListRow, ListSpec
from concentric.kernel.api import SHANGHAI
from concentric.kernel.types import Actor
from concentric.parties import api as parties
from concentric.portal import labels

PAGE = 50
EXPORT_STOPS_AT = 20_000
_EXPORT_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the log is asked for. `act` is an act or its beginning; both days are inclusive, in Shanghai."""

    act: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None

    def query(self) -> str:
        """The query string that asks for the same again."""
        given = {
            "act": self.act,
            "organisation": self.organisation,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return urlencode({name: value for name, value in given.items() if value})


COLUMNS = (
    Column("at", gettext_lazy("When"), ColumnKind.MOMENT),
    Column("act", gettext_lazy("Act")),
    Column("organisation", gettext_lazy("Whose matter")),
    Column("by", gettext_lazy("Acted")),
    Column("object", gettext_lazy("On what")),
    Column("position", gettext_lazy("Sealed at"), ColumnKind.NUMBER),
)


SPEC = ListSpec(
    code="log",
    columns=COLUMNS,
    row=tuple,  # a record of this list is its cells already: the log's door gives no queryset
    empty=gettext_lazy("Every act of anybody stands here from the first one on."),
)


def log_page(actor: Actor, wanted: Wanted, before: UUID | None) -> ListPage:
    """One page of the log for a reader. Two queries and one for the organisations' names."""
    found = _entries(actor, wanted, before, PAGE + 1)
    entries, has_more = found[:PAGE], len(found) > PAGE
    return ListPage(
        spec=SPEC,
        rows=tuple(ListRow(cells=cells, url="") for cells in _rows(entries)),
        query="",
        chosen={},
        sort="",
        descending=True,
        next_token=str(entries[-1].uuid) if has_more else "",
        previous_token="",
        count=len(entries),
        count_is_more=has_more,
        base_query=wanted.query(),
    )


def log_rows(actor: Actor, wanted: Wanted) -> Iterator[list[Any]]:
    """The rows of an export: exact values, newest first."""
    before: UUID | None = None
    for _number in range(EXPORT_STOPS_AT // _EXPORT_BATCH):
        entries = _entries(actor, wanted, before, _EXPORT_BATCH)
        yield from ([cell.value for cell in cells] for cells in _rows(entries))
        if len(entries) < _EXPORT_BATCH:
            return
        before = entries[-1].uuid


def newest_entries(actor: Actor, limit: int, organisation: str | None = None) -> tuple[Entry, ...]:
    """The newest acts this actor may know of."""
    return audit.entries(actor=actor, organisation=organisation, limit=limit)


def _entries(actor: Actor, wanted: Wanted, before: UUID | None, limit: int) -> tuple[Entry, ...]:
    return audit.entries(
        actor=actor,
        act=wanted.act,
        organisation=wanted.organisation or None,
        since=_start(wanted.since),
        until=_start(wanted.until + timedelta(days=1)) if wanted.until else None,
        before=before,
        limit=limit,
    )


def _start(day: date | None) -> datetime | None:
    """The first instant of a day in Shanghai."""
    return None if day is None else datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def _rows(entries: tuple[Entry, ...]) -> list[tuple[Cell, ...]]:
    codes = {code for e in entries for code in (e.organisation, e.acting_organisation) if code}
    names = parties.organisations_by_code(codes)
    return [
        (
            Cell(entry.at),
            Cell(entry.act, labels.act_label(entry.act)),
            Cell(entry.organisation or "", _named(entry.organisation, names)),
            Cell(_by(entry), _by_shown(entry, names)),
            Cell(_object(entry), _object_shown(entry)),
            Cell("" if entry.position is None else entry.position),
        )
        for entry in entries
    ]


def _named(code: str | None, names: Any) -> str:
    if not code:
        return ""
    return f"{code} {names[code].name(get_language() or 'zh')}" if code in names else code


def _by(entry: Entry) -> str:
    """Who acted, without a name: the organisation, or the program. Persons are known to the log by uuid only."""
    return entry.agent or entry.acting_organisation or ""


def _by_shown(entry: Entry, names: Any) -> str:
    if entry.agent:
        return _("the product (%(agent)s)") % {"agent": entry.agent}
    if entry.acting_for:
        return _("a deputy in %(firm)s") % {"firm": _named(entry.acting_organisation, names)}
    if entry.acting_organisation:
        return _("a person of %(firm)s") % {"firm": _named(entry.acting_organisation, names)}
    return _("somebody not signed in") if entry.person is None else _("a person")


def _object(entry: Entry) -> str:
    return f"{entry.object_kind} {_short(entry)}".strip()


def _object_shown(entry: Entry) -> str:
    return f"{labels.object_label(entry.object_kind)} {_short(entry)}".strip()


def _short(entry: Entry) -> str:
    return str(entry.object_uuid)[-8:] if entry.object_uuid else ""
