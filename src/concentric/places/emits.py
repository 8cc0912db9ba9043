"""What this room states into `facts`: no facts, but the dimensions by which facts are broken down by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from concentric.facts.api import DimensionStatement
from concentric.places.types import DivisionRow, Level, RegionRow, TagInfo, ZoneRow

ENTITY_KIND = "place"
TAG_PREFIX = "tag."
_STATED_LEVELS = frozenset({Level.PROVINCE, Level.PREFECTURE, Level.COUNTY})


def division_statements(
    rows: Iterable[DivisionRow], regions: Iterable[RegionRow]
) -> Iterator[DimensionStatement]:
    """Province, prefecture, county and statistical region of every division down to counties.

    Sub-districts are left to be stated with the first fact that names one: they are forty thousand.
    """
    counted_in = {r.division_code: r.code for r in regions}
    for row in rows:
        if row.level not in _STATED_LEVELS:
            continue
        own = {row.level: row.code}
        values = {
            "province": row.province_code or own.get(Level.PROVINCE, ""),
            "prefecture": row.prefecture_code or own.get(Level.PREFECTURE, ""),
            "county": row.county_code or own.get(Level.COUNTY, ""),
        }
        chain = (row.code, row.prefecture_code, row.province_code)
        values["region"] = next((counted_in[c] for c in chain if c in counted_in), "")
        yield from _statements(row.code, values, row.valid_from, row.valid_to)


def zone_statements(
    rows: Iterable[ZoneRow], parents: Mapping[str, DivisionRow], regions: Iterable[RegionRow]
) -> Iterator[DimensionStatement]:
    """A zone is counted where it "counts as": with that division's province, prefecture and region."""
    counted_in = {r.division_code: r.code for r in regions}
    for row in rows:
        parent = parents.get(row.counts_as)
        if parent is None:
            continue
        chain = (parent.code, parent.prefecture_code, parent.province_code)
        values = {
            "province": parent.province_code or parent.code,
            "prefecture": parent.prefecture_code
            or (parent.code if parent.level is Level.PREFECTURE else ""),
            "region": next((counted_in[c] for c in chain if c in counted_in), ""),
        }
        yield from _statements(row.code, values, row.valid_from, row.valid_to)


def region_statements(
    regions: Iterable[RegionRow], divisions: Mapping[str, DivisionRow]
) -> Iterator[DimensionStatement]:
    """A fact may be stated for a region itself: it counts there and in the region's province."""
    for row in regions:
        division = divisions.get(row.division_code)
        if division is not None:
            values = {"region": row.code, "province": division.province_code or division.code}
            yield from _statements(row.code, values, row.valid_from, row.valid_to)


def tag_statements(tags: Iterable[TagInfo]) -> Iterator[DimensionStatement]:
    """A county tag as a dimension: `tag.<list>` is `yes` from one day to another."""
    for tag in tags:
        values = {TAG_PREFIX + tag.tag: "yes"}
        yield from _statements(tag.place, values, tag.valid_from, tag.valid_to)


def _statements(
    code: str, values: Mapping[str, str], start: date, end: date | None
) -> Iterator[DimensionStatement]:
    for attribute, value in values.items():
        if value:
            yield DimensionStatement(
                entity_kind=ENTITY_KIND,
                entity=code,
                attribute=attribute,
                value=value,
                valid_from=start,
                valid_to=end,
            )
