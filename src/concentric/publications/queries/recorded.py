"""Reads of recorded texts, and of what the room holds about a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from concentric.kernel.api import Missing, msgid
from concentric.publications import models
from concentric.publications.types import Statement


def recorded_counts() -> dict[str, int]:
    """How many items each recorded text lists, by the figure it stands for."""
    rows = models.RecordedText.objects.annotate(listed=Count("items"))
    return dict(rows.values_list("figure", "listed"))


def recorded_texts() -> Sequence[models.RecordedText]:
    """Recorded texts with their items, in the order of their figures."""
    return list(models.RecordedText.objects.prefetch_related("items").order_by("figure"))


def statement(figure: str) -> Statement:
    """The recorded text that stands for a figure. Raises `Missing`."""
    row = models.RecordedText.objects.filter(figure=figure).first()
    if row is None:
        raise Missing(msgid("There is no recorded text for %(figure)s."), figure=figure)
    items = tuple((item.says_zh, item.says_en) for item in row.items.order_by("rank"))
    return Statement(row.figure, row.says_zh, row.says_en, row.stated_on, row.source_title, items)


def person_export(person: UUID) -> list[dict[str, Any]]:
    """Everything this room holds about a person, as rows of plain values."""
    signed: Iterable[models.SignOff] = models.SignOff.objects.filter(person=person).select_related(
        "report"
    )
    rows = [
        {
            "table": "publications_sign_off", "report": one.report.code, "step": one.step,
            "decision": one.decision, "signed_at": one.signed_at,
        }
        for one in signed
    ]  # fmt: skip
    changed = models.Chapter.objects.filter(changed_by=person).select_related("report")
    rows += [
        {"table": "publications_chapter", "report": one.report.code, "chapter": one.code}
        for one in changed
    ]
    out = models.Issue.objects.filter(Q(issued_by=person) | Q(withdrawn_by=person))
    rows += [{"table": "publications_issue", "issue": one.code} for one in out]
    earlier = models.ChapterRevision.objects.filter(changed_by=person)
    rows += [
        {
            "table": "publications_chapter_revision",
            "chapter": one.chapter_id,
            "revision": one.revision,
        }
        for one in earlier
    ]
    announced = models.Erratum.objects.filter(announced_by=person).select_related("issue")
    rows += [{"table": "publications_erratum", "issue": one.issue.code} for one in announced]
    return rows
