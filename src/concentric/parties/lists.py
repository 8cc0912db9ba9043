"""The list of organisations: its columns, filters and how a row becomes cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.parties import labels, models
from concentric.parties.types import OrganisationKind


def organisations() -> ListSpec:
    """Organisations of every kind, by name."""
    chinese = (get_language() or "zh").startswith("zh")

    def row(organisation: models.Organisation) -> list[Cell]:
        return [
            Cell(organisation.code),
            Cell(name_of(organisation, chinese)),
            Cell(
                organisation.kind,
                shown=labels.ORGANISATION_KINDS[OrganisationKind(organisation.kind)],
            ),
            Cell(name_of(organisation.parent, chinese) if organisation.parent else ""),
            Cell(organisation.valid_from),
            Cell(organisation.valid_to or ""),
        ]

    kinds = tuple(Choice(str(kind), label) for kind, label in labels.ORGANISATION_KINDS.items())
    return ListSpec(
        code="organisations",
        columns=(
            Column("code", _("Code"), sort="code"),
            Column("name", _("Name"), sort="sort_key"),
            Column("kind", _("Kind")),
            Column("parent", _("Parent")),
            Column("valid_from", _("Exists since"), ColumnKind.DATE, sort="valid_from"),
            Column("valid_to", _("Last day"), ColumnKind.DATE),
        ),
        row=row,
        row_url=_url,
        filters=(Filter("kind", _("Kind"), "kind", kinds),),
        search=(
            "code",
            "legal_name",
            "short_name",
            "legal_name_en",
            "short_name_en",
            "sort_key",
            "uscc",
            "stock_code",
        ),
        order="sort_key",
        empty=_("Organisations are entered one by one or brought in from a list."),
    )


def name_of(row: models.Organisation, chinese: bool) -> str:
    """The short name in the reader's language, the Chinese one where there is no English."""
    return row.short_name if chinese else row.short_name_en or row.short_name


def _url(row: Any) -> str:
    return reverse("parties:organisation", args=[row.code])
