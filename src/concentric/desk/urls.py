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
    path("views/<slug:list_code>/", views.save_view, name="save_view"),
    path("views/<uuid:uuid>/forget/", views.forget_view, name="forget_view"),
    path("drafts/", views.draft, name="draft"),
    path("preference/", views.set_preference, name="preference"),
]
