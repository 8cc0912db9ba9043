"""Registration of the access room."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "concentric.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
