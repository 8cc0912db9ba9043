"""The appointments list: its columns, filters and how a row becomes cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concentric.access import labels, models, queries
from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.kernel.api import Role


def _row(row: models.Appointment) -> list[Cell]:
    info = queries.appointment_info(row)
    deputy = _("Deputy for %(name)s") % {"name": info.deputy_for} if info.deputy_of else ""
    return [
        Cell(info.person_name),
        Cell(info.organisation, shown=f"{info.organisation} {info.organisation_name}"),
        Cell(str(info.role), shown=labels.ROLES[info.role]),
        Cell(deputy),
        Cell(info.starts_on),
        Cell(info.ends_on or ""),
    ]


def _url(row: Any) -> str:
    return reverse("access:appointment", args=[row.uuid])


def appointments() -> ListSpec:
    """Who holds which role where, the newest first."""
    return ListSpec(
        code="appointments",
        columns=(
            Column("person", _("Person's name")),
            Column("organisation", _("Organisation"), sort="organisation__code"),
            Column("role", _("Role"), sort="role"),
            Column("deputy", _("Deputy")),
            Column("starts_on", _("First day"), ColumnKind.DATE, sort="starts_on"),
            Column("ends_on", _("Last day"), ColumnKind.DATE),
        ),
        row=_row,
        row_url=_url,
        filters=(
            Filter(
                "role",
                _("Role"),
                "role",
                tuple(Choice(str(r), labels.ROLES[r]) for r in Role if r in labels.ROLES),
            ),
        ),
        search=("person__name", "organisation__code", "organisation__short_name"),
        order="-starts_on",
        empty=_("An appointment gives a person a role in an organisation from a day on."),
    )
