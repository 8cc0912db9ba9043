"""Pages of places: the lists, one place with what rooms above know of it, and sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concentric.desk import api as desk
from concentric.desk.types import ListSpec, Panel, PanelPlace
from concentric.kernel.api import Actor, ConcentricError
from concentric.places import forms, labels, lists, models, permissions, queries, services
from concentric.places.types import Level, Place

LISTS: Final = (
    (
        "places",
        "places",
        _("Divisions"),
        _("Divisions by name, pinyin, initials or code, also those that were merged or renamed."),
    ),
    (
        "zones",
        "zones",
        _("Functional zones"),
        _("Zones that run their own affairs and are no division; each counts as one."),
    ),
    (
        "regions",
        "regions",
        _("Statistical regions"),
        _("Provinces without their separately planned city, and these cities beside them."),
    ),
    (
        "tags",
        "county-lists",
        _("County lists"),
        _("Which county stands in which list, from when to when, by which source."),
    ),
    (
        "sites",
        "sites",
        _("Sites"),
        _("A site is a spot with an address: a school, an outlet, a warehouse."),
    ),
)
"""The lists of this room: name of the address, code of the list, title, lead."""


@desk.view(permissions.may_see_places)
def divisions(request: HttpRequest) -> HttpResponse:
    """All divisions, with search by name, pinyin, initials and code."""
    upper = [str(Level.PROVINCE), str(Level.PREFECTURE)]
    named = models.Division.objects.filter(level__in=upper, valid_to=None)
    column = "name" if queries.reads_chinese() else "name_en"
    spec = lists.divisions(dict(named.values_list("code", column)))
    return _list(request, spec, models.Division.objects.all())


@desk.view(permissions.may_see_places)
def zones(request: HttpRequest) -> HttpResponse:
    """Functional zones with the division they lie in and the one they count as."""
    return _list(request, lists.zones(), queries.zone_rows())


@desk.view(permissions.may_see_places)
def regions(request: HttpRequest) -> HttpResponse:
    """Statistical regions: provinces and separately planned cities."""
    return _list(request, lists.regions(), queries.region_rows())


@desk.view(permissions.may_see_places)
def tags(request: HttpRequest) -> HttpResponse:
    """Lists of counties, each entry with its source and dates."""
    return _list(request, lists.tags(), queries.tag_rows())


@desk.view(permissions.may_see_places)
def sites(request: HttpRequest) -> HttpResponse:
    """Spots with an address."""
    return _list(request, lists.sites(), queries.site_rows())


@desk.view(permissions.may_register_site, methods=("GET", "POST"))
def register_site(request: HttpRequest) -> HttpResponse:
    """Register a site; the page of a place proposes itself."""
    form = forms.SiteForm(request.POST or None, initial={"place": request.GET.get("place", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_site(actor=_actor(request), **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, " ".join(part for part in desk.said(error).values() if part))
        else:
            return redirect("places:place", code=made.place)
    status = 422 if form.errors else 200
    return render(request, "places/register_site.html", {"form": form}, status=status)


@desk.view(permissions.may_see_places)
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: where it lies, what lies in it, its names through time, the lists it stands in, other rooms' panels.

    With a day (parameter `on`) it is shown as it stood then.
    """
    language, actor = get_language() or "zh", _actor(request)
    on = _day(request.GET.get("on", ""))
    stood = queries.place_day(code, on)
    found = queries.place(code, on)
    region = queries.region_of(code)
    context: dict[str, Any] = {
        "place": found,
        "title": found.title(language),
        "other_name": found.name_en if language.startswith("zh") else found.name,
        "level": labels.LEVELS.get(found.level) if found.level else "",
        "above": _named(queries.ancestors(code, on)),
        "region": (region.code, region.title(language)) if region else None,
        "successor": _named([stood.successor])[0] if stood.successor else None,
        "predecessors": [(p, p.title(language)) for p in stood.predecessors],
        "names": [(p, p.title(language)) for p in stood.names],
        "on": on,
        "stood": _named([stood.place])[0] if stood.is_followed else None,
        "counts_as": _named(queries.places([found.counts_as or ""]).values()),
        "children": [(p, p.title(language)) for p in queries.children(code, on)],
        "tags": [(labels.TAGS[t.tag], t, labels.STATUSES[t.status]) for t in queries.tags_of(code)],
        "sites": queries.sites_in(code),
        "may_register_site": permissions.may_register_site(actor),
        "panels": _panels(actor, code),
    }
    return render(request, "places/place.html", context)


def _list(request: HttpRequest, spec: ListSpec, rows: QuerySet[Any]) -> HttpResponse:
    """One of the lists of this room, under the tabs that lead from one to the others."""
    tabs = [
        {"label": label, "href": reverse(f"places:{name}"), "current": spec.code == code}
        for name, code, label, _lead in LISTS
    ]
    lead = next(lead for _name, code, _label, lead in LISTS if code == spec.code)
    may_register = spec.code == "sites" and permissions.may_register_site(_actor(request))
    context = {"tabs": tabs, "lead": lead, "may_register_site": may_register}
    return desk.list_response(request, spec, rows, template="places/places.html", context=context)


def _named(places: Iterable[Place]) -> list[tuple[str, str]]:
    return [(p.code, p.title(get_language() or "zh")) for p in places]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


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
