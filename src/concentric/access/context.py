"""What the header shows of the acting-for switch."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from concentric.access import labels
from concentric.access.rules import Capacity


def acting(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `acting_for_label`, `role_label`, `appointments`, `switch_url` of the desk's header."""
    offered: tuple[Capacity, ...] = getattr(request, "capacities", ())
    actor = getattr(request, "actor", None)
    if not offered or actor is None:
        return {}
    now = next((c for c in offered if c.appointment == actor.appointment), offered[0])
    return {
        "acting_for_label": now.organisation_name,
        "role_label": _roles(now),
        "appointments": [
            {
                "label": c.organisation_name,
                "role": _roles(c),
                "value": str(c.appointment),
                "current": c == now,
            }
            for c in offered
            if len(offered) > 1
        ],
        "switch_url": reverse("access:act_as"),
    }


def _roles(capacity: Capacity) -> str:
    words = ", ".join(sorted(str(labels.ROLES[role]) for role in capacity.roles))
    if not capacity.deputy_for:
        return words
    return _("%(roles)s, deputy for %(name)s") % {"roles": words, "name": capacity.deputy_for}
