"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from concentric.desk import views

app_name = "desk"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("jobs/<uuid:uuid>/", views.job_page, name="job"),
    path("jobs/<uuid:uuid>/cancel/", views.job_cancel, name="job_cancel"),
    path("files/<str:sha256>/", views.file, name="file"),
    path("preference/", views.set_preference, name="preference"),
]
