"""Lists of places that are not packaged: another country, its dimensions, who may load it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from concentric.facts.api import dimension_values, seal
from concentric.kernel.api import Actor, Refused, Role
from concentric.places import api
from tests.places.conftest import SYSTEM

pytestmark = pytest.mark.django_db

COLUMNS = (
    "code,level,name,name_en,sort_key,initials,parent_code,province_code,prefecture_code,county_code,"
    "longitude,latitude,valid_from,valid_to,successor_code\n"
)


@pytest.fixture
def another_country(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere.csv"
    path.write_text(
        COLUMNS
        + "XX-A,province,A-land,A-land,,,,,,,10.5,20.5,2000-01-01,,\n"
        + "XX-A-1,county,Upper A,Upper A,,,XX-A,XX-A,,,,,2000-01-01,,\n",
        encoding="utf-8",
    )
    return path


def test_another_countrys_list_is_loaded_once_with_its_dimensions(another_country: Path) -> None:
    first = api.load_list(actor=SYSTEM, path=another_country, source="Sample list 1")
    assert (first.created, first.changed, first.unchanged) == (2, 0, 0)
    again = api.load_list(actor=SYSTEM, path=another_country, source="Sample list 1")
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert [p.name for p in api.children("XX-A")] == ["Upper A"]
    assert api.expand("XX-A", including=True) == {"XX-A", "XX-A-1"}
    seal()
    stated = dimension_values(entity_kind="place", attribute="province", on=date(2020, 1, 1))
    assert stated["XX-A-1"] == "XX-A"


def test_only_an_administrator_loads_a_list(another_country: Path) -> None:
    officer = Actor(uuid4(), uuid4(), "ASSOC", frozenset({Role.OFFICER}), True, None, "officer")
    with pytest.raises(Refused):
        api.load_list(actor=officer, path=another_country, source="Sample list 1")
    assert api.search("Upper A") == ()
