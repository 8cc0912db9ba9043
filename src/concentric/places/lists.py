"""The list of divisions: its columns, filters and how a row becomes cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.places import labels, models, queries
from concentric.places.types import Level


def divisions(names: dict[str, str]) -> ListSpec:
    """Divisions by code; `names` are those of their provinces and prefectures."""
    chinese = (get_language() or "zh").startswith("zh")

    def row(division: models.Division) -> list[Cell]:
        name = division.name if chinese else division.name_en or division.name
        above = (division.province_code, division.prefecture_code)
        return [
            Cell(division.code),
            Cell(name),
            Cell(division.level, shown=labels.LEVELS[Level(division.level)]),
            Cell(" ".join(names[c] for c in above if c in names)),
            Cell(division.valid_to or ""),
        ]

    return ListSpec(
        code="places",
        columns=(
            Column("code", _("Code"), sort="code"),
            Column("name", _("Name"), sort="sort_key"),
            Column("level", _("Level")),
            Column("within", _("Within")),
            Column("valid_to", _("Last day"), ColumnKind.DATE),
        ),
        row=row,
        row_url=_url,
        filters=(_level_filter(), _province_filter(chinese)),
        search=("name", "name_en", "sort_key", "initials", "code"),
        order="code",
        empty=_("No place is called so. Names, pinyin, initials and codes are searched."),
    )


def _url(row: Any) -> str:
    return reverse("places:place", args=[row.code])


def _level_filter() -> Filter:
    choices = tuple(Choice(str(level), label) for level, label in labels.LEVELS.items())
    return Filter("level", _("Level"), "level", choices)


def _province_filter(chinese: bool) -> Filter:
    choices = tuple(Choice(p.code, p.title("zh" if chinese else "en")) for p in queries.provinces())
    return Filter("province", _("Province"), "province_code", choices)
