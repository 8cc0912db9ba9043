"""Registration of the access room."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "concentric.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.access import demo, permissions, queries, services
        from concentric.desk import api as desk
        from concentric.desk.types import (
            DemoLoader,
            MenuGroup,
            MenuItem,
            Panel,
            PanelPlace,
            PersonData,
        )

        desk.register(DemoLoader(code="people", order=25, label="People", load=demo.load))
        desk.register(
            MenuItem(
                code="appointments",
                label=_("Appointments"),
                url_name="access:appointments",
                group=MenuGroup.DIRECTORY,
                order=40,
                icon="user-cog",
                may_see=permissions.may_see_appointments,
            )
        )
        desk.register(
            PersonData(
                room="access",
                tables=("access_user", "access_appointment"),
                export=queries.person_export,
                erase=services.erase_person,
            )
        )
        desk.register(
            Panel(
                code="people",
                place=PanelPlace.ORGANISATION,
                title=_("People"),
                template="access/panel.html",
                order=20,
                context=queries.panel,
            )
        )
