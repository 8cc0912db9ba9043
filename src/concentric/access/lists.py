"""The appointments list: its columns, filters and how a row becomes cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concentric.access import labels, models, permissions, queries
from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.kernel.api import Actor, Role
from concentric.parties import api as parties


def _url(row: Any) -> str:
    return reverse("access:appointment", args=[row.uuid])


def appointments(actor: Actor) -> ListSpec:
    """Who holds which role where, the newest first. Files carry masked names, whoever asks for them."""
    by_name = ("person__name", "person__name_en", "person__sort_key")

    def row(record: models.Appointment) -> list[Cell]:
        info = queries.shown_info(record, actor)
        deputy = _("Deputy for %(name)s") if info.deputy_of else ""
        return [
            Cell(parties.masked(info.person_name), shown=info.person_name),
            Cell(info.organisation, shown=f"{info.organisation} {info.organisation_name}"),
            Cell(str(info.role), shown=labels.ROLES[info.role]),
            Cell(
                deputy and deputy % {"name": parties.masked(info.deputy_for)},
                shown=deputy and deputy % {"name": info.deputy_for},
            ),
            Cell(info.starts_on),
            Cell(info.ends_on or ""),
        ]

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
        row=row,
        row_url=_url,
        filters=(
            Filter(
                "role",
                _("Role"),
                "role",
                tuple(Choice(str(r), labels.ROLES[r]) for r in Role if r in labels.ROLES),
            ),
        ),
        search=(
            *(by_name if permissions.may_see_every_name(actor) else ()),
            "organisation__code",
            "organisation__short_name",
            "organisation__short_name_en",
            "organisation__sort_key",
        ),
        order="-starts_on",
        empty=_("An appointment gives a person a role in an organisation from a day on."),
    )
