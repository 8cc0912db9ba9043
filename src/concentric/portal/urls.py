"""All addresses of the site, room by room."""

from __future__ import annotations

from django.urls import include, path

from concentric.portal import views

portal_urls = (
    [
        path("", views.home, name="home"),
        path("healthz", views.healthz, name="healthz"),
    ],
    "portal",
)

urlpatterns = [
    path("", include(portal_urls)),
    path("desk/", include("concentric.desk.urls")),
    path("accounts/", include("allauth.urls")),
    path("accounts/", include("concentric.access.urls")),
    path("places/", include("concentric.places.urls")),
    path("organisations/", include("concentric.parties.urls")),
    path("members/", include("concentric.members.urls")),
    path("programmes/", include("concentric.programmes.urls")),
    path("statistics/", include("concentric.indicators.urls")),
    path("publications/", include("concentric.publications.urls")),
]
