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
    path("<str:code>/parts/enter/", views.enter_part, name="enter_part"),
    path("<str:code>/codes/", views.codes, name="codes"),
    path("<str:code>/rename/", views.rename, name="rename"),
    path("<str:code>/move/", views.move, name="move"),
    path("<str:code>/close/", views.close, name="close"),
    path("<str:code>/contacts/", views.contacts, name="contacts"),
    path("<str:code>/contacts/<uuid:uuid>/remove/", views.remove_contact, name="remove_contact"),
]
