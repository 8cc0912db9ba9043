"""Registration of the programmes room."""

from __future__ import annotations

from datetime import date

from django.apps import AppConfig

from concentric.kernel.types import Actor


class ProgrammesConfig(AppConfig):
    name = "concentric.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk import api as desk
        from concentric.desk.types import (
            DemoLoader,
            FileGate,
            MenuGroup,
            MenuItem,
            MergerFollower,
            PersonData,
            TraceResolver,
        )
        from concentric.programmes import demo, emits, permissions, queries, services

        def move(actor: Actor, merged: str, _successor: str, on: date) -> int:
            return services.move_open_work(actor=actor, organisation=merged, moved_on=on)

        def move_back(actor: Actor, successor: str, separated: str, on: date) -> int:
            return services.move_back_work(
                actor=actor, successor=successor, organisation=separated, moved_on=on
            )

        def preview(actor: Actor, merged: str, successor: str, on: date) -> tuple[str, ...]:
            return services.previewed_moves(
                actor=actor, organisation=merged, successor=successor, moved_on=on
            )

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
        for kind, may_open in queries.FILE_GATES.items():
            desk.register(FileGate(kind=f"{emits.ROOM}.{kind}", may_open=may_open))
        desk.register(
            MergerFollower(
                room=emits.ROOM,
                move=move,
                move_back=move_back,
                preview=preview,
            )
        )
