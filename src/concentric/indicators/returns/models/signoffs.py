"""Acts in the life of a return: who moved it on, in which capacity, and what exactly was covered."""

from __future__ import annotations

from django.db import models

from concentric.indicators.returns.models.constraints import is_one_of
from concentric.indicators.returns.models.cycles import Return
from concentric.indicators.returns.types import ActKind
from concentric.kernel.api import uuid7


class ReturnAct(models.Model):
    """One act: prepared, checked, signed, sent back, accepted, locked, re-opened.

    `content_hash` names the content that was signed or accepted. `acted_on` is the day it counts for. Its
    rows are only added. Written by `returns.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="acts")
    kind = models.TextField()
    person = models.UUIDField(null=True)
    appointment = models.UUIDField(null=True)
    acting_for = models.TextField(blank=True)
    content_hash = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    acted_on = models.DateField()
    acted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_return_act"
        constraints = (
            is_one_of("indicators_return_act_kind", "kind", ActKind),
            models.CheckConstraint(
                name="indicators_return_act_reason",
                condition=~models.Q(
                    kind__in=[ActKind.SENT_BACK, ActKind.HANDED_BACK, ActKind.REOPENED]
                )
                | ~models.Q(reason=""),
            ),
        )
        indexes = (models.Index(fields=["owner", "acted_at"], name="indicators_return_act_owner"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
