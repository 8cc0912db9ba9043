"""What returns offer to the desk: menu, trace, files, personal data, jobs, the demo."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.desk import api as desk
from concentric.desk.types import (
    DemoLoader,
    FileGate,
    JobKind,
    PersonData,
    TraceResolver,
)
from concentric.indicators.returns import demo, emits, services
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import importing, jobs, persons


def register_returns() -> None:
    """Called once by `apps.ready`."""
    desk.register(TraceResolver(room=emits.ROOM, resolve=queries.trace_targets))
    desk.register(FileGate(kind=importing.ATTACHED_AS, may_open=queries.may_open_upload))
    desk.register(FileGate(kind=jobs.KEPT_AS, may_open=jobs.may_open_kept))
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
