"""Reads of divisions, zones, regions and tags by code, by name and by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from concentric.kernel.api import Missing, msgid
from concentric.places import models, reading, rules
from concentric.places.pinyin import sort_key
from concentric.places.types import (
    PROVINCES_AND_PLANNED_CITIES,
    REGION_PREFIX,
    ZONE_PREFIX,
    Level,
    Place,
    PlaceKind,
    RegionKind,
    SiteInfo,
    SourceStatus,
    Tag,
    TagInfo,
    Tile,
)

_LEVEL_ORDER = Case(
    *(When(level=str(level), then=Value(n)) for n, level in enumerate(Level)), default=Value(9)
)


def place(code: str, on: date | None = None) -> Place:
    """A place by its code as it stood on a day (the newest row without one).

    A day outside its life gives the nearest row; `resolve` is for following mergers. Raises `Missing`.
    """
    found = places((code,), on)
    if code not in found:
        raise Missing(
            msgid("There is no place with the code %(code)s."),
            remedy=msgid("Search the place by its name, in Chinese or in pinyin."),
            code=code,
        )
    return found[code]


def places(codes: Iterable[str], on: date | None = None) -> dict[str, Place]:
    """Places by code in a few queries, however many; unknown codes are left out."""
    wanted = {c for c in codes if c}
    zones = {c for c in wanted if c.startswith(ZONE_PREFIX)}
    regions = {c for c in wanted if c.startswith(REGION_PREFIX)}
    found: dict[str, Place] = {}
    divisions = wanted - zones - regions
    if divisions:
        found |= _nearest_places(models.Division.objects.filter(code__in=divisions), on)
    if zones:
        found |= {z.code: _zone(z) for z in models.Zone.objects.filter(code__in=zones)}
    if regions:
        rows = models.StatisticalRegion.objects.filter(code__in=regions)
        found |= {r.code: _region(r) for r in rows}
    return found


def is_loaded() -> bool:
    """Whether any division is loaded."""
    return models.Division.objects.exists()


def names_of(code: str) -> tuple[Place, ...]:
    """Every row of a division's code, oldest first: the names it had, with their dates; a zone or region has one."""
    rows = models.Division.objects.filter(code=code).order_by("valid_from")
    return tuple(division_place(row) for row in rows) or (place(code),)


def children(code: str, on: date | None = None) -> tuple[Place, ...]:
    """Divisions and zones directly below a place, by name; those that hold on the day, or all without one."""
    divisions = _on(models.Division.objects.filter(parent_code=code), on)
    zones = _on(models.Zone.objects.filter(parent_code=code), on)
    below = [*_nearest_places(divisions, on).values(), *(_zone(z) for z in zones)]
    return tuple(sorted(below, key=lambda p: (p.sort_key, p.code)))


def provinces() -> tuple[Place, ...]:
    """All provinces, by code."""
    rows = models.Division.objects.filter(level=Level.PROVINCE, valid_to=None).order_by("code")
    return tuple(division_place(r) for r in rows)


def provinces_of(codes: Iterable[str]) -> dict[str, str]:
    """The province code of each place, a province's its own; unknown codes are left out. A few queries."""
    wanted = {c for c in codes if c}
    counted = {c: p.counts_as or c for c, p in places(wanted).items()}
    rows = models.Division.objects.filter(code__in=set(counted.values()))
    provinces_by_code = {
        code: province or code for code, province in rows.values_list("code", "province_code")
    }
    return {c: provinces_by_code[d] for c, d in counted.items() if d in provinces_by_code}


def ancestors(code: str, on: date | None = None) -> tuple[Place, ...]:
    """The places a place lies in, from the province down; a zone lies in its parent division."""
    start = place(code, on)
    if start.kind is PlaceKind.REGION:
        return ()
    if start.kind is PlaceKind.ZONE:
        above = place(start.parent or "", on)
        return (*ancestors(above.code, on), above)
    row = _row(code, on)
    chain = (row.province_code, row.prefecture_code, row.county_code, row.parent_code)
    codes = list(dict.fromkeys(c for c in chain if c))
    found = places(codes, on)
    return tuple(found[c] for c in codes if c in found)


def resolve(code: str, on: date) -> Place:
    """The place a code stands for on a day: merged and renamed divisions are followed. Raises `Missing`."""
    return place(resolve_many((code,), on)[code], on)


def resolve_many(codes: Iterable[str], on: date) -> dict[str, str]:
    """For each code the code under which the place stands on a day; unknown codes stay as they are."""
    wanted = set(codes)
    rows = list(_spans(models.Division.objects.filter(code__in=wanted)))
    if not all(any(s.holds(on) for s in rows if s.code == c) for c in wanted):
        ended = models.Division.objects.filter(valid_to__isnull=False)
        successors = ended.exclude(successor_code="").values("successor_code")
        chain = models.Division.objects.filter(
            Q(code__in=successors) | Q(valid_to__isnull=False) | Q(code__in=wanted)
        )
        rows = list(_spans(chain))
    spans: dict[str, list[rules.Span]] = {}
    for span in rows:
        spans.setdefault(span.code, []).append(span)
    return {code: rules.resolved(code, on, spans) for code in wanted}


def search(text: str, *, levels: Sequence[Level] = (), limit: int = 20) -> tuple[Place, ...]:
    """Places that exist now whose Chinese or English name, pinyin, initials or code the text begins or names.

    Higher levels first, then by pinyin; zones after divisions.
    """
    typed = text.strip()
    if not typed:
        return ()
    rows = matching(typed).filter(valid_to__isnull=True)
    if levels:
        rows = rows.filter(level__in=[str(level) for level in levels])
    found = [division_place(r) for r in rows.order_by(_LEVEL_ORDER, "sort_key", "code")[:limit]]
    if levels or len(found) >= limit:
        return tuple(found)
    zones = models.Zone.objects.filter(_named(typed)).order_by("sort_key", "code")
    return (*found, *(_zone(z) for z in zones[: limit - len(found)]))


def matching(text: str) -> QuerySet[models.Division]:
    """Divisions a typed text may mean, for this room's own list."""
    return models.Division.objects.filter(_named(text))


def region_of(code: str) -> Place | None:
    """The statistical region a place is counted in, `None` outside all of them."""
    stated = place(code)
    if stated.kind is PlaceKind.REGION:
        return stated
    chain = [p.code for p in ancestors(code)] + [code]
    regions = {
        r.division_code: r
        for r in models.StatisticalRegion.objects.filter(
            division_code__in=chain, list_code=PROVINCES_AND_PLANNED_CITIES
        )
    }
    return next((_region(regions[c]) for c in reversed(chain) if c in regions), None)


def regions(list_code: str = PROVINCES_AND_PLANNED_CITIES) -> tuple[Place, ...]:
    """The regions of a list, provinces first, by code."""
    rows = models.StatisticalRegion.objects.filter(list_code=list_code)
    return tuple(_region(r) for r in rows.order_by("-kind", "code"))


def expand(code: str, *, including: bool) -> frozenset[str]:
    """The place codes a sum "to a place" takes: *directly* the code itself, *including* all places within.

    Codes of divisions that ended are among them, because facts keep the place as it was stated. A
    province-without-its-city region leaves out what lies in that city.
    """
    if not including:
        return frozenset({code})
    if code.startswith(REGION_PREFIX):
        return _within_region(code)
    within = models.Division.objects.filter(
        Q(province_code=code) | Q(prefecture_code=code) | Q(county_code=code) | Q(parent_code=code)
    ).values_list("code", flat=True)
    found = {code, *within}
    zones = models.Zone.objects.filter(parent_code__in=found).values_list("code", flat=True)
    counted = models.StatisticalRegion.objects.filter(division_code__in=found)
    found |= set(zones) | set(counted.values_list("code", flat=True))
    if code.startswith(ZONE_PREFIX):
        below = models.Division.objects.filter(parent_code__in=found)
        found |= set(below.values_list("code", flat=True))
    return frozenset(found)


def _within_region(code: str) -> frozenset[str]:
    region = models.StatisticalRegion.objects.filter(code=code).first()
    if region is None:
        return frozenset({code})
    whole = expand(region.division_code, including=True)
    if region.kind != RegionKind.PROVINCE:
        return whole
    cities = models.StatisticalRegion.objects.filter(
        list_code=region.list_code, kind=RegionKind.PLANNED_CITY, division_code__in=whole
    ).values_list("division_code", flat=True)
    return whole.difference(*(expand(city, including=True) for city in cities))


def tags_of(code: str, on: date | None = None) -> tuple[TagInfo, ...]:
    """The lists a county stands in on a day (in any time without one)."""
    rows = _on(models.PlaceTag.objects.filter(division_code=code), on)
    return tuple(tag_info(r) for r in rows.order_by("tag", "valid_from"))


def tagged(tag: Tag, on: date | None = None) -> tuple[TagInfo, ...]:
    """The counties of a list on a day (in any time without one), by code."""
    rows = _on(models.PlaceTag.objects.filter(tag=tag), on)
    return tuple(tag_info(r) for r in rows.order_by("division_code", "valid_from"))


def points(codes: Iterable[str]) -> dict[str, Place]:
    """Places with a point, for a map of points; places without one are left out."""
    return {c: p for c, p in places(codes).items() if p.longitude is not None}


@cache
def tile_grid() -> tuple[Tile, ...]:
    """The squares of the tile map of provinces."""
    return tuple(reading.read_tiles())


def site(uuid: Any) -> SiteInfo:
    """A site by its uuid. Raises `Missing`."""
    row = models.Site.objects.filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such site."))
    return SiteInfo(row.uuid, row.name, row.place, row.address)


def _named(text: str) -> Q:
    letters = sort_key(text) if text.isascii() else ""
    if text.isascii() and text.upper().startswith((ZONE_PREFIX, REGION_PREFIX)):
        return Q(code__istartswith=text)
    if letters.isdigit():
        return Q(code__startswith=letters)
    if letters:
        found = Q(sort_key__startswith=letters) | Q(initials=letters)
        return found | Q(name_en__istartswith=text)
    return Q(name__contains=text)


def _on(rows: QuerySet[Any], on: date | None) -> QuerySet[Any]:
    if on is None:
        return rows
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def _spans(rows: QuerySet[models.Division]) -> Iterable[rules.Span]:
    columns = rows.values_list("code", "valid_from", "valid_to", "successor_code")
    return (rules.Span(*row) for row in columns)


def _nearest_rows(
    rows: QuerySet[models.Division], on: date | None
) -> Mapping[str, models.Division]:
    by_code: dict[str, dict[date, models.Division]] = {}
    for row in rows:
        by_code.setdefault(row.code, {})[row.valid_from] = row
    return {
        code: starts[
            rules.nearest(
                [rules.Span(code, s, r.valid_to, "") for s, r in starts.items()], on
            ).valid_from
        ]
        for code, starts in by_code.items()
    }


def _nearest_places(rows: QuerySet[models.Division], on: date | None) -> dict[str, Place]:
    return {code: division_place(row) for code, row in _nearest_rows(rows, on).items()}


def _row(code: str, on: date | None) -> models.Division:
    return _nearest_rows(models.Division.objects.filter(code=code), on)[code]


def division_place(row: models.Division) -> Place:
    """A division's row as it crosses the door."""
    return Place(
        code=row.code,
        kind=PlaceKind.DIVISION,
        level=Level(row.level),
        name=row.name,
        name_en=row.name_en,
        sort_key=row.sort_key,
        parent=row.parent_code or None,
        longitude=row.longitude,
        latitude=row.latitude,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successor=row.successor_code or None,
    )


def _zone(row: models.Zone) -> Place:
    return Place(
        code=row.code,
        kind=PlaceKind.ZONE,
        level=None,
        name=row.name,
        name_en=row.name_en,
        sort_key=row.sort_key,
        parent=row.parent_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        counts_as=row.counts_as,
    )


def _region(row: models.StatisticalRegion) -> Place:
    return Place(
        code=row.code,
        kind=PlaceKind.REGION,
        level=None,
        name=row.name,
        name_en=row.name_en,
        sort_key=row.sort_key,
        parent=None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        counts_as=row.division_code,
    )


def tag_info(row: models.PlaceTag) -> TagInfo:
    """A tag's row as it crosses the door."""
    return TagInfo(
        tag=Tag(row.tag),
        place=row.division_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        status=SourceStatus(row.status),
    )
