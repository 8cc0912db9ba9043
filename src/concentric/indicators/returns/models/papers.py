"""Sealed pages: the printed form of a submission, signed and sealed by hand, and scanned."""

from __future__ import annotations

from django.db import models

from concentric.indicators.returns.models.constraints import is_one_of
from concentric.indicators.returns.models.cycles import Return
from concentric.indicators.returns.models.signoffs import ReturnAct
from concentric.indicators.returns.types import PaperSource
from concentric.kernel.api import uuid7


class SealedPage(models.Model):
    """The scan of a printed form, kept as evidence and matched to the submission whose code it bears.

    `act` is the signature that submitted the version; `code` is what stood on the paper, typed or read out of the
    file. A scan is never replaced: a better one stands beside it, rows are only added. Written by
    `returns.services.sealing`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="sealed_pages")
    act = models.ForeignKey(ReturnAct, on_delete=models.PROTECT, related_name="sealed_pages")
    code = models.TextField()
    source = models.TextField()
    sha256 = models.TextField()
    filename = models.TextField()
    uploaded_by = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_sealed_page"
        constraints = (
            is_one_of("indicators_sealed_page_source", "source", PaperSource),
            models.UniqueConstraint(name="indicators_sealed_page_once", fields=["act", "sha256"]),
        )
        indexes = (models.Index(fields=["owner"], name="indicators_sealed_page_owner"),)

    def __str__(self) -> str:
        return f"{self.code} {self.uuid}"
