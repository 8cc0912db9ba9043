"""Registration of the programmes room."""

from __future__ import annotations

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "concentric.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk import api as desk
        from concentric.desk.types import DemoLoader, MenuGroup, MenuItem, PersonData, TraceResolver
        from concentric.programmes import demo, emits, permissions, queries, services

        desk.register(DemoLoader(code="programmes", order=30, label="Programmes", load=demo.load))

        for code, label, order, icon, may_see in (
            ("programmes", _("Accords"), 10, "handshake", permissions.may_see_programmes),
            ("pairings", _("Pairings"), 20, "link", permissions.may_see_programmes),
            ("cover", _("Overlaps and gaps"), 30, "map", permissions.may_see_all_answers),
        ):
            desk.register(
                MenuItem(
                    code=code,
                    label=label,
                    url_name=f"programmes:{code}",
                    group=MenuGroup.PROGRAMMES,
                    order=order,
                    icon=icon,
                    may_see=may_see,
                )
            )
        desk.register(TraceResolver(room=emits.ROOM, resolve=queries.trace_targets))
        desk.register(
            PersonData(
                room=emits.ROOM,
                tables=("programmes_invitation", "programmes_pairing"),
                export=queries.person_export,
                erase=services.erase_person,
            )
        )
