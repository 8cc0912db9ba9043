"""Registration of the publications."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "concentric.publications"
    label = "publications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # apps must be loaded first

        from concentric.desk import api as desk
        from concentric.desk.types import (
            DemoLoader,
            FactUser,
            FileGate,
            Health,
            HealthCheck,
            JobKind,
            MenuGroup,
            MenuItem,
            PersonData,
            PublishedFigures,
        )
        from concentric.publications import appearances, demo, permissions, queries, services, tasks
        from concentric.publications.types import ISSUE_JOB

        for code, label, order, icon, may_see in (
            ("reports", _("Reports"), 10, "book-open", permissions.may_see_reports),
            ("published", _("Publications"), 20, "newspaper", permissions.may_see_published),
            ("recorded", _("Recorded texts"), 30, "quote", permissions.may_see_reports),
        ):
            desk.register(
                MenuItem(
                    code=code,
                    label=label,
                    url_name=f"publications:{code}",
                    group=MenuGroup.PUBLICATIONS,
                    order=order,
                    icon=icon,
                    may_see=may_see,
                )
            )
        desk.register(
            DemoLoader(code="publications", order=60, label="Publications", load=demo.load)
        )
        desk.register(
            JobKind(
                code=ISSUE_JOB,
                label=_("Issue a report"),
                run=tasks.issue,
                result_url=tasks.issue_url,
            )
        )

        def files_as_issued() -> Health:
            damaged = queries.damaged_files()
            if not damaged:
                return Health(True, "Every file that was published is what was issued.")
            named = ", ".join(f"{file.path.name} ({state})" for file, state in damaged)
            return Health(
                False,
                f"Published files are missing or changed: {named}.",
                "Put them back from a backup; their hashes say which are true.",
            )

        desk.register(HealthCheck(code="published_files", run=files_as_issued, needs_database=True))
        desk.register(FactUser(room="publications", uses=queries.fact_uses))
        desk.register(PublishedFigures(room="publications", of=appearances.published_figures))
        desk.register(FileGate(kind="publications.issue", may_open=queries.may_open_public_file))
        desk.register(
            FileGate(kind="publications.issue_of_members", may_open=queries.may_open_members_file)
        )
        desk.register(
            PersonData(
                room="publications",
                tables=(
                    "publications_sign_off", "publications_chapter", "publications_chapter_revision",
                    "publications_issue", "publications_erratum",
                ),
                export=queries.person_export,
                erase=services.erase_person,
            )
        )  # fmt: skip
