"""Addresses of organisations."""

from __future__ import annotations

from django.urls import path

from concentric.parties import views

app_name = "parties"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("enter/", views.enter, name="enter"),
    path("import/", views.import_list, name="import"),
    path("import/template/", views.import_template, name="import_template"),
    path("<str:code>/", views.organisation, name="organisation"),
    path("<str:code>/rename/", views.rename, name="rename"),
]
