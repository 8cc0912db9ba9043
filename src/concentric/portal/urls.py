"""All addresses of the site, room by room."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from concentric.portal.views import assurance, homes

app_name = "portal"
portal_urls = (
    [
        path("", homes.home, name="home"),
        path("healthz", homes.healthz, name="healthz"),
        path("assurance/log/", assurance.log_list, name="log"),
        path("assurance/verification/", assurance.verification, name="verification"),
        path("assurance/seals/<slug:book>/", assurance.anchor, name="anchor"),
        path("assurance/health/", assurance.health, name="health"),
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
