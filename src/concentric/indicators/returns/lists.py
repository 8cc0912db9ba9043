"""The lists of returns: the association's board, and queries."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.indicators.returns import labels, models
from concentric.indicators.returns.queries.cycles import shown_name
from concentric.indicators.returns.types import ReturnState, ThreadKind, ThreadState

FIRM_NAMES = ("organisation__code", "organisation__short_name", "organisation__short_name_en")
"""Columns by which the lists of returns are searched."""


def board() -> ListSpec:
    """Every return of a cycle, where it stands, how many queries are open."""
    return ListSpec(
        code="returns",
        columns=(
            Column("code", _("Code"), sort="organisation__code"),
            Column("name", _("Firm"), sort="organisation__sort_key"),
            Column("state", _("State"), ColumnKind.STATE, sort="state"),
            Column("submitted_on", _("Submitted on"), ColumnKind.DATE),
            Column("late", _("Timeliness"), ColumnKind.STATE),
            Column("open_queries", _("Open queries"), ColumnKind.NUMBER, sort="open_queries"),
            Column("chased_on", _("Chased on"), ColumnKind.DATE),
            Column("sealed", _("Sealed page"), ColumnKind.STATE),
            Column("restated", _("Restated"), ColumnKind.STATE),
            Column("changed_at", _("Changed"), ColumnKind.MOMENT, sort="changed_at"),
        ),
        row=_return_row,
        row_url=lambda row: reverse("indicators:review", args=[row.uuid]),
        filters=(_state_filter(),),
        search=FIRM_NAMES,
        order="organisation__code",
        empty=_("A cycle asks the firms of its population. Open one with a form of the catalogue."),
    )


def _state_filter() -> Filter:
    choices = tuple(Choice(str(s), word) for s, word in labels.RETURN_STATES.items())
    return Filter("state", _("State"), "state", choices)


def late(today: date) -> ListSpec:
    """The late returns of a cycle: how late, how often reminded, to whom the last reminder went."""
    return ListSpec(
        code="late",
        columns=(
            Column("code", _("Code"), sort="organisation__code"),
            Column("name", _("Firm"), sort="organisation__sort_key"),
            Column("state", _("State"), ColumnKind.STATE, sort="state"),
            Column("submitted_on", _("Submitted on"), ColumnKind.DATE, sort="submitted_on"),
            Column("days", _("Days late"), ColumnKind.NUMBER),
            Column("chase_count", _("Reminders"), ColumnKind.NUMBER, sort="chase_count"),
            Column("chased_on", _("Chased on"), ColumnKind.DATE, sort="chased_on"),
        ),
        row=partial(_late_row, today),
        row_url=lambda row: reverse("indicators:review", args=[row.uuid]),
        filters=(_state_filter(),),
        search=FIRM_NAMES,
        order="organisation__code",
        empty=_("Nobody is late. Who misses the last day stands here and can be reminded."),
    )


def threads() -> ListSpec:
    """Queries on lines."""
    return ListSpec(
        code="queries",
        columns=(
            Column("line", _("Line"), sort="line"),
            Column("firm", _("Firm"), sort="owner__organisation__code"),
            Column("kind", _("Kind"), sort="kind"),
            Column("says", _("Query")),
            Column("state", _("State"), ColumnKind.STATE, sort="state"),
            Column("raised_at", _("Raised"), ColumnKind.MOMENT, sort="raised_at"),
        ),
        row=_thread_row,
        row_url=lambda row: reverse("indicators:thread", args=[row.uuid]),
        filters=(
            Filter(
                "state",
                _("State"),
                "state",
                tuple(Choice(str(s), word) for s, word in labels.THREAD_STATES.items()),
            ),
            Filter(
                "kind",
                _("Kind"),
                "kind",
                tuple(Choice(str(k), word) for k, word in labels.THREAD_KINDS.items()),
            ),
        ),
        search=("line", "rule", "about", "owner__organisation__code"),
        order="-raised_at",
        empty=_("Checks and officers raise queries on lines; firms answer here."),
    )


def _return_row(row: Any) -> list[Cell]:
    state = ReturnState(row.state)
    is_late = row.submitted_on is not None and row.submitted_on > row.cycle.due_on
    return [
        Cell(row.organisation.code),
        Cell(shown_name(row.organisation)),
        Cell(str(state), shown=labels.RETURN_STATES[state], state=labels.STATE_TONES[state]),
        Cell(row.submitted_on or ""),
        Cell(str(is_late), shown=_("Submitted late"), state="official") if is_late else Cell(""),
        Cell(row.open_queries),
        Cell(row.chased_on or ""),
        Cell("sealed", shown=_("Sealed"), state="good") if row.is_sealed else Cell(""),
        Cell("restated", shown=_("Restated"), state="attention") if row.restated_at else Cell(""),
        Cell(row.changed_at),
    ]


def _late_row(today: date, row: Any) -> list[Cell]:
    state = ReturnState(row.state)
    return [
        Cell(row.organisation.code),
        Cell(shown_name(row.organisation)),
        Cell(str(state), shown=labels.RETURN_STATES[state], state=labels.STATE_TONES[state]),
        Cell(row.submitted_on or ""),
        Cell(((row.submitted_on or today) - row.cycle.due_on).days),
        Cell(row.chase_count),
        Cell(row.chased_on or ""),
    ]


def _thread_row(row: models.Thread) -> list[Cell]:
    state = ThreadState(row.state)
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [
        Cell(f"{row.line} {row.about}".strip()),
        Cell(
            row.owner.organisation.code,
            shown=f"{row.owner.organisation.code} {shown_name(row.owner.organisation)}",
        ),
        Cell(row.kind, shown=labels.THREAD_KINDS[ThreadKind(row.kind)]),
        Cell(row.says.get(language, "")),
        Cell(str(state), shown=labels.THREAD_STATES[state], state=labels.THREAD_TONES[state]),
        Cell(row.raised_at),
    ]
