"""Addresses of `__room__`."""

from __future__ import annotations

from concentric.__room__ import views
from django.urls import path

app_name = "__room__"
urlpatterns = [path("", views.entries, name="entries")]
