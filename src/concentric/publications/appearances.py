"""Which figures stand in publications, for pages of lower rooms that compare with what was published."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import get_language

from concentric.desk.types import PublishedFigure
from concentric.kernel.api import Actor
from concentric.publications import models, permissions
from concentric.publications.types import Statistic


def published_figures(
    actor: Actor, indicators: Collection[str], cell_code: str
) -> Sequence[PublishedFigure]:
    """The figures of a cell as issues state them, the oldest first; withdrawn issues state nothing.

    Readers of the public edition get what stands in it.
    """
    rows = models.IssueValue.objects.filter(
        indicator__in=indicators,
        cell_code=cell_code,
        statistic=Statistic.VALUE,
        exact__isnull=False,
        value_uuid__isnull=False,
        issue__withdrawn_at__isnull=True,
    )
    if not permissions.may_see_reports(actor):
        rows = rows.filter(is_public=True, withheld="")
    name = "title_zh" if (get_language() or "").startswith("zh") else "title_en"
    found = rows.order_by("issue__issued_at", "id").values_list(
        "indicator",
        "period",
        "value_uuid",
        "exact",
        f"issue__report__{name}",
        "issue__code",
        "code",
    )
    return [
        PublishedFigure(
            indicator=indicator, period=period, cell_code=cell_code, value_uuid=uuid, exact=exact,
            title=title, url=reverse("publications:trace", args=[issue, code]),
        )
        for indicator, period, uuid, exact, title, issue, code in found
    ]  # fmt: skip
