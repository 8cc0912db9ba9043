"""Long work on returns: a zip of many workbooks, with progress."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from concentric.access import api as access
from concentric.desk import api as desk
from concentric.desk.api import JobRun
from concentric.evidence import api as evidence
from concentric.indicators.returns import permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import importing
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor

ARCHIVE = "returns.archive"
KEPT_AS = "returns_archive"


@transaction.atomic
def start_archive(*, actor: Actor, cycle: str, content: bytes, dry_run: bool) -> UUID:
    """Keep a zip of workbooks and put its import on the queue; the job's uuid.

    Officers may, for a cycle of an older year. Raises `Refused`, `Missing`, `Invalid`.
    """
    row = queries.cycle_row(cycle)
    if not (row.backfilled and permissions.may_review(actor)):
        raise Refused(
            msgid("You may not take in workbooks for all firms."),
            why=msgid(
                "The association enters only older years; firms bring the current one themselves."
            ),
        )
    kept = []
    for file in importing.unpacked(content):
        stored = evidence.store(actor=actor, name=file.filename, content=io.BytesIO(file.content))
        evidence.attach(
            actor=actor,
            sha256=stored.sha256,
            name=file.filename,
            room=importing.ROOM,
            object_kind=KEPT_AS,
            object_uuid=row.uuid,
        )
        kept.append({"firm": file.firm, "sha256": stored.sha256, "filename": file.filename})
    return desk.start_job(
        actor=actor,
        kind=ARCHIVE,
        params={
            "cycle": cycle,
            "files": kept,
            "dry_run": dry_run,
            "appointment": str(actor.appointment),
        },
    )


def run_archive(job: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Run the import of a kept zip; the result names what was taken in and what was refused, and why."""
    actor = access.actor_for_appointment(UUID(params["appointment"]))
    row = queries.cycle_row(params["cycle"])
    named = params["files"]
    files = []
    for number, one in enumerate(named):
        job.progress(number, len(named) + 1, one["filename"])
        opened = evidence.open_file(
            actor=actor,
            sha256=one["sha256"],
            may_see=lambda a: a.object_kind == KEPT_AS and a.object_uuid == row.uuid,
        )
        files.append(
            importing.WorkbookFile(
                firm=one["firm"], content=opened.path.read_bytes(), filename=one["filename"]
            )
        )
    report = importing.import_workbooks(
        actor=actor, cycle=params["cycle"], files=files, dry_run=bool(params["dry_run"])
    )
    job.progress(len(named) + 1, len(named) + 1, params["cycle"])
    return {
        "taken": list(report.taken),
        "refused": {
            one.firm: [f"{p.sheet}!{p.cell} {p.says}".strip() for p in one.problems]
            for one in report.refused
        },
    }


def may_open_kept(actor: Actor, _cycle: UUID) -> bool:
    """Whether the actor may open a workbook kept for such a job: the file gate of `returns_archive`."""
    return permissions.may_review(actor)
