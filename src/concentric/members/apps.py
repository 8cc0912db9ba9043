"""Registration of the members room."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "concentric.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk import api as desk
        from concentric.desk.types import DemoLoader, MenuGroup, MenuItem, Panel, PanelPlace
        from concentric.members import demo, permissions, queries

        desk.register(DemoLoader(code="members", order=20, label="Members", load=demo.load))

        for code, label, order, icon in (
            ("members", _("Members"), 10, "building-2"),
            ("populations", _("Populations"), 20, "users"),
        ):
            desk.register(
                MenuItem(
                    code=code,
                    label=label,
                    url_name=f"members:{code}",
                    group=MenuGroup.DIRECTORY,
                    order=order,
                    icon=icon,
                    may_see=permissions.may_see_members,
                )
            )
        desk.register(
            Panel(
                code="membership",
                place=PanelPlace.ORGANISATION,
                title=_("Membership"),
                template="members/panel.html",
                order=10,
                context=queries.panel,
            )
        )
