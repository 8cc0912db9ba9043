"""The lists of places: divisions, zones, regions, county lists and sites; columns, filters, how a row becomes cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.places import labels, models, queries
from concentric.places.types import UNKNOWN_START, Level, RegionKind, SourceStatus, Tag


def divisions(names: dict[str, str]) -> ListSpec:
    """Divisions by code; `names` are those of their provinces and prefectures."""
    chinese = queries.reads_chinese()

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


def zones() -> ListSpec:
    """Functional zones with the division they lie in and the one they count as."""
    chinese = queries.reads_chinese()

    def row(zone: Any) -> list[Cell]:
        return [
            Cell(zone.code),
            Cell(zone.name if chinese else zone.name_en or zone.name),
            _linked(zone.parent_code, zone.parent_name),
            _linked(zone.counts_as, zone.counted_name),
            Cell(zone.valid_to or ""),
            _status(zone.status),
        ]

    return ListSpec(
        code="zones",
        columns=(
            Column("code", _("Code"), sort="code"),
            Column("name", _("Name"), sort="sort_key"),
            Column("within", _("Within"), sort="parent_code"),
            Column("counts_as", _("Counts as"), sort="counts_as"),
            Column("valid_to", _("Last day"), ColumnKind.DATE),
            Column("status", _("State of the source"), ColumnKind.STATE),
        ),
        row=row,
        row_url=_url,
        filters=(_status_filter(),),
        search=("name", "name_en", "sort_key", "initials", "code", "parent_name"),
        order="code",
        empty=_("Functional zones come with the packaged lists of places."),
    )


def regions() -> ListSpec:
    """Statistical regions: provinces without their planned city, and the separately planned cities."""
    chinese = queries.reads_chinese()

    def row(region: Any) -> list[Cell]:
        return [
            Cell(region.code),
            Cell(region.name if chinese else region.name_en or region.name),
            Cell(region.kind, shown=labels.REGION_KINDS[RegionKind(region.kind)]),
            _linked(region.division_code, region.division_name),
        ]

    kinds = tuple(Choice(str(kind), label) for kind, label in labels.REGION_KINDS.items())
    return ListSpec(
        code="regions",
        columns=(
            Column("code", _("Code"), sort="code"),
            Column("name", _("Name"), sort="sort_key"),
            Column("kind", _("Kind"), sort="kind"),
            Column("division", _("Speaks of"), sort="division_code"),
        ),
        row=row,
        row_url=_url,
        filters=(Filter("kind", _("Kind"), "kind", kinds),),
        search=("name", "name_en", "sort_key", "code"),
        order="code",
        size=50,
        empty=_("Statistical regions come with the packaged lists of places."),
    )


def tags() -> ListSpec:
    """Which county stands in which list, from when to when, by which source."""

    def row(tag: Any) -> list[Cell]:
        return [
            _linked(tag.division_code, tag.place_name),
            Cell(tag.tag, shown=labels.TAGS[Tag(tag.tag)]),
            Cell(tag.valid_from, shown=_("not known") if tag.valid_from <= UNKNOWN_START else ""),
            Cell(tag.valid_to or ""),
            Cell(tag.source),
            _status(tag.status),
        ]

    lists = tuple(Choice(str(tag), label) for tag, label in labels.TAGS.items())
    return ListSpec(
        code="county-lists",
        columns=(
            Column("county", _("County"), sort="division_code"),
            Column("list", _("List"), sort="tag"),
            Column("valid_from", _("First day"), ColumnKind.DATE, sort="valid_from"),
            Column("valid_to", _("Last day"), ColumnKind.DATE),
            Column("source", _("Source")),
            Column("status", _("State of the source"), ColumnKind.STATE),
        ),
        row=row,
        row_url=lambda tag: reverse("places:place", args=[tag.division_code]),
        filters=(Filter("list", _("List"), "tag", lists), _status_filter()),
        search=("division_code", "place_name", "source"),
        order="division_code",
        empty=_("Lists of counties come with the packaged lists of places."),
    )


def sites() -> ListSpec:
    """Spots with an address, by name."""

    def row(site: Any) -> list[Cell]:
        return [
            Cell(site.name),
            _linked(site.place, site.place_name),
            Cell(site.address),
            Cell(site.created_at),
        ]

    return ListSpec(
        code="sites",
        columns=(
            Column("name", _("Name"), sort="name"),
            Column("place", _("Place"), sort="place"),
            Column("address", _("Address")),
            Column("created_at", _("Registered"), ColumnKind.MOMENT, sort="created_at"),
        ),
        row=row,
        row_url=lambda site: reverse("places:place", args=[site.place]),
        search=("name", "address", "place", "place_name"),
        order="name",
        empty=_("A site is a spot with an address: a school, an outlet, a warehouse."),
    )


def _linked(code: str, name: str | None) -> Cell:
    """A place by its name, leading to its page; exports carry the code."""
    return Cell(code, shown=name or code, url=reverse("places:place", args=[code]))


def _status(status: str) -> Cell:
    is_verified = status == SourceStatus.VERIFIED
    word = labels.STATUSES[SourceStatus(status)]
    return Cell(status, shown=word, state="good" if is_verified else "attention")


def _status_filter() -> Filter:
    choices = tuple(Choice(str(status), label) for status, label in labels.STATUSES.items())
    return Filter("status", _("State of the source"), "status", choices)


def _url(row: Any) -> str:
    return reverse("places:place", args=[row.code])


def _level_filter() -> Filter:
    choices = tuple(Choice(str(level), label) for level, label in labels.LEVELS.items())
    return Filter("level", _("Level"), "level", choices)


def _province_filter(chinese: bool) -> Filter:
    choices = tuple(Choice(p.code, p.title("zh" if chinese else "en")) for p in queries.provinces())
    return Filter("province", _("Province"), "province_code", choices)
