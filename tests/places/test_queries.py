"""Asking about places."""

from __future__ import annotations

from datetime import date

import pytest

from concentric.kernel.api import Missing
from concentric.places import api, models, reading
from concentric.places.types import Level, PlaceKind, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
BEFORE, AFTER = date(2021, 1, 1), date(2022, 1, 1)


def load_regions() -> None:
    models.StatisticalRegion.objects.bulk_create(
        models.StatisticalRegion(**{n: getattr(r, n) for n in r.__slots__})
        for r in reading.read_regions()
    )


def test_a_place_by_its_code() -> None:
    county = api.place("141031")
    assert (county.title("zh"), county.title("en"), county.level) == (
        "隰县",
        "Xi County",
        Level.COUNTY,
    )
    assert county.parent == "141000"
    with pytest.raises(Missing):
        api.place("999999")


def test_ancestors_from_the_top() -> None:
    assert [p.code for p in api.ancestors("141031")] == ["140000", "141000"]


def test_many_places_in_few_queries(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[operator]  # a fixture that is a function
        found = api.places(["141031", "330102", "CN-ZONE-320576", "000000"])
    assert set(found) == {"141031", "330102", "CN-ZONE-320576"}
    assert found["CN-ZONE-320576"].kind is PlaceKind.ZONE
    assert found["CN-ZONE-320576"].counts_as == "320500"


def test_children_by_day() -> None:
    before = {p.code for p in api.children("330100", BEFORE)}
    after = {p.code for p in api.children("330100", AFTER)}
    assert before - after == {"330103", "330104"}
    assert after - before == {"330113", "330114"}
    assert "CN-ZONE-320576" in {p.code for p in api.children("320500")}


def test_merged_and_renamed_counties_resolve_by_date() -> None:
    assert api.resolve("330104", AFTER).code == "330102"
    assert api.resolve("330104", BEFORE).code == "330104"
    assert api.resolve("140726", AFTER).name == "太谷区"
    assert api.resolve("140703", date(2018, 6, 1)).name == "太谷县"
    assert api.resolve("371202", AFTER).code == "370116"
    assert api.resolve_many(["141031", "nowhere"], AFTER) == {
        "141031": "141031",
        "nowhere": "nowhere",
    }


@pytest.mark.parametrize("typed", ["隰县", "xixian", "Xi Xian", "xx", "141031", "Xi County"])
def test_search_in_chinese_pinyin_initials_and_code(typed: str) -> None:
    assert "141031" in {p.code for p in api.search(typed)}


def test_search_finds_zones_and_limits() -> None:
    assert "CN-ZONE-320576" in {p.code for p in api.search("苏州工业园区")}
    assert len(api.search("县", limit=5)) == 5
    assert api.search("  ") == ()
    assert {p.level for p in api.search("大连", levels=[Level.PREFECTURE])} == {Level.PREFECTURE}


def test_a_sum_to_a_city_says_directly_or_including_places_within() -> None:
    assert api.expand("330100", including=False) == {"330100"}
    within = api.expand("330100", including=True)
    assert {"330100", "330102", "330104", "330114", "330102001"} <= within
    assert not any(code.startswith("3302") for code in within)


def test_what_lies_in_a_zone_belongs_to_its_city_and_to_no_county() -> None:
    zone = api.expand("CN-ZONE-320576", including=True)
    assert len(zone) > 1
    assert zone < api.expand("320500", including=True)
    subdistrict = next(iter(sorted(zone - {"CN-ZONE-320576"})))
    assert [p.code for p in api.ancestors(subdistrict)] == ["320000", "320500", "CN-ZONE-320576"]


def test_a_city_without_counties_holds_its_subdistricts() -> None:
    assert all(p.level is Level.SUBDISTRICT for p in api.children("441900"))
    assert len(api.expand("441900", including=True)) > 20


def test_planned_cities_stand_beside_their_province() -> None:
    load_regions()
    assert len(api.regions()) == 36
    region = api.region_of("210211")
    assert region is not None
    assert region.code == "CN-REG-210200"
    above = api.region_of("210100")
    assert above is not None
    assert above.code == "CN-REG-210000"
    assert api.region_of("810000") is None
    rest = api.expand("CN-REG-210000", including=True)
    city = api.expand("CN-REG-210200", including=True)
    assert rest.isdisjoint(city)
    assert rest | city == api.expand("210000", including=True)


def test_tags_by_day() -> None:
    models.PlaceTag.objects.create(
        tag=Tag.BORDER, division_code="141031", valid_from=BEFORE, valid_to=AFTER, source="a test"
    )
    assert [t.tag for t in api.tags_of("141031", BEFORE)] == [Tag.BORDER]
    assert api.tags_of("141031", date(2023, 1, 1)) == ()
    assert [t.place for t in api.tagged(Tag.BORDER)] == ["141031"]


def test_points_and_tiles() -> None:
    assert set(api.points(["141031", "CN-ZONE-320576"])) == {"141031"}
    assert len(api.tile_grid()) == 34
