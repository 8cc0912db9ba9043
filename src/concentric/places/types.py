"""What crosses the door of `places`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID


class Level(StrEnum):
    """Levels of administrative divisions, from the top down."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"


class PlaceKind(StrEnum):
    """What a place code stands for."""

    DIVISION = "division"
    ZONE = "zone"
    REGION = "region"


class Tag(StrEnum):
    """The county tags of which lists are kept."""

    THREE_REGIONS_THREE_PREFECTURES = "three_regions_three_prefectures"
    FORMER_DEEPLY_POOR = "former_deeply_poor"
    BORDER = "border"
    OLD_REVOLUTIONARY_BASE = "old_revolutionary_base"
    ETHNIC_MINORITY = "ethnic_minority"


class SourceStatus(StrEnum):
    """Whether somebody compared an entry with the text of its source."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class RegionKind(StrEnum):
    """Statistical regions that no division is."""

    PROVINCE = "province"
    """A province, counted without its separately planned city where it has one."""
    PLANNED_CITY = "planned_city"
    """A separately planned city, counted beside the provinces."""


UNKNOWN_START: Final = date(1980, 1, 1)
"""First day of divisions whose beginning no list of ours states: the year of the first code standard."""

PROVINCES_AND_PLANNED_CITIES: Final = "provinces_and_planned_cities"
"""Code of the list of 31 provinces and 5 separately planned cities."""

REGION_PREFIX: Final = "CN-REG-"
ZONE_PREFIX: Final = "CN-ZONE-"

LABEL_FIELDS: Final = {"Site": ("uuid", "name", "place", "address")}
"""Columns that a query of a higher room may reach by walking a foreign key down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place by its code, as it stood on the day asked for."""

    code: str
    kind: PlaceKind
    level: Level | None
    """`None` for zones and regions."""
    name: str
    name_en: str
    sort_key: str
    parent: str | None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    """A point in degrees as the source gives it (counties and above; not verified), never a border."""
    valid_from: date
    valid_to: date | None = None
    """Last day, `None` while it exists."""
    successor: str | None = None
    counts_as: str | None = None
    """For a zone: the division under which its figures are counted."""

    def title(self, language: str = "zh") -> str:
        """The name in a language, the other one where there is none."""
        return self.name if language.startswith("zh") else self.name_en or self.name


@dataclass(frozen=True, slots=True)
class TagInfo:
    """A county stands in a list from one day to another, by a source."""

    tag: Tag
    place: str
    valid_from: date
    valid_to: date | None
    source: str
    status: SourceStatus


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """A spot with an address, in a place."""

    uuid: UUID
    name: str
    place: str
    address: str


@dataclass(frozen=True, slots=True)
class PlaceDay:
    """A place code on a day: the place it stood for then, and what became of it or came before."""

    code: str
    on: date
    place: Place
    names: tuple[Place, ...]
    """Every row of the code, oldest first: its names with their dates."""
    successor: Place | None
    predecessors: tuple[Place, ...]
    """Places that ended and became this one."""

    @property
    def is_followed(self) -> bool:
        """Whether the place stood under another code on that day."""
        return self.place.code != self.code


@dataclass(frozen=True, slots=True)
class Tile:
    """The square of a province in the tile map: column and row from the north-west, from 0."""

    code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A division as a list states it, ready to be loaded. Ancestor codes are empty where there is none."""

    code: str
    level: Level
    name: str
    name_en: str
    sort_key: str
    initials: str
    parent_code: str
    province_code: str
    prefecture_code: str
    county_code: str
    longitude: Decimal | None
    latitude: Decimal | None
    valid_from: date
    valid_to: date | None
    successor_code: str


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A functional zone as a list states it, ready to be loaded."""

    code: str
    name: str
    name_en: str
    sort_key: str
    initials: str
    parent_code: str
    counts_as: str
    valid_from: date
    valid_to: date | None
    source: str
    status: SourceStatus


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A statistical region as a list states it, ready to be loaded."""

    code: str
    list_code: str
    kind: RegionKind
    division_code: str
    name: str
    name_en: str
    sort_key: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What a load wrote; rows that stood already with the same content are `unchanged`."""

    created: int
    changed: int
    unchanged: int
