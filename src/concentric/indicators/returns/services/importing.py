"""Workbooks taken in: dry run first, all or nothing for each firm, safe to repeat, many in one pass."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction
from django.utils.translation import gettext as _

from concentric.desk.types import ImportProblem
from concentric.evidence import api as evidence
from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import checking, writing
from concentric.indicators.returns.services.moving import log
from concentric.indicators.returns.types import BatchReport, Finding, TypedReturn, UploadReport
from concentric.indicators.returns.workbooks import read
from concentric.indicators.returns.workbooks.layout import FormBook
from concentric.kernel.api import ConcentricError, Invalid, Refused, msgid
from concentric.kernel.types import Actor
from concentric.places import api as places

ROOM = "indicators"
ATTACHED_AS = "return_upload"
MOST_FILES = 500
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookFile:
    """A workbook of a firm, and who of the firm brings it (the batch's actor, without one)."""

    firm: str
    content: bytes
    filename: str
    actor: Actor | None = None


@dataclass(slots=True)
class _Job:
    file: WorkbookFile
    actor: Actor
    owner: models.Return
    typed: TypedReturn
    outcome: writing.Outcome | None = None


def import_workbook(
    *,
    actor: Actor,
    cycle: str,
    firm: str,
    content: bytes,
    filename: str = "return.xlsx",
    dry_run: bool = True,
    reason: str = "",
) -> UploadReport:
    """Take a firm's workbook in, or say what it would change. With one problem nothing is written.

    A dry run also tells which checks would flag. A return that was submitted before needs a reason. Raises
    `Refused` for who may not fill the return, `Missing` where the firm has none in the cycle, `Conflict`
    where it cannot be filled now.
    """
    file = WorkbookFile(firm=firm, content=content, filename=filename)
    row = queries.return_of(cycle, firm)
    _require(actor, row)
    report = import_workbooks(
        actor=actor, cycle=cycle, files=[file], dry_run=dry_run, reason=reason
    )
    return report.reports[0]


@transaction.atomic
def import_workbooks(
    *,
    actor: Actor,
    cycle: str,
    files: Sequence[WorkbookFile],
    dry_run: bool = True,
    reason: str = "",
) -> BatchReport:
    """Take workbooks of many firms in: read once each, written in a few statements, checked in one pass.

    Every firm's workbook is all or nothing by itself. Raises `Refused` when the actor of a file may not fill
    its return.
    """
    row = queries.cycle_row(cycle)
    book = queries.book_of(row)
    owners = queries.returns_in(cycle, [f.firm for f in files], for_update=not dry_run)
    refused: dict[int, UploadReport] = {}
    jobs: dict[int, _Job] = {}
    sheets: dict[int, read.Sheets] = {}
    for number, file in enumerate(files):
        owner = owners.get(file.firm)
        if owner is None:
            refused[number] = _refusal(
                file.firm, "", _("%(firm)s has no return here.") % {"firm": file.firm}
            )
            continue
        _require(file.actor or actor, owner)
        try:
            sheets[number] = read.open_sheets(file.content, file.filename)
        except Invalid as error:
            refused[number] = UploadReport(
                firm=file.firm, problems=(read.problem_of("", "", error),)
            )
    known = _known_places(sheets.values(), book)
    for number, found in sheets.items():
        file = files[number]
        typed = read.read_return(found, book, file.firm, known)
        problems = (*_guide_problems(typed, file.firm, row, book), *typed.problems)
        if problems:
            refused[number] = UploadReport(firm=file.firm, problems=problems)
        else:
            jobs[number] = _Job(file, file.actor or actor, owners[file.firm], typed)
    taken = _take_in(book, jobs, dry_run=dry_run, reason=reason)
    reports = refused | taken
    return BatchReport(reports=tuple(reports[number] for number in range(len(files))))


def import_archive(
    *, actor: Actor, cycle: str, content: bytes, dry_run: bool = True, reason: str = ""
) -> BatchReport:
    """Take in a zip of workbooks, each named by its firm's code (`F001.xlsx`). Raises `Invalid` for another file."""
    return import_workbooks(
        actor=actor, cycle=cycle, files=tuple(unpacked(content)), dry_run=dry_run, reason=reason
    )


def _take_in(
    book: FormBook, jobs: dict[int, _Job], *, dry_run: bool, reason: str
) -> dict[int, UploadReport]:
    if not jobs:
        return {}
    held = writing.standing(job.owner.id for job in jobs.values())
    typings: dict[int, writing.Typing] = {}
    reports: dict[int, UploadReport] = {}
    for number, job in jobs.items():
        typing = writing.Typing(
            owner=job.owner,
            person=job.actor.person,
            reason=reason,
            lines=job.typed.lines,
            tables=job.typed.tables,
        )
        try:
            job.outcome = writing.prepare(book, typing, held)
        except ConcentricError as error:
            if len(jobs) == 1:
                raise
            reports[number] = UploadReport(
                firm=job.file.firm, problems=(read.problem_of("", "", error),)
            )
            continue
        typings[number] = typing
    outcomes = {number: jobs[number].outcome or writing.Outcome() for number in typings}
    if dry_run:
        found = _would_find([t.owner for t in typings.values()], held)
    else:
        writing.write(list(typings.values()), list(outcomes.values()), held)
        found = checking.recheck_rows([t.owner for t in typings.values()])
        for number in typings:
            _keep_file(jobs[number], outcomes[number])
    for number, typing in typings.items():
        outcome = outcomes[number]
        reports[number] = UploadReport(
            firm=jobs[number].file.firm,
            created=outcome.created,
            changed=outcome.changed,
            unchanged=outcome.unchanged,
            changes=tuple(outcome.changes),
            findings=found.get(typing.owner.id, ()),
        )
    return reports


def _would_find(
    owners: Sequence[models.Return], held: writing.Standing
) -> dict[int, tuple[Finding, ...]]:
    if not owners:
        return {}
    for owner in owners:
        owner.edit += 1  # never saved: a dry run is checked as if it were filled
    return checking.find(owners, held.entries, held.rows)


def _keep_file(job: _Job, outcome: writing.Outcome) -> None:
    """Keep the workbook as evidence, once per content."""
    stored = evidence.store(
        actor=job.actor, name=job.file.filename, content=io.BytesIO(job.file.content)
    )
    if (
        outcome.is_empty
        and models.Upload.objects.filter(owner=job.owner, sha256=stored.sha256).exists()
    ):
        return
    upload = models.Upload.objects.create(
        owner=job.owner,
        sha256=stored.sha256,
        filename=job.file.filename,
        created=outcome.created,
        changed=outcome.changed,
        uploaded_by=job.actor.person,
    )
    evidence.attach(
        actor=job.actor,
        sha256=stored.sha256,
        name=job.file.filename,
        room=ROOM,
        object_kind=ATTACHED_AS,
        object_uuid=upload.uuid,
    )
    log(
        job.actor,
        "returns.workbook_taken_in",
        job.owner,
        sha256=stored.sha256,
        created=outcome.created,
        changed=outcome.changed,
    )


def _known_places(sheets: Iterable[read.Sheets], book: FormBook) -> set[str]:
    asked: set[str] = set()
    for found in sheets:
        asked |= read.place_tokens(found, book)
    return set(places.places(asked)) if asked else set()


def _require(actor: Actor, owner: models.Return) -> None:
    """The firm's own people fill its return; officers only enter an older year from paper."""
    may_enter = owner.cycle.backfilled and permissions.may_review(actor)
    if not permissions.may_fill(actor, queries.in_charge(owner)) and not may_enter:
        raise Refused(
            msgid("You may not fill in this return."),
            why=msgid(
                "The firm's preparer or contact does; the association enters only older years."
            ),
        )


def _guide_problems(
    typed: TypedReturn, firm: str, cycle: models.Cycle, book: FormBook
) -> Iterable[ImportProblem]:
    asked = (
        ("form", typed.form, cycle.form),
        ("cycle", typed.cycle, cycle.code),
        ("firm", typed.firm, firm),
    )
    for key, said, wanted in asked:
        if said != wanted:
            yield ImportProblem(
                "",
                "",
                _("The workbook says %(key)s %(said)s, but this is %(wanted)s.")
                % {"key": key, "said": said or "-", "wanted": wanted},
                _("Upload it where it belongs, or download the right template."),
            )
    if typed.version != book.version:
        yield ImportProblem(
            "",
            "",
            _("The workbook was made for another version of the form."),
            _("Download a new template and copy your figures into it."),
        )


def _refusal(firm: str, sheet: str, says: str) -> UploadReport:
    return UploadReport(
        firm=firm, problems=(ImportProblem(sheet, "", says, _("Check the name of the file.")),)
    )


def unpacked(content: bytes) -> Iterable[WorkbookFile]:
    """The workbooks of a zip, each of the firm its name says. Raises `Invalid` for another file, or too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise Invalid(
            msgid("This is not a zip file."),
            remedy=msgid("Put the workbooks, named F001.xlsx and so on, into one zip."),
        ) from error
    with archive:
        items = [i for i in archive.infolist() if i.filename.lower().endswith(".xlsx")]
        if len(items) > MOST_FILES or sum(item.file_size for item in items) > MOST_BYTES:
            raise Invalid(
                msgid("The zip holds too much."),
                remedy=msgid("Send at most %(most)s workbooks at once."),
                most=MOST_FILES,
            )
        for item in sorted(items, key=lambda i: i.filename):
            path = PurePosixPath(item.filename)
            if path.name.startswith((".", "~")):
                continue
            yield WorkbookFile(
                firm=path.stem.upper(), content=archive.read(item), filename=path.name
            )
