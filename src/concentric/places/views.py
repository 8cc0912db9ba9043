"""Pages of places: the list of divisions, and one place with what rooms above know of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from concentric.desk import api as desk
from concentric.desk.types import Panel, PanelPlace
from concentric.kernel.api import Actor
from concentric.places import labels, lists, models, permissions, queries
from concentric.places.types import Level


@desk.view(permissions.may_see_places)
def divisions(request: HttpRequest) -> HttpResponse:
    """All divisions, with search by name, pinyin, initials and code."""
    upper = [str(Level.PROVINCE), str(Level.PREFECTURE)]
    named = models.Division.objects.filter(level__in=upper, valid_to=None)
    column = "name" if _language().startswith("zh") else "name_en"
    return desk.list_response(
        request,
        lists.divisions(dict(named.values_list("code", column))),
        models.Division.objects.all(),
        template="places/places.html",
    )


@desk.view(permissions.may_see_places)
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: where it lies, what lies in it, the lists it stands in, and the panels of other rooms."""
    language, found = _language(), queries.place(code)
    above = queries.ancestors(code)
    region = queries.region_of(code)
    context: dict[str, Any] = {
        "place": found,
        "title": found.title(language),
        "other_name": found.name_en if language.startswith("zh") else found.name,
        "level": labels.LEVELS.get(found.level) if found.level else "",
        "above": [(p.code, p.title(language)) for p in above],
        "region": region.title(language) if region else "",
        "successor": queries.places([found.successor or ""]).get(found.successor or ""),
        "counts_as": queries.places([found.counts_as or ""]).get(found.counts_as or ""),
        "children": [(p.code, p.title(language), p.valid_to) for p in queries.children(code)],
        "tags": [(labels.TAGS[t.tag], t, labels.STATUSES[t.status]) for t in queries.tags_of(code)],
        "panels": _panels(_actor(request), code),
    }
    return render(request, "places/place.html", context)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


def _language() -> str:
    return get_language() or "zh"


def _panels(actor: Actor, code: str) -> list[dict[str, Any]]:
    """What other rooms show about a place to this actor, in their order."""
    found = []
    for panel in sorted(desk.registered(Panel), key=lambda p: p.order):
        if panel.place is not PanelPlace.PLACE:
            continue
        context = panel.context(actor, code)
        if context is not None:
            found.append({"panel": panel, "context": context})
    return found
