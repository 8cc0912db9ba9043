"""The lists of members and of a population: columns, filters, and how a row becomes cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.members import labels, models, queries
from concentric.members.types import Attribute, MemberBoundary, MembershipKind


def members(
    classified: Mapping[int, Mapping[str, str]], kinds: Mapping[str, str], today: date
) -> ListSpec:
    """The members, with their kind and group of today. `classified` is by row of parties, `kinds` the words of
    kinds of firms by code.
    """

    def row(record: models.Membership) -> list[Cell]:
        known = classified.get(record.organisation_id, {})
        is_over = record.valid_to is not None and record.valid_to < today
        state = _("Former member") if is_over else _("Member")
        return [
            Cell(record.organisation.code),
            Cell(queries.shown_name(record.organisation)),
            Cell(record.kind, shown=labels.MEMBERSHIP_KINDS[MembershipKind(record.kind)]),
            Cell(firm_kind := known.get(Attribute.FIRM_KIND, ""), shown=kinds.get(firm_kind, "")),
            Cell(known.get(Attribute.GROUP, "")),
            Cell(record.valid_from),
            Cell(record.valid_to or ""),
            Cell(str(state), state="quiet" if is_over else "good"),
        ]

    return ListSpec(
        code="members",
        columns=(
            Column("code", _("Code"), sort="organisation__code"),
            Column("name", _("Name"), sort="organisation__sort_key"),
            Column("kind", _("Kind of membership"), sort="kind"),
            Column("firm_kind", _("Class of firm")),
            Column("group", _("Group")),
            Column("valid_from", _("Admitted on"), ColumnKind.DATE, sort="valid_from"),
            Column("valid_to", _("Last day"), ColumnKind.DATE),
            Column("state", _("State"), ColumnKind.STATE),
        ),
        row=row,
        row_url=_member_url,
        filters=(
            Filter(
                "kind",
                _("Kind of membership"),
                "kind",
                tuple(Choice(str(k), word) for k, word in labels.MEMBERSHIP_KINDS.items()),
            ),
        ),
        search=("organisation__code", "organisation__short_name", "organisation__legal_name"),
        order="organisation__code",
        empty=_("Members are admitted from a list, or one by one. Start with the list."),
    )


def population() -> ListSpec:
    """Who is in a population, how counted, from when to when."""
    return ListSpec(
        code="population",
        columns=(
            Column("code", _("Code"), sort="organisation__code"),
            Column("name", _("Name"), sort="organisation__sort_key"),
            Column("boundary", _("Counted"), sort="boundary"),
            Column("valid_from", _("First day"), ColumnKind.DATE, sort="valid_from"),
            Column("valid_to", _("Last day"), ColumnKind.DATE),
        ),
        row=_population_row,
        row_url=_member_url,
        filters=(
            Filter(
                "boundary",
                _("Counted"),
                "boundary",
                tuple(Choice(str(b), word) for b, word in labels.BOUNDARIES.items()),
            ),
        ),
        search=("organisation__code", "organisation__short_name"),
        order="organisation__code",
        empty=_("Nobody is in this population on this day."),
    )


def _population_row(record: models.PopulationMember) -> list[Cell]:
    return [
        Cell(record.organisation.code),
        Cell(queries.shown_name(record.organisation)),
        Cell(record.boundary, shown=labels.BOUNDARIES[MemberBoundary(record.boundary)]),
        Cell(record.valid_from),
        Cell(record.valid_to or ""),
    ]


def _member_url(record: Any) -> str:
    return reverse("members:member", args=[record.organisation.code])
