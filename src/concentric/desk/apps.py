"""Registration of the desk."""

from __future__ import annotations

import shutil

from django.apps import AppConfig

PRINTED_FACE = "NotoSansSC_400Regular.ttf"


class DeskConfig(AppConfig):
    name = "concentric.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from concentric.desk import (  # apps must be loaded first
            charts,
            queries,
            registry,
            services,
            types,
        )
        from concentric.evidence import api as evidence

        def front_end() -> types.Health:
            if not charts.PROGRAM.is_file():
                return types.Health(False, "The front end is not built.", "Run `make frontend`.")
            if not (charts.PROGRAM.parent / "fonts" / PRINTED_FACE).is_file():
                return types.Health(
                    False, "The fonts of printed files are missing.", "Run `make frontend`."
                )
            if shutil.which("node") is None:
                return types.Health(
                    False, "Node was not found; charts in PDF need it.", "apt-get install nodejs"
                )
            return types.Health(True, "The front end is built and Node is present.")

        registry.register(types.HealthCheck(code="front_end", run=front_end))
        registry.register(
            types.PersonData(
                room="desk",
                tables=("desk_draft", "desk_job", "desk_saved_view"),
                export=queries.person_export,
                erase=services.erase_person,
            )
        )
        registry.register(
            types.PersonData(
                room="evidence",
                tables=("evidence_upload", "evidence_attachment"),
                export=evidence.person_export,
                erase=evidence.erase_person,
            )
        )
