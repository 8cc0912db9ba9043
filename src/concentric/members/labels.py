"""The words for kinds and acts of membership."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concentric.members.types import ActKind, Attribute, MemberBoundary, MembershipKind

MEMBERSHIP_KINDS = {
    MembershipKind.FULL: _("Full member"),
    MembershipKind.SPECIAL: _("Special member"),
    MembershipKind.OBSERVER: _("Observer"),
}

MEMBERSHIP_STATES = {
    "current": _("Member"),
    "former": _("Former member"),
    "future": _("Admitted for a later day"),
}

STATE_TONES = {"current": "good", "former": "quiet", "future": "attention"}

ACT_KINDS = {
    ActKind.ADMITTED: _("Admitted"),
    ActKind.ENDED: _("Membership ended"),
    ActKind.MERGED: _("Merged"),
    ActKind.RENAMED: _("Renamed"),
    ActKind.SEPARATED: _("Separated again"),
}

BOUNDARIES = {
    MemberBoundary.SOLO: _("Alone"),
    MemberBoundary.CONSOLIDATED: pgettext_lazy("boundary", "Consolidated"),
}

ATTRIBUTES = {Attribute.FIRM_KIND: _("Class of firm"), Attribute.GROUP: _("Group")}

OWN_REASONS = {"Imported from a list": _("Imported from a list")}
"""What the product itself states as a reason; reasons of people are their own words."""
