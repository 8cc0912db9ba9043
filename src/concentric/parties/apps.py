"""Registration of the parties room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "concentric.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk import api as desk
        from concentric.desk.types import MenuGroup, MenuItem, PersonData
        from concentric.parties import permissions, queries, services

        def erase(actor: Any, person: UUID) -> int:
            return services.erase_person(actor=actor, uuid=person)

        desk.register(
            MenuItem(
                code="organisations",
                label=_("Organisations"),
                url_name="parties:organisations",
                group=MenuGroup.DIRECTORY,
                order=15,
                icon="building-2",
                may_see=permissions.may_see_organisations,
            )
        )
        desk.register(
            PersonData(
                room="parties",
                tables=("parties_person", "parties_organisation_act"),
                export=queries.person_export,
                erase=erase,
            )
        )
