"""The sealed page: the scan of a printed form, matched to the submission whose code it bears."""

from __future__ import annotations

import io
from uuid import UUID

from django.db import transaction

from concentric.evidence import api as evidence
from concentric.evidence.types import FileKind
from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.prints import scans
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import papers
from concentric.indicators.returns.rules import versions
from concentric.indicators.returns.services import writing
from concentric.indicators.returns.services.importing import ROOM
from concentric.indicators.returns.services.moving import log
from concentric.indicators.returns.types import PaperSource
from concentric.kernel.api import Conflict, Invalid, Refused, msgid
from concentric.kernel.types import Actor

ATTACHED_AS = "sealed_page"
KINDS = frozenset({FileKind.DOCUMENT, FileKind.IMAGE})


@transaction.atomic
def upload_sealed_page(
    *, actor: Actor, return_uuid: UUID, content: bytes, filename: str, typed: str = ""
) -> str:
    """Keep the scan of a sealed form with the submission whose code it bears; the code.

    The code is read out of the file where it has text, else it is typed from the paper. Raises `Refused` for who
    does not act for the firm, `Conflict` when the version has changed since, `Invalid` for a code or file that
    does not belong here. The same file again changes nothing.
    """
    row = writing.locked_return(return_uuid)
    if not permissions.may_seal(actor, queries.in_charge(row)):
        raise Refused(
            msgid("You may not upload the sealed form."), why=msgid("The firm's own people do.")
        )
    *earlier, newest = _submitted(row)
    code, source = _stated(content, typed)
    found = versions.matched(
        code,
        newest=newest.code,
        is_unchanged=newest.is_current,
        earlier=[version.code for version in earlier],
    )
    stored = evidence.store(actor=actor, name=filename, content=io.BytesIO(content))
    if stored.kind not in KINDS:
        raise Invalid(
            msgid("A sealed page is a scan."), remedy=msgid("Upload a PDF or a photograph.")
        )
    page, is_new = models.SealedPage.objects.get_or_create(
        act=newest.act,
        sha256=stored.sha256,
        defaults={
            "owner": row,
            "code": found,
            "source": source,
            "filename": filename,
            "uploaded_by": actor.person,
        },
    )
    if is_new:
        evidence.attach(
            actor=actor,
            sha256=stored.sha256,
            name=filename,
            room=ROOM,
            object_kind=ATTACHED_AS,
            object_uuid=page.uuid,
        )
        log(actor, "returns.sealed_page_kept", row, code=found, sha256=stored.sha256)
    return found


def _submitted(row: models.Return) -> tuple[papers.Version, ...]:
    found = papers.versions_of(row)
    if not found:
        raise Conflict(
            msgid("This return was not submitted yet."),
            remedy=msgid("Submit it, print the form, and have that one sealed."),
        )
    return found


def _stated(content: bytes, typed: str) -> tuple[str, PaperSource]:
    """The code of a page: what its file says, else what was typed. Both must agree where both speak."""
    read = scans.codes_of(content)
    if len(read) > 1:
        raise Invalid(
            msgid("The file holds pages of several versions: %(codes)s."),
            remedy=msgid("Scan the pages of one form only."),
            codes=", ".join(sorted(read)),
        )
    said = versions.plain(typed) if typed.strip() else ""
    if not read:
        if not said:
            raise Invalid(
                msgid("No code could be read in this file."),
                why=msgid("A scan is a picture of the page."),
                remedy=msgid("Type the code that stands at the top of the page."),
            )
        return said, PaperSource.TYPED
    (code,) = read
    if said and said != code:
        raise Invalid(
            msgid("You typed %(typed)s, but the file says %(read)s."),
            remedy=msgid("Choose the scan that belongs to the code."),
            typed=said,
            read=code,
        )
    return code, PaperSource.READ
