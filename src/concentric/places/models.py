"""Tables of places: divisions, functional zones, statistical regions, tags, sites."""

from __future__ import annotations

from django.db import models

from concentric.kernel.api import uuid7
from concentric.places.types import Level, RegionKind, SourceStatus, Tag


def _is_one_of(name: str, column: str, values: type) -> models.CheckConstraint:
    known = [str(value) for value in values]  # type: ignore[attr-defined]  # a StrEnum class iterates
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{column}__in": known}))


def _span_is_ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
    )


class Division(models.Model):
    """An administrative division from one day to another, both inclusive.

    It has no uuid: its code is its name outside, and one code may have several rows over time (a renamed county).
    Invariants: one open row per code; rows of one code do not overlap (the loader checks); the ancestor
    columns repeat the chain of parents, so that "including places within" is one indexed condition.
    Rows come from a list with a source; written by `places.services.load_divisions` and `load_communities`.
    """

    code = models.TextField()
    level = models.TextField()
    name = models.TextField()
    name_en = models.TextField(blank=True)
    sort_key = models.TextField()
    initials = models.TextField(blank=True)
    parent_code = models.TextField(blank=True)
    province_code = models.TextField(blank=True)
    prefecture_code = models.TextField(blank=True)
    county_code = models.TextField(blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor_code = models.TextField(blank=True)
    source = models.TextField()

    class Meta:
        db_table = "places_division"
        constraints = (
            _is_one_of("places_division_level", "level", Level),
            _span_is_ordered("places_division_dates"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="places_division_start"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(valid_to__isnull=True),
                name="places_division_one_open",
            ),
        )
        indexes = (
            models.Index(fields=["parent_code", "code"], name="places_division_children"),
            models.Index(fields=["province_code", "level"], name="places_division_province"),
            models.Index(fields=["prefecture_code"], name="places_division_prefecture"),
            models.Index(fields=["county_code"], name="places_division_county"),
            models.Index(fields=["level", "sort_key"], name="places_division_sorted"),
        )

    def __str__(self) -> str:
        return self.code


class Zone(models.Model):
    """A functional zone: runs its own affairs, is no division, has codes of its own space.

    Invariants: `parent_code` is the division it lies in, `counts_as` the division under which its figures are
    counted. Written by `places.services.load_zones`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    sort_key = models.TextField()
    initials = models.TextField(blank=True)
    parent_code = models.TextField()
    counts_as = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    status = models.TextField(default=SourceStatus.UNVERIFIED)

    class Meta:
        db_table = "places_zone"
        constraints = (
            _span_is_ordered("places_zone_dates"),
            _is_one_of("places_zone_status", "status", SourceStatus),
        )
        indexes = (models.Index(fields=["parent_code"], name="places_zone_within"),)

    def __str__(self) -> str:
        return self.code


class StatisticalRegion(models.Model):
    """A region some statistics count by: a province (without its planned city) or a planned city.

    Invariants: `division_code` is the division it speaks of; `list_code` names the list whose regions together cover
    everything once. Written by `places.services.load_regions`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    list_code = models.TextField()
    kind = models.TextField()
    division_code = models.TextField()
    name = models.TextField()
    name_en = models.TextField()
    sort_key = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "places_region"
        constraints = (
            _is_one_of("places_region_kind", "kind", RegionKind),
            _span_is_ordered("places_region_dates"),
            models.UniqueConstraint(
                fields=["list_code", "division_code"], name="places_region_once"
            ),
        )

    def __str__(self) -> str:
        return self.code


class PlaceTag(models.Model):
    """A county stands in a named list (border county, former deeply poor county …) from one day to another.

    Invariants: every row names its source and whether anybody compared it (`status`). The counted truth is the
    dimension stated in `facts` by `places.services.state_places`. Written by `places.services.load_tags`.
    """

    tag = models.TextField()
    division_code = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    status = models.TextField(default=SourceStatus.UNVERIFIED)

    class Meta:
        db_table = "places_tag"
        constraints = (
            _is_one_of("places_tag_tag", "tag", Tag),
            _is_one_of("places_tag_status", "status", SourceStatus),
            _span_is_ordered("places_tag_dates"),
            models.UniqueConstraint(
                fields=["tag", "division_code", "valid_from"], name="places_tag_once"
            ),
        )
        indexes = (models.Index(fields=["division_code"], name="places_tag_of"),)

    def __str__(self) -> str:
        return f"{self.tag} {self.division_code}"


class Site(models.Model):
    """A spot with an address: a school, an outlet, a warehouse. `place` is a code, kept as stated.

    Written by `places.services.register_site`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.TextField()
    place = models.TextField()
    address = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "places_site"
        indexes = (models.Index(fields=["place"], name="places_site_in"),)

    def __str__(self) -> str:
        return str(self.uuid)
