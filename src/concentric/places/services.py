"""Acts on places: loading lists, registering sites. Loading the same list again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import models as orm
from django.db import transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.kernel.api import Actor, Invalid, Refused, msgid
from concentric.places import emits, loading, models, permissions, queries, reading, rules
from concentric.places.pinyin import initials, sort_key
from concentric.places.types import (
    DivisionRow,
    Level,
    LoadOutcome,
    RegionRow,
    SiteInfo,
    ZoneRow,
)

PACKAGED_SOURCE: Final = "china-division 2.7.0"

_DIVISION = (
    "code",
    "level",
    "name",
    "name_en",
    "sort_key",
    "initials",
    "parent_code",
    "province_code",
    "prefecture_code",
    "county_code",
    "longitude",
    "latitude",
    "valid_from",
    "valid_to",
    "successor_code",
    "source",
)
_ZONE = (
    "code",
    "name",
    "name_en",
    "sort_key",
    "initials",
    "parent_code",
    "counts_as",
    "valid_from",
    "valid_to",
    "source",
    "status",
)
_REGION = (
    "code",
    "list_code",
    "kind",
    "division_code",
    "name",
    "name_en",
    "sort_key",
    "valid_from",
    "valid_to",
)
_TAG = ("tag", "division_code", "valid_from", "valid_to", "source", "status")


def load_packaged(*, actor: Actor) -> LoadOutcome:
    """Load the packaged lists of China with their dimensions; returns the outcome for divisions."""
    outcome = load_divisions(actor=actor)
    load_zones(actor=actor)
    load_regions(actor=actor)
    load_tags(actor=actor)
    state_places(actor=actor)
    return outcome


@transaction.atomic
def load_divisions(
    *, actor: Actor, path: Path = reading.DIVISIONS, source: str = PACKAGED_SOURCE
) -> LoadOutcome:
    """Load a list of divisions in this room's format, of China or another country.

    Rows of other lists are left alone. Raises `Invalid` when a code would have two rows on one day.
    """
    _check_may_load(actor)
    rows = reading.read_divisions(path)
    return _merge_divisions(actor, rows, source, "places.divisions_loaded")


@transaction.atomic
def load_list(*, actor: Actor, path: Path, source: str) -> LoadOutcome:
    """Load another list of divisions (another country's, a later edition) and state its dimensions.

    Raises as `load_divisions`.
    """
    outcome = load_divisions(actor=actor, path=path, source=source)
    state_places(actor=actor)
    return outcome


@transaction.atomic
def load_communities(
    *, actor: Actor, county: str, path: Path, source: str = PACKAGED_SOURCE
) -> LoadOutcome:
    """Load the communities of one county from an operator's `villages.csv` of china-division.

    Raises `Missing` for an unknown county, `Invalid` when the file has no community of it.
    """
    _check_may_load(actor)
    queries.place(county)
    below = models.Division.objects.filter(level=Level.SUBDISTRICT, county_code=county)
    parents = {row.code: row for row in below}
    rows = [
        _community(code, name, parents[parent])
        for code, name, parent in reading.read_communities(path, county)
        if parent in parents
    ]
    if not rows:
        raise Invalid(
            msgid("The file has no community of %(county)s."),
            remedy=msgid("Take villages.csv of the package and version the divisions came from."),
            county=county,
        )
    return _merge_divisions(actor, rows, source, "places.communities_loaded")


@transaction.atomic
def load_zones(*, actor: Actor, path: Path = reading.ZONES) -> LoadOutcome:
    """Load functional zones, each with the division it lies in and the one it counts as."""
    _check_may_load(actor)
    rows = reading.read_zones(path)
    _check_known({c for z in rows for c in (z.parent_code, z.counts_as)})
    return _merge(actor, models.Zone, _ZONE, ("code",), _values(rows, _ZONE), "places.zones_loaded")


@transaction.atomic
def load_regions(*, actor: Actor, path: Path = reading.REGIONS) -> LoadOutcome:
    """Load statistical regions."""
    _check_may_load(actor)
    rows = reading.read_regions(path)
    _check_known({r.division_code for r in rows})
    values = _values(rows, _REGION)
    return _merge(
        actor, models.StatisticalRegion, _REGION, ("code",), values, "places.regions_loaded"
    )


@transaction.atomic
def load_tags(*, actor: Actor, path: Path = reading.TAGS) -> LoadOutcome:
    """Load lists of tagged counties. A county taken off a list gets an end there, it is never removed."""
    _check_may_load(actor)
    rows = reading.read_tags(path)
    _check_known({r.place for r in rows})
    values = [(r.tag, r.place, r.valid_from, r.valid_to, r.source, r.status) for r in rows]
    key = ("tag", "division_code", "valid_from")
    return _merge(actor, models.PlaceTag, _TAG, key, values, "places.tags_loaded")


@transaction.atomic
def state_places(*, actor: Actor) -> int:
    """State province, prefecture, county, region and tags of all places into `facts`.

    Repeating it states only what changed. Returns the number of new statements.
    """
    _check_may_load(actor)
    stated = [Level.PROVINCE, Level.PREFECTURE, Level.COUNTY]
    rows = [_division_row(d) for d in models.Division.objects.filter(level__in=stated)]
    regions = [_region_row(r) for r in models.StatisticalRegion.objects.all()]
    open_rows = {r.code: r for r in rows if r.valid_to is None}
    zones = [_zone_row(z) for z in models.Zone.objects.all()]
    tags = [queries.tag_info(t) for t in models.PlaceTag.objects.all()]
    statements = [
        *emits.division_statements(rows, regions),
        *emits.zone_statements(zones, open_rows, regions),
        *emits.region_statements(regions, open_rows),
        *emits.tag_statements(tags),
    ]
    return facts.state_dimensions(actor=actor, statements=statements)


@transaction.atomic
def register_site(*, actor: Actor, name: str, place: str, address: str = "") -> SiteInfo:
    """Register a spot with an address. Raises `Missing` for an unknown place, `Invalid` without a name."""
    if not permissions.may_register_site(actor):
        raise Refused(msgid("You may not register sites."))
    if not name.strip():
        raise Invalid(msgid("A site needs a name."))
    queries.place(place)
    row = models.Site.objects.create(name=name.strip(), place=place, address=address.strip())
    audit.log(
        actor=actor,
        act="places.site_registered",
        object_kind="site",
        object_uuid=row.uuid,
        details={"place": place},
    )
    return queries.site(row.uuid)


def _check_may_load(actor: Actor) -> None:
    if not permissions.may_load_places(actor):
        raise Refused(
            msgid("You may not load lists of places."),
            remedy=msgid("Ask an administrator of the association."),
        )


def _check_known(codes: set[str]) -> None:
    unknown = sorted(codes - set(queries.places(codes)))
    if unknown:
        raise Invalid(
            msgid("The list names places that are not loaded: %(codes)s."),
            remedy=msgid("Load the divisions first."),
            codes=", ".join(unknown[:10]),
        )


def _merge_divisions(
    actor: Actor, rows: Sequence[DivisionRow], source: str, act: str
) -> LoadOutcome:
    values = [(*v, source) for v in _values(rows, _DIVISION[:-1])]
    key = ("code", "valid_from")
    merge = loading.compare(models.Division, _DIVISION, key, values)
    _check_days(merge)
    return _write(actor, models.Division, _DIVISION, key, merge, act)


def _check_days(merge: loading.Merge) -> None:
    """Refuse a list by which a code has two rows on one day, with the rows that stand already."""
    code, start, end = (_DIVISION.index(n) for n in ("code", "valid_from", "valid_to"))
    fresh = [*merge.created, *merge.changed]
    spans = {(r[code], r[start]): rules.Span(r[code], r[start], r[end], "") for r in fresh}
    standing = models.Division.objects.values_list("code", "valid_from", "valid_to")
    touched = {r[code] for r in fresh}
    for row in standing if fresh else ():
        if row[0] in touched:
            spans.setdefault((row[0], row[1]), rules.Span(*row, ""))
    twice = rules.overlapping(list(spans.values()))
    if twice:
        raise Invalid(
            msgid("By this list these codes stand twice on one day: %(codes)s."),
            remedy=msgid("Give the former row its last day before the new one begins."),
            codes=", ".join(sorted(twice)[:10]),
        )


def _merge(
    actor: Actor,
    model: type[orm.Model],
    columns: Sequence[str],
    key: Sequence[str],
    values: Sequence[tuple[Any, ...]],
    act: str,
) -> LoadOutcome:
    merge = loading.compare(model, columns, key, values)
    return _write(actor, model, columns, key, merge, act)


def _write(
    actor: Actor,
    model: type[orm.Model],
    columns: Sequence[str],
    key: Sequence[str],
    merge: loading.Merge,
    act: str,
) -> LoadOutcome:
    loading.apply(model, columns, key, merge)
    outcome = LoadOutcome(len(merge.created), len(merge.changed), merge.unchanged)
    if outcome.created or outcome.changed:
        details = {"created": outcome.created, "changed": outcome.changed}
        audit.log(actor=actor, act=act, object_kind=model._meta.db_table, details=details)
    return outcome


def _values(rows: Iterable[Any], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in columns) for row in rows]


def _community(code: str, name: str, parent: models.Division) -> DivisionRow:
    return DivisionRow(
        code=code,
        level=Level.COMMUNITY,
        name=name,
        name_en="",
        sort_key=sort_key(name),
        initials=initials(name),
        parent_code=parent.code,
        province_code=parent.province_code,
        prefecture_code=parent.prefecture_code,
        county_code=parent.county_code,
        longitude=None,
        latitude=None,
        valid_from=parent.valid_from,
        valid_to=None,
        successor_code="",
    )


def _division_row(row: models.Division) -> DivisionRow:
    values = {name: getattr(row, name) for name in _DIVISION[:-1]}
    return DivisionRow(**{**values, "level": Level(row.level)})


def _zone_row(row: models.Zone) -> ZoneRow:
    return ZoneRow(**{name: getattr(row, name) for name in _ZONE})


def _region_row(row: models.StatisticalRegion) -> RegionRow:
    return RegionRow(**{name: getattr(row, name) for name in _REGION})
