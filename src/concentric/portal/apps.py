"""Registration of the portal."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "concentric.portal"
    label = "portal"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk.api import is_signed_in, register
        from concentric.desk.types import MenuGroup, MenuItem

        register(
            MenuItem(
                code="home", label=_("Home"), url_name="portal:home", group=MenuGroup.WORK, order=0,
                icon="home", may_see=is_signed_in, on_phone=True,
            )
        )
