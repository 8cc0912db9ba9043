"""Words for levels, tags and statuses of places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.places.types import Level, RegionKind, SourceStatus, Tag

LEVELS = {
    Level.PROVINCE: _("Province"),
    Level.PREFECTURE: _("Prefecture"),
    Level.COUNTY: _("County"),
    Level.SUBDISTRICT: _("Sub-district"),
    Level.COMMUNITY: _("Community"),
}
TAGS = {
    Tag.THREE_REGIONS_THREE_PREFECTURES: _("Three regions and three prefectures"),
    Tag.FORMER_DEEPLY_POOR: _("Former deeply poor county"),
    Tag.BORDER: _("Border county"),
    Tag.OLD_REVOLUTIONARY_BASE: _("Old revolutionary base"),
    Tag.ETHNIC_MINORITY: _("Ethnic minority county"),
}
REGION_KINDS = {
    RegionKind.PROVINCE: _("Province"),
    RegionKind.PLANNED_CITY: _("Separately planned city"),
}
STATUSES = {
    SourceStatus.VERIFIED: _("Compared with the source"),
    SourceStatus.UNVERIFIED: _("Not compared with the source"),
}
