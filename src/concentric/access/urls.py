"""Addresses of access, beside those of allauth."""

from __future__ import annotations

from django.urls import path

from concentric.access import views

app_name = "access"
urlpatterns = [
    path("act-as/", views.act_as, name="act_as"),
    path("people/<str:code>/", views.people, name="people"),
    path("appointments/", views.appointments, name="appointments"),
    path("appointments/new/", views.appoint, name="appoint"),
    path("appointments/<uuid:uuid>/", views.appointment, name="appointment"),
    path("appointments/<uuid:uuid>/end/", views.end, name="end"),
    path("appointments/<uuid:uuid>/deputise/", views.deputise, name="deputise"),
]
