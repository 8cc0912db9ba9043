"""The lists of members and of a population: columns, filters, and how a row becomes cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.members import labels, models, queries
from concentric.members.types import MemberBoundary, MembershipKind

NAMES: Final = (
    "organisation__code",
    "organisation__short_name",
    "organisation__legal_name",
    "organisation__short_name_en",
    "organisation__legal_name_en",
    "organisation__sort_key",
)
"""Where a typed text is looked for: code, names in both languages, pinyin."""


def members(kinds: Mapping[str, str]) -> ListSpec:
    """The members, with their kind and group of today. `kinds` are the words of kinds of firms by code."""

    def row(record: Any) -> list[Cell]:
        kind = record.firm_kind or ""
        return [
            Cell(record.organisation.code),
            Cell(queries.shown_name(record.organisation)),
            Cell(record.kind, shown=labels.MEMBERSHIP_KINDS[MembershipKind(record.kind)]),
            Cell(kind, shown=kinds.get(kind, "")),
            Cell(record.group or ""),
            Cell(record.valid_from),
            Cell(record.valid_to or ""),
            Cell(
                record.state,
                shown=labels.MEMBERSHIP_STATES[record.state],
                state=labels.STATE_TONES[record.state],
            ),
        ]

    return ListSpec(
        code="members",
        columns=(
            Column("code", _("Code"), sort="organisation__code"),
            Column("name", _("Name"), sort="organisation__sort_key"),
            Column("kind", _("Kind of membership"), sort="kind"),
            Column("firm_kind", _("Class of firm"), sort="firm_kind"),
            Column("group", _("Group"), sort="group"),
            Column("valid_from", _("Admitted on"), ColumnKind.DATE, sort="valid_from"),
            Column("valid_to", _("Last day"), ColumnKind.DATE, sort="valid_to"),
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
            Filter(
                "firm_kind",
                _("Class of firm"),
                "firm_kind",
                tuple(Choice(code, word) for code, word in kinds.items()),
            ),
            Filter(
                "state",
                _("State"),
                "state",
                tuple(Choice(code, word) for code, word in labels.MEMBERSHIP_STATES.items()),
            ),
        ),
        search=(*NAMES, "group"),
        order="organisation__code",
        empty=_("Members are admitted from a list, or one by one. Start with the list."),
    )


def populations(names: Mapping[str, str]) -> ListSpec:
    """The named sets with their outer dates. `names` are the catalogue's, by code."""

    def row(record: Any) -> list[Cell]:
        return [
            Cell(record.code, shown=names.get(record.code, record.code)),
            Cell(record.code),
            Cell(record.now),
            Cell(record.since or ""),
            Cell("" if record.open_spans else record.until or ""),
        ]

    return ListSpec(
        code="populations",
        columns=(
            Column("population", _("Population"), sort="code"),
            Column("code", _("Code")),
            Column("now", _("Members today"), ColumnKind.NUMBER, sort="now"),
            Column("since", _("First day"), ColumnKind.DATE, sort="since"),
            Column("until", _("Last day"), ColumnKind.DATE),
        ),
        row=row,
        row_url=lambda record: reverse("members:population", args=[record.code]),
        search=("code", "words"),
        order="code",
        empty=_(
            "They come with the member list, in the column of populations, or are defined here."
        ),
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
        search=NAMES,
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
