"""Addresses of programmes."""

from __future__ import annotations

from django.urls import path

from concentric.programmes.views import accords, pairings, programmes

app_name = "programmes"
urlpatterns = [
    path("", programmes.programmes, name="programmes"),
    path("new/", programmes.found, name="found"),
    path("accords/<uuid:uuid>/", accords.accord, name="accord"),
    path("accords/<uuid:uuid>/countersign/", accords.countersign, name="countersign"),
    path("accords/<uuid:uuid>/invite/", accords.invite, name="invite"),
    path("accords/<uuid:uuid>/silent/", accords.mark_silent, name="mark_silent"),
    path("accords/<uuid:uuid>/import/", accords.import_signatures, name="import"),
    path("accords/import/template/", accords.import_template, name="import_template"),
    path("invitations/<uuid:uuid>/", accords.invitation, name="invitation"),
    path("invitations/<uuid:uuid>/sign/", accords.sign, name="sign"),
    path("invitations/<uuid:uuid>/paper/", accords.enter_signature, name="enter_signature"),
    path("invitations/<uuid:uuid>/decline/", accords.decline, name="decline"),
    path("invitations/<uuid:uuid>/void/", accords.void_signature, name="void_signature"),
    path("pairings/", pairings.pairings, name="pairings"),
    path("pairings/new/", pairings.propose, name="propose"),
    path("pairings/cover/", pairings.cover, name="cover"),
    path("pairings/<uuid:uuid>/", pairings.pairing, name="pairing"),
    path("pairings/<uuid:uuid>/answer/", pairings.answer, name="answer"),
    path("pairings/<uuid:uuid>/end/", pairings.end, name="end"),
    path("pairings/<uuid:uuid>/contacts/", pairings.contacts, name="contacts"),
    path("<str:code>/", programmes.programme, name="programme"),
    path("<str:code>/publish/", programmes.publish, name="publish"),
    path("<str:code>/targets/", programmes.targets, name="targets"),
]
