"""Start of the room: its book is registered, and the web role's grants follow every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


def _grant(sender: AppConfig, using: str, **_: Any) -> None:
    """Give the web role its rights on the books again: other grants may have been made in between."""
    from django.db import connections

    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('audit_grant(text)') IS NOT NULL")
        if cursor.fetchone()[0]:
            role = getattr(settings, "CONCENTRIC_WEB_ROLE", "concentric_web")
            cursor.execute("SELECT audit_grant(%s)", [role])


class AuditConfig(AppConfig):
    name = "concentric.audit"
    label = "audit"

    def ready(self) -> None:
        from concentric.audit import sealing

        sealing.register_book(sealing.ENTRIES)
        post_migrate.connect(_grant, sender=self)
