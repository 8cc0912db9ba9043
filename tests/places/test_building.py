"""Building the packaged list, from a tiny copy of the two packages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from concentric.places import building, reading
from concentric.places.types import DivisionRow, Level, ZoneRow

FILES = {
    "cities.csv": (
        "code,name,provinceCode\n1101,市辖区,11\n1410,临汾市,14\n1407,晋中市,14\n"
        "3205,苏州市,32\n4419,东莞市,44\n"
    ),
    "areas.csv": (
        "code,name,cityCode,provinceCode\n110101,东城区,1101,11\n141031,隰县,1410,14\n"
        "140703,太谷区,1407,14\n320576,苏州工业园区,3205,32\n441900,东莞市,4419,44\n"
    ),
    "streets.csv": (
        "code,name,areaCode,provinceCode,cityCode\n141031100,龙泉镇,141031,14,1410\n"
        "320576001,娄葑街道,320576,32,3205\n441900003,东城街道,441900,44,4419\n"
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, DivisionRow], list[ZoneRow]]:
    folder = tmp_path_factory.mktemp("dist")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    mainland = [
        r for r in reading.read_divisions() if r.level is Level.PROVINCE and r.code < "710000"
    ]
    lines = [f"{r.code[:2]},{r.name}" for r in mainland]
    (folder / "provinces.csv").write_text("\n".join(["code,name", *lines]), encoding="utf-8")
    points = folder / "points.csv"
    points.write_text(
        "adcode,name,longitude,latitude\n140726000000,太谷县,112.55,37.42\n"
        "141031000000,隰县,110.9407,36.6933\n140702000000,榆次区,,\n",
        encoding="utf-8",
    )
    rows, zones = building.build_china(folder, points, reading.DATA)
    return {row.code: row for row in rows}, zones


Built = tuple[dict[str, DivisionRow], list[ZoneRow]]


def test_groups_of_counties_carry_the_name_of_their_province(built: Built) -> None:
    assert (built[0]["110100"].name, built[0]["110100"].name_en) == (
        "北京市辖区",
        "Districts of Beijing",
    )


def test_the_three_regions_without_parts_are_provinces(built: Built) -> None:
    assert [built[0][c].name_en for c in ("710000", "810000", "820000")] == [
        "Taiwan",
        "Hong Kong SAR",
        "Macao SAR",
    ]


def test_a_renamed_county_begins_with_its_change_and_keeps_its_point(built: Built) -> None:
    new, old = built[0]["140703"], built[0]["140726"]
    assert (old.valid_to, new.valid_from) == (date(2019, 12, 30), date(2019, 12, 31))
    assert old.successor_code == new.code
    assert new.longitude == old.longitude == Decimal("112.550000")


def test_zones_leave_the_divisions_and_keep_their_subdistricts(built: Built) -> None:
    rows, zones = built
    assert [z.code for z in zones] == ["CN-ZONE-320576"]
    assert "320576" not in rows
    assert rows["320576001"].parent_code == "CN-ZONE-320576"
    assert rows["320576001"].county_code == ""


def test_a_city_without_counties_is_no_county(built: Built) -> None:
    rows, _zones = built
    assert rows["441900"].level is Level.PREFECTURE
    assert rows["441900003"].parent_code == "441900"


def test_tags_follow_from_rules_of_three_kinds(built: Built) -> None:
    stated = {"tag": "border", "valid_from": "", "source": "a test", "status": "unverified"}
    rules = [
        stated | {"rule": "within", "value": "140000"},
        stated | {"rule": "self", "value": "141031", "source": "later"},
        stated | {"rule": "named", "value": "城区", "valid_from": "2020-01-01"},
    ]
    tags = {t.place: t for t in building.build_tags(rules, built[0].values())}
    assert set(tags) == {"110101", "140703", "141031"}
    assert tags["141031"].source == "a test"
    assert tags["110101"].valid_from == date(2020, 1, 1)
