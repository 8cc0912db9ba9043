"""All addresses of the site, room by room."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from concentric.portal import views

app_name = "portal"
portal_urls = (
    [
        path("", views.home, name="home"),
        path("healthz", views.healthz, name="healthz"),
    ],
    app_name,
)

ROOMS = {
    "desk/": "concentric.desk.urls",
    "account/": "concentric.access.urls",
    "places/": "concentric.places.urls",
    "organisations/": "concentric.parties.urls",
    "members/": "concentric.members.urls",
    "programmes/": "concentric.programmes.urls",
    "statistics/": "concentric.indicators.urls",
    "publications/": "concentric.publications.urls",
}

urlpatterns = [
    path("", include(portal_urls)),
    path("accounts/", include("allauth.urls")),
    *(path(prefix, include(urls)) for prefix, urls in ROOMS.items() if find_spec(urls)),
]
