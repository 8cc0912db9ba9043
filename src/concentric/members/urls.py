"""Addresses of members."""

from __future__ import annotations

from django.urls import path

from concentric.members import views

app_name = "members"
urlpatterns = [
    path("", views.members, name="members"),
    path("admit/", views.admit, name="admit"),
    path("import/", views.import_list, name="import"),
    path("import/template/", views.import_template, name="import_template"),
    path("populations/", views.populations, name="populations"),
    path("populations/define/", views.define, name="define"),
    path("populations/<str:code>/", views.population, name="population"),
    path("<str:code>/", views.member, name="member"),
    path("<str:code>/end/", views.end, name="end"),
    path("<str:code>/merge/", views.merge, name="merge"),
    path("<str:code>/separate/", views.separate, name="separate"),
    path("<str:code>/rename/", views.rename, name="rename"),
    path("<str:code>/classify/", views.classify, name="classify"),
]
