"""The packaged lists: whole, consistent, and honest about their status."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from concentric.kernel.api import Invalid
from concentric.places import naming, reading, rules
from concentric.places.types import DivisionRow, Level, RegionKind, SourceStatus, Tag

ROWS = reading.read_divisions()
OPEN = {row.code: row for row in ROWS if row.valid_to is None}


def test_levels_are_complete() -> None:
    counted = Counter(row.level for row in OPEN.values())
    assert counted[Level.PROVINCE] == 34
    assert counted[Level.PREFECTURE] == 342
    assert counted[Level.COUNTY] > 2800
    assert counted[Level.SUBDISTRICT] > 41_000


def test_no_code_stands_twice_on_a_day() -> None:
    spans = [rules.Span(r.code, r.valid_from, r.valid_to, r.successor_code) for r in ROWS]
    assert rules.overlapping(spans) == set()


def test_every_parent_and_successor_is_in_the_list() -> None:
    zones = {z.code for z in reading.read_zones()}
    known = {row.code for row in ROWS} | zones
    assert {r.parent_code for r in ROWS if r.parent_code} <= known
    assert {r.successor_code for r in ROWS if r.successor_code} <= OPEN.keys()
    assert all(r.successor_code for r in ROWS if r.valid_to is not None)


def test_counties_of_the_first_document_have_points_and_english_names() -> None:
    county = OPEN["141031"]
    assert (county.name, county.name_en, county.sort_key, county.initials) == (
        "隰县",
        "Xi County",
        "xixian",
        "xx",
    )
    assert county.longitude is not None
    located = [r for r in OPEN.values() if r.level is Level.COUNTY and r.longitude is not None]
    assert len(located) > 2700


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("140000", "Shanxi"),
        ("610000", "Shaanxi"),
        ("610100", "Xi'an"),
        ("500000", "Chongqing"),
        ("540100", "Lhasa"),
        ("222400", "Yanbian Korean Autonomous Prefecture"),
        ("533423", "Weixi Lisu Autonomous County"),
        ("430100", "Changsha"),
        ("420900", "Xiaogan"),
        ("469000", "Counties directly under Hainan"),
    ],
)
def test_english_names(code: str, name: str) -> None:
    assert OPEN[code].name_en == name


def test_words_of_places_read_names_of_several_peoples() -> None:
    words = naming.words_of(reading.csv_rows(reading.DATA / "words.csv"))
    name = naming.english_name("孟连傣族拉祜族佤族自治县", words)
    assert name == "Menglian Dai, Lahu and Wa Autonomous County"
    assert naming.english_name("麻麻门巴民族乡", words, Level.SUBDISTRICT).endswith(
        "Ethnic Township"
    )


def test_regions_cover_the_provinces_and_the_five_cities_once() -> None:
    regions = reading.read_regions()
    kinds = Counter(r.kind for r in regions)
    assert kinds == {RegionKind.PROVINCE: 31, RegionKind.PLANNED_CITY: 5}
    cities = {r.division_code for r in regions if r.kind is RegionKind.PLANNED_CITY}
    assert cities == {"210200", "330200", "350200", "370200", "440300"}
    assert len({r.code for r in regions}) == 36


def test_tags_are_of_existing_counties_and_name_their_source() -> None:
    tags = reading.read_tags()
    assert {t.tag for t in tags} == set(Tag)
    assert all(OPEN[t.place].level is Level.COUNTY for t in tags)
    assert all(t.source and t.status is SourceStatus.UNVERIFIED for t in tags)


def test_zones_lie_in_prefectures_and_are_no_divisions() -> None:
    zones = reading.read_zones()
    assert all(OPEN[z.parent_code].level is Level.PREFECTURE for z in zones)
    assert not {z.code for z in zones} & OPEN.keys()


def test_tiles_are_one_per_province_and_do_not_collide() -> None:
    tiles = reading.read_tiles()
    assert len({(t.column, t.row) for t in tiles}) == len(tiles) == 34
    assert {t.code for t in tiles} == {r.code for r in OPEN.values() if r.level is Level.PROVINCE}


def test_a_list_survives_writing_and_reading(tmp_path: Path) -> None:
    some: list[DivisionRow] = sorted(ROWS[::500], key=lambda r: (r.code, r.valid_from))
    reading.write_divisions(some, tmp_path / "some.csv.xz")
    assert reading.read_divisions(tmp_path / "some.csv.xz") == some


def test_a_list_with_a_wrong_line_is_refused_with_its_number(tmp_path: Path) -> None:
    reading.write_divisions(ROWS[:3], tmp_path / "x.csv.xz")
    text = "\n".join(",".join(r.values()) for r in reading.csv_rows(tmp_path / "x.csv.xz"))
    header = ",".join(next(reading.csv_rows(tmp_path / "x.csv.xz")))
    plain = tmp_path / "x.csv"
    plain.write_text(f"{header}\n{text}\n".replace("1980-01-01", "yesterday", 1), encoding="utf-8")
    with pytest.raises(Invalid, match="Line 2"):
        reading.read_divisions(plain)
    plain.write_text(f"{header}\n{text}\n".replace("level", "rank", 1), encoding="utf-8")
    with pytest.raises(Invalid, match="no column level"):
        reading.read_divisions(plain)
