"""The home of whoever is signed in, the door for everybody else, and whether the site is well."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from concentric.desk.api import public_view, registered
from concentric.desk.types import HealthCheck, Panel, PanelPlace
from concentric.kernel.api import shanghai_day
from concentric.kernel.types import Actor
from concentric.portal.queries import books, homes, publications


@public_view()
def home(request: HttpRequest) -> HttpResponse:
    """The day of whoever is signed in; for everybody else what is published."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access's middleware
    own: dict[str, object] = {"panels": panels(actor, PanelPlace.HOME, "")}
    if actor.person is None:
        context = {
            **own,
            "books": books.newest_seals(),
            "issued": publications.issued(),
            "headline": publications.headline(),
        }
        return render(request, "portal/welcome.html", context)
    today = shanghai_day(timezone.now())
    context = {**own, "home": homes.home(actor, today), "today": today}
    return render(request, "portal/home.html", context)


def panels(actor: Actor, place: PanelPlace, code: str) -> list[dict[str, object]]:
    """The panels of a page that have something to show to this actor, in order."""
    found = []
    for panel in registered(Panel):
        if panel.place is not place:
            continue
        context = panel.context(actor, code)
        if context is not None:
            found.append({"panel": panel, "context": context})
    return found


@public_view()
def healthz(_request: HttpRequest) -> JsonResponse:
    """Whether every part that registered a check is well; 503 if one is not."""
    checks = {check.code: check.run() for check in registered(HealthCheck)}
    well = all(health.ok for health in checks.values())
    body = {"ok": well, "checks": {code: health.ok for code, health in checks.items()}}
    return JsonResponse(body, status=200 if well else 503)
