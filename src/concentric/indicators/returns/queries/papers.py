"""Reads of submissions as versions, and of the sealed pages matched to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.queries import life
from concentric.indicators.returns.rules import versions
from concentric.indicators.returns.types import ActKind
from concentric.kernel.api import Conflict, msgid
from concentric.kernel.types import Actor


@dataclass(frozen=True, slots=True)
class Version:
    """One submission of a return: the signature that made it, its code, and whether it is what stands now."""

    act: models.ReturnAct
    number: int
    code: str
    is_current: bool
    signed: tuple[models.ReturnAct, ...]
    """The signatures of its round, in order."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A sealed page as pages show it."""

    uuid: UUID
    code: str
    source: str
    sha256: str
    filename: str
    uploaded_at: datetime
    submitted_on: date
    is_current: bool
    """Whether the return still says what was sealed."""


def versions_of(row: models.Return) -> tuple[Version, ...]:
    """The submissions of a return, oldest first; one query."""
    found: list[Version] = []
    signed: list[models.ReturnAct] = []
    for act in life.acts_of(row):
        if act.kind in life.BREAKS:
            signed.clear()
        elif act.kind in life.SIGNATURES:
            signed.append(act)
        if act.kind == ActKind.SIGNED:
            number = len(found) + 1
            found.append(
                Version(
                    act,
                    number,
                    versions.version_code(number, act.content_hash),
                    False,
                    tuple(signed),
                )
            )
    if found and found[-1].act.content_hash == row.content_hash:
        newest = found.pop()
        found.append(Version(newest.act, newest.number, newest.code, True, newest.signed))
    return tuple(found)


def printable(row: models.Return) -> Version:
    """The version that can be printed: the newest submission, while its figures stand. Raises `Conflict`."""
    found = versions_of(row)
    if not found:
        raise Conflict(
            msgid("This return was not submitted yet."),
            why=msgid("The printed form bears the code of what the signatory signed."),
            remedy=msgid("Let the three signatures be given first."),
        )
    if not found[-1].is_current:
        raise Conflict(
            msgid("Figures were changed since the return was submitted."),
            why=msgid("What is printed must be what was signed."),
            remedy=msgid("Let the return be signed again, then print the form."),
        )
    return found[-1]


def sealed_pages(row: models.Return) -> tuple[PageInfo, ...]:
    """The sealed pages of a return, newest first."""
    current = {v.act.id for v in versions_of(row) if v.is_current}
    rows = models.SealedPage.objects.filter(owner=row).select_related("act").order_by("-id")
    return tuple(
        PageInfo(
            uuid=page.uuid,
            code=page.code,
            source=page.source,
            sha256=page.sha256,
            filename=page.filename,
            uploaded_at=page.uploaded_at,
            submitted_on=page.act.acted_on,
            is_current=page.act_id in current,
        )
        for page in rows
    )


def may_open_page(actor: Actor, uuid: UUID) -> bool:
    """Whether the actor may open a sealed page: the file gate of `indicators.sealed_page`."""
    rows = models.SealedPage.objects.select_related("owner__organisation", "owner__carrier")
    page = rows.filter(uuid=uuid).first()
    return page is not None and cycle_queries.may_see_whole(actor, page.owner)
