"""What the pages of places ask: rows of the lists with the names they speak of, and a place through time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from concentric.kernel.api import shanghai_day
from concentric.places import models
from concentric.places.queries import divisions
from concentric.places.types import PlaceDay, SiteInfo


def today() -> date:
    """The calendar day in Shanghai."""
    return shanghai_day(timezone.now())


def reads_chinese() -> bool:
    """Whether the reader reads names in Chinese."""
    return (get_language() or "zh").startswith("zh")


def zone_rows() -> QuerySet[models.Zone]:
    """Functional zones with the names of the divisions they lie in and count as."""
    rows = models.Zone.objects.annotate(parent_name=_name_of("parent_code"))
    return rows.annotate(counted_name=_name_of("counts_as"))


def region_rows() -> QuerySet[models.StatisticalRegion]:
    """Statistical regions with the name of the division they speak of."""
    return models.StatisticalRegion.objects.annotate(division_name=_name_of("division_code"))


def tag_rows() -> QuerySet[models.PlaceTag]:
    """Counties in lists, with their names."""
    return models.PlaceTag.objects.annotate(place_name=_name_of("division_code"))


def site_rows() -> QuerySet[models.Site]:
    """Sites with the name of the division they lie in."""
    return models.Site.objects.annotate(place_name=_name_of("place"))


def sites_in(code: str) -> tuple[SiteInfo, ...]:
    """The sites of a place and of all places within it, by name."""
    if not code:
        return ()
    within = divisions.expand(code, including=True)
    rows = models.Site.objects.filter(place__in=within).order_by("name", "id")
    return tuple(SiteInfo(row.uuid, row.name, row.place, row.address) for row in rows[:200])


def place_day(code: str, on: date | None) -> PlaceDay:
    """A place through time: as it stood on a day (today without one), its names, what came before and after.

    Raises `Missing`.
    """
    newest = divisions.place(code, on)
    stood = divisions.resolve(code, on) if on is not None else newest
    before = models.Division.objects.filter(successor_code=code).exclude(code=code)
    following = newest.successor or ""
    return PlaceDay(
        code=code,
        on=on or today(),
        place=stood,
        names=divisions.names_of(code),
        successor=divisions.places([following]).get(following),
        predecessors=tuple(
            divisions.division_place(row) for row in before.order_by("valid_to", "code")
        ),
    )


def _name_of(column: str) -> Subquery:
    """The newest name of the division that a column names, in the reader's language where it has one."""
    newest: Any = models.Division.objects.filter(code=OuterRef(column)).order_by("-valid_from")
    return Subquery(newest.values("name" if reads_chinese() else "name_en")[:1])
