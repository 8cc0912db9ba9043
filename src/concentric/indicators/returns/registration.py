"""What returns offer to the desk: menu, trace, files, personal data, jobs, the demo."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.desk import api as desk
from concentric.desk.types import (
    DemoLoader,
    FileGate,
    JobKind,
    MenuGroup,
    MenuItem,
    MergerFollower,
    Panel,
    PanelPlace,
    PersonData,
    TraceResolver,
)
from concentric.indicators.returns import demo, emits, permissions, services
from concentric.indicators.returns.queries import chases, papers
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import importing, jobs, mergers, persons, sealing

MENU = (
    (
        "returns",
        _("Returns"),
        "indicators:returns",
        10,
        "file-spreadsheet",
        permissions.may_see_returns,
        True,
    ),
    (
        "board",
        _("Progress of returns"),
        "indicators:boards",
        20,
        "list-checks",
        permissions.may_see_board,
        False,
    ),
)


def register_returns() -> None:
    """Called once by `apps.ready`."""
    for code, label, url_name, order, icon, may_see, on_phone in MENU:
        desk.register(
            MenuItem(
                code=code,
                label=label,
                url_name=url_name,
                group=MenuGroup.STATISTICS,
                order=order,
                icon=icon,
                may_see=may_see,
                on_phone=on_phone,
            )
        )
    desk.register(TraceResolver(room=emits.ROOM, resolve=queries.trace_targets))
    desk.register(
        FileGate(kind=f"{emits.ROOM}.{importing.ATTACHED_AS}", may_open=queries.may_open_upload)
    )
    desk.register(FileGate(kind=f"{emits.ROOM}.{jobs.KEPT_AS}", may_open=jobs.may_open_kept))
    desk.register(
        FileGate(kind=f"{emits.ROOM}.{sealing.ATTACHED_AS}", may_open=papers.may_open_page)
    )
    desk.register(
        MergerFollower(
            room=emits.ROOM,
            move=mergers.move_open_work,
            move_back=mergers.move_back,
            preview=mergers.preview,
        )
    )
    desk.register(
        Panel(
            code="chased",
            place=PanelPlace.HOME,
            title=_("Reminders"),
            template="indicators/returns/chased_panel.html",
            order=10,
            context=chases.for_home,
        )
    )
    desk.register(
        PersonData(
            room=emits.ROOM,
            tables=persons.TABLES,
            export=persons.person_export,
            erase=services.erase_person,
        )
    )
    desk.register(
        JobKind(code=jobs.ARCHIVE, label=_("Workbooks of many firms"), run=jobs.run_archive)
    )
    desk.register(DemoLoader(code="returns", order=40, label="Returns", load=demo.load))
