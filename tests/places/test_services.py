"""Loading lists of places."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from concentric.facts.api import dimension_values
from concentric.kernel.api import Actor, Invalid, Missing, Refused, Role
from concentric.places import api, models, reading
from concentric.places.types import LoadOutcome
from tests.places.conftest import SYSTEM

pytestmark = pytest.mark.django_db

CONTACT = Actor(uuid4(), uuid4(), "F001", frozenset({Role.CONTACT}), False, None, "contact")


def test_the_whole_list_loads_once() -> None:
    first = api.load_divisions(actor=SYSTEM)
    assert first.created == models.Division.objects.count() > 44_000
    assert api.load_divisions(actor=SYSTEM) == LoadOutcome(0, 0, first.created)


@pytest.mark.usefixtures("loaded")
def test_a_changed_row_is_changed_and_nothing_else(small_list: Path, tmp_path: Path) -> None:
    rows = reading.read_divisions(small_list)
    changed = tmp_path / "changed.csv.xz"
    text = [r for r in rows if r.code != "141031"]
    row = next(r for r in rows if r.code == "141031")
    reading.write_divisions([*text, type(row)(**_with(row, name_en="Xi"))], changed)
    assert api.load_divisions(actor=SYSTEM, path=changed) == LoadOutcome(0, 1, len(rows) - 1)
    assert api.place("141031").name_en == "Xi"


def _with(row: object, **changes: object) -> dict[str, object]:
    return {n: getattr(row, n) for n in row.__slots__} | changes  # type: ignore[attr-defined]  # a slotted dataclass


@pytest.mark.usefixtures("loaded")
def test_a_code_cannot_stand_twice_on_a_day(tmp_path: Path) -> None:
    row = next(r for r in reading.read_divisions() if r.code == "141031")
    later = type(row)(**_with(row, valid_from=row.valid_from.replace(year=2020)))
    path = tmp_path / "twice.csv.xz"
    reading.write_divisions([later], path)
    with pytest.raises(Invalid, match="141031"):
        api.load_divisions(actor=SYSTEM, path=path)


def test_another_country_loads_by_the_same_door(db: None, tmp_path: Path) -> None:
    path = tmp_path / "nl.csv"
    header = ",".join(type(reading.read_divisions()[0]).__slots__)
    path.write_text(
        f"{header}\n"
        "NL-GE,province,Gelderland,Gelderland,,,,,,,,,2000-01-01,,\n"
        "NL-GE-0202,county,Arnhem,Arnhem,,,NL-GE,NL-GE,,,5.911,51.985,2000-01-01,,\n",
        encoding="utf-8",
    )
    assert api.load_divisions(actor=SYSTEM, path=path, source="a test").created == 2
    assert api.expand("NL-GE", including=True) == {"NL-GE", "NL-GE-0202"}
    assert [p.code for p in api.search("arnh")] == ["NL-GE-0202"]


@pytest.mark.usefixtures("loaded")
def test_communities_of_one_county_on_demand(tmp_path: Path) -> None:
    villages = tmp_path / "villages.csv"
    subdistrict = api.children("141031")[0].code
    villages.write_text(
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        f'{subdistrict}001,"北门社区居委会",{subdistrict},14,1410,141031\n'
        '110101001001,"多福巷社区居委会",110101001,11,1101,110101\n',
        encoding="utf-8",
    )
    outcome = api.load_communities(actor=SYSTEM, county="141031", path=villages, source="a test")
    assert outcome.created == 1
    assert [p.name for p in api.children(subdistrict)] == ["北门社区居委会"]
    assert f"{subdistrict}001" in api.expand("141031", including=True)
    with pytest.raises(Invalid, match="330102"):
        api.load_communities(actor=SYSTEM, county="330102", path=villages, source="a test")


@pytest.mark.usefixtures("loaded")
def test_places_are_stated_as_dimensions() -> None:
    regions = [r for r in reading.read_regions() if r.division_code in {"210000", "210200"}]
    models.StatisticalRegion.objects.bulk_create(
        models.StatisticalRegion(**{n: getattr(r, n) for n in r.__slots__}) for r in regions
    )
    models.PlaceTag.objects.create(
        tag="border", division_code="210211", valid_from="2020-01-01", source="a test"
    )
    stated = api.state_places(actor=SYSTEM)
    assert stated > 1000
    assert api.state_places(actor=SYSTEM) == 0
    day = date(2021, 6, 1)
    by_region = dimension_values(entity_kind="place", attribute="region", on=day)
    assert by_region.get("210211") == "CN-REG-210200"
    assert by_region.get("210102") == "CN-REG-210000"
    tagged = dimension_values(entity_kind="place", attribute="tag.border", on=day)
    assert tagged == {"210211": "yes"}


def test_only_an_administrator_loads(small_list: Path) -> None:
    with pytest.raises(Refused):
        api.load_divisions(actor=CONTACT, path=small_list)


@pytest.mark.usefixtures("loaded")
def test_a_site_lies_in_a_known_place() -> None:
    site = api.register_site(actor=CONTACT, name="示例中学", place="141031", address="城南路 1 号")
    assert api.site(site.uuid) == site
    with pytest.raises(Missing):
        api.register_site(actor=CONTACT, name="示例中学", place="000000")


def test_unknown_places_are_refused_in_tags() -> None:
    with pytest.raises(Invalid, match="not loaded"):
        api.load_tags(actor=SYSTEM)
