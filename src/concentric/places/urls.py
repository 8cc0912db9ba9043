"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from concentric.places import views

app_name = "places"
urlpatterns = [
    path("", views.divisions, name="places"),
    path("<str:code>/", views.place, name="place"),
]
