"""Registration of the portal."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "concentric.portal"
    label = "portal"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk.api import is_signed_in, register
        from concentric.desk.types import JobKind, MenuGroup, MenuItem
        from concentric.portal import permissions, services, tasks

        register(
            MenuItem(
                code="home",
                label=_("Home"),
                url_name="portal:home",
                group=MenuGroup.WORK,
                order=0,
                icon="home",
                may_see=is_signed_in,
                on_phone=True,
            )
        )
        for code, label, order, icon, may_see in (
            ("log", _("Audit log"), 10, "history", permissions.may_read_log),
            (
                "verification",
                _("Verification of the books"),
                20,
                "shield-check",
                permissions.may_verify,
            ),
            ("health", _("Health"), 90, "activity", permissions.may_see_health),
        ):
            register(
                MenuItem(
                    code=code,
                    label=label,
                    url_name=f"portal:{code}",
                    group=MenuGroup.ASSURANCE,
                    order=order,
                    icon=icon,
                    may_see=may_see,
                )
            )
        register(
            JobKind(
                code=services.VERIFY,
                label=_("Verification of the books"),
                run=tasks.run_verification,
                result_url=tasks.verification_url,
            )
        )
