"""Registration of the places room."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "concentric.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk import api as desk
        from concentric.desk.types import DemoLoader, Health, HealthCheck, MenuGroup, MenuItem
        from concentric.places import demo, models, permissions

        desk.register(DemoLoader(code="places", order=10, label="Places", load=demo.load))

        def divisions_present() -> Health:
            if models.Division.objects.exists():
                return Health(True, "Divisions are loaded.")
            return Health(False, "No divisions are loaded.", "concentric import places")

        desk.register(
            MenuItem(
                code="places",
                label=_("Places"),
                url_name="places:places",
                group=MenuGroup.DIRECTORY,
                order=30,
                icon="map-pin",
                may_see=permissions.may_see_places,
            )
        )
        desk.register(HealthCheck(code="divisions", run=divisions_present, needs_database=True))
