"""Reads of the files of issues: where they lie, whether they still are what was issued, who may open them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from concentric.kernel.api import Actor, Missing, msgid
from concentric.publications import models, permissions
from concentric.publications.types import Edition, FileState, Language, ReportFile


def reports_folder() -> Path:
    """Where the files of issues lie."""
    return Path(settings.CONCENTRIC_FILES) / "reports"


def report_files(code: str | None = None) -> tuple[ReportFile, ...]:
    """The files of the newest issue of every report, or of one report or issue, with their places."""
    rows = models.IssueFile.objects.select_related("issue__report").order_by(
        "issue__report__code", "-issue__number", "id"
    )
    if code is not None:
        rows = rows.filter(Q(issue__code=code) | Q(issue__report__code=code))
    newest: dict[str, int] = {}
    found = []
    for one in rows:
        if newest.setdefault(one.issue.report.code, one.issue_id) == one.issue_id:
            found.append(_file(one))
    return tuple(found)


def file_of(issue_code: str, name: str) -> ReportFile:
    """A file of an issue by its name. Raises `Missing`."""
    row = models.IssueFile.objects.filter(issue__code=issue_code, name=name).first()
    if row is None:
        raise Missing(msgid("There is no such file."))
    return _file(row)


def files_with_hash(sha256: str) -> tuple[ReportFile, ...]:
    """Files of issues with this content."""
    rows = models.IssueFile.objects.filter(sha256=sha256.lower()).select_related("issue__report")
    return tuple(_file(one) for one in rows)


def file_state(file: ReportFile) -> FileState:
    """Whether a file is there and still the one whose hash was pinned, by reading all of it."""
    try:
        with file.path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return FileState.MISSING
    return FileState.INTACT if digest == file.sha256 else FileState.CHANGED


def files_of(issue_code: str) -> tuple[ReportFile, ...]:
    """Every file of an issue."""
    rows = models.IssueFile.objects.filter(issue__code=issue_code).select_related("issue__report")
    return tuple(_file(one) for one in rows.order_by("id"))


def damaged_files() -> tuple[tuple[ReportFile, FileState], ...]:
    """Files of issues that are missing or are no longer what was issued. Reads every one."""
    rows = models.IssueFile.objects.select_related("issue__report").order_by("id")
    found = ((one, file_state(one)) for one in map(_file, rows))
    return tuple((one, state) for one, state in found if state is not FileState.INTACT)


def _file(row: models.IssueFile) -> ReportFile:
    title = row.issue.content["title"][row.language]
    return ReportFile(
        title=title, kind=row.kind, path=reports_folder() / row.issue.code / row.name,
        issue=row.issue.code, language=Language(row.language), edition=Edition(row.edition),
        sha256=row.sha256, size=row.size,
    )  # fmt: skip


def may_open_public_file(actor: Actor, issue: UUID) -> bool:
    """Public files are for everybody while the issue stands; its staff may read a withdrawn one."""
    row = models.Issue.objects.filter(uuid=issue).first()
    if row is None:
        return False
    return row.withdrawn_at is None or permissions.may_see_reports(actor)


def may_open_members_file(actor: Actor, issue: UUID) -> bool:
    """The members' edition is not public."""
    is_there = models.Issue.objects.filter(uuid=issue).exists()
    return is_there and permissions.may_read_members_edition(actor)
