"""Registration of `__room__`."""

from __future__ import annotations

from django.apps import AppConfig


class __Room__Config(AppConfig):
    name = "concentric.__room__"
    label = "__room__"
    default_auto_field = "django.db.models.BigAutoField"
