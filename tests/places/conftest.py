"""A small part of the packaged lists, enough to ask about and quick to load."""

from __future__ import annotations

from pathlib import Path

import pytest

from concentric.kernel.api import Actor
from concentric.places import api, reading
from concentric.places.types import Level

SYSTEM = Actor.system("tests")
PARTS = ("14", "21", "32", "33", "37", "44")
"""Shanxi, Liaoning, Jiangsu, Zhejiang, Shandong, Guangdong."""
WITH_SUBDISTRICTS = ("330102", "210211", "141031", "320576", "441900")


def is_wanted(code: str, level: Level, parent: str) -> bool:
    if level is Level.SUBDISTRICT:
        return parent.removeprefix("CN-ZONE-") in WITH_SUBDISTRICTS
    return level is Level.PROVINCE or code.startswith(PARTS)


@pytest.fixture(scope="session")
def small_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [r for r in reading.read_divisions() if is_wanted(r.code, r.level, r.parent_code)]
    path = tmp_path_factory.mktemp("places") / "small.csv.xz"
    reading.write_divisions(rows, path)
    return path


@pytest.fixture(scope="session")
def small_zones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zones") / "zones.csv"
    reading.write_zones([z for z in reading.read_zones() if z.parent_code.startswith(PARTS)], path)
    return path


@pytest.fixture
def loaded(db: None, small_list: Path, small_zones: Path) -> None:
    api.load_divisions(actor=SYSTEM, path=small_list)
    api.load_zones(actor=SYSTEM, path=small_zones)
