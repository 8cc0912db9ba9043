"""Addresses of the indicators and the returns."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from concentric.indicators.compute import views

RETURNS = "concentric.indicators.returns.urls"

app_name = "indicators"
urlpatterns = [
    path("", views.matrix, name="matrix"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("firm/", views.my_firm, name="my_firm"),
    path("firms/<str:code>/", views.firm, name="firm"),
    path("counties/<str:code>/", views.county, name="county"),
    path("values/<uuid:uuid>/", views.trace, name="trace"),
    path("facts/<uuid:uuid>/", views.fact, name="fact"),
    *([path("returns/", include(RETURNS))] if find_spec(RETURNS) else []),
]
