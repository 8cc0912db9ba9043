"""What the shell needs on every page: the menu this actor may see, the theme, the language switch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from concentric.desk import labels, registry
from concentric.desk.types import MenuGroup, MenuItem
from concentric.kernel.types import Actor

BOTTOM_BAR_HOLDS = 4


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the base templates: `actor`, `menu` (groups of items), `bottom_bar`, `theme`."""
    actor: Actor = getattr(request, "actor", Actor.anonymous())
    items = [item for item in registry.registered(MenuItem) if item.may_see(actor)]
    match = getattr(request, "resolver_match", None)
    return {
        "actor": actor,
        "menu": [
            {"label": labels.MENU_GROUPS[group], "items": [i for i in items if i.group is group]}
            for group in MenuGroup
            if any(i.group is group for i in items)
        ],
        "bottom_bar": _bottom_bar(items),
        "current_url_name": match.view_name if match else "",
        "sample_data": settings.CONCENTRIC_SAMPLE,
        "theme": request.COOKIES.get("theme", "system"),
    }


def _bottom_bar(items: Sequence[MenuItem]) -> list[MenuItem]:
    """What a thumb reaches: items made for the phone, then the menu from its top until the bar is full."""
    on_phone = [item for item in items if item.on_phone]
    others = [
        item for group in MenuGroup for item in items if item.group is group and not item.on_phone
    ]
    return [*on_phone, *others][:BOTTOM_BAR_HOLDS]
