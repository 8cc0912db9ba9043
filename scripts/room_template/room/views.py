"""Pages of `__room__`."""

from __future__ import annotations

from typing import Any

from concentric.__room__ import permissions, queries
from concentric.__room__.models import Entry
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from concentric.desk.api import list_response, view
from concentric.desk.types import Cell, Column, ListSpec


def _row(record: Any) -> tuple[Cell, ...]:
    row: Entry = record
    return (Cell(row.code), Cell(row.name))


ENTRIES = ListSpec(
    code="__room___entries",
    columns=(
        Column("code", _("Code"), sort="code"),
        Column("name", _("Name"), sort="name"),
    ),
    row=_row,
    search=("code", "name"),
    order="code",
    empty=_("No entries yet. They appear here when an officer adds the first."),
)


@view(permissions.may_see_entries)
def entries(request: HttpRequest) -> HttpResponse:
    """The list of entries."""
    actor = request.actor  # type: ignore[attr-defined]  # set by access's middleware
    return list_response(request, ENTRIES, queries.visible(actor), template="__room__/entries.html")
