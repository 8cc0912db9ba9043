"""The list of reports: columns, and how a row becomes cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.publications import labels
from concentric.publications.types import Language, ReportState


def reports(language: Language) -> ListSpec:
    """Reports in the making and issued."""

    def row(record: Any) -> list[Cell]:
        state = ReportState(record.state)
        title = record.title_zh if language is Language.ZH else record.title_en
        return [
            Cell(record.code),
            Cell(title),
            Cell(record.period),
            Cell(record.state, shown=labels.STATES[state], state=labels.STATE_KINDS[state]),
            Cell(record.issued),
            Cell(record.changed_at),
        ]

    return ListSpec(
        code="reports",
        columns=(
            Column("code", _("Code"), sort="code"),
            Column("title", _("Title"), sort="title_en"),
            Column("period", _("Period"), sort="period"),
            Column("state", _("State"), ColumnKind.STATE, sort="state"),
            Column("issues", _("Issues"), ColumnKind.NUMBER),
            Column("changed_at", _("Changed"), ColumnKind.MOMENT, sort="changed_at"),
        ),
        row=row,
        row_url=lambda record: reverse("publications:report", args=[record.code]),
        filters=(
            Filter(
                "state", _("State"), "state",
                tuple(Choice(str(state), word) for state, word in labels.STATES.items()),
            ),
        ),
        search=("code", "title_zh", "title_en"),
        order="-id",
        empty=_("A report begins from an outline of the catalogue, with the newest numbers."),
    )  # fmt: skip
