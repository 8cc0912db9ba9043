"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from concentric.places import views

app_name = "places"
urlpatterns = [
    path("", views.divisions, name="places"),
    path("zones/", views.zones, name="zones"),
    path("regions/", views.regions, name="regions"),
    path("county-lists/", views.tags, name="tags"),
    path("sites/", views.sites, name="sites"),
    path("sites/new/", views.register_site, name="register_site"),
    path("<str:code>/", views.place, name="place"),
]
