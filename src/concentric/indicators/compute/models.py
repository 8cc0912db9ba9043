"""Tables of the computed values."""

from __future__ import annotations

from django.db import models

from concentric.indicators.compute.types import Withheld
from concentric.kernel.api import Bound, uuid7


class Value(models.Model):
    """One indicator for one period and cell, as known at one position: computed once, never changed.

    The pin (indicator, catalogue, period, cell, position, dimension position, engine) says how to compute it again, and
    is the selector of the facts behind it; `facts`, `word_1` and `word_2` prove that the same facts are found. `exact`
    is the fraction before rounding. A figure that nobody reported has no `exact` and no `rounded`. Derived values have
    no facts of their own; their inputs do. Written by `compute.services`; rows are only added.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    indicator = models.TextField()
    catalogue = models.TextField()
    period = models.TextField()
    cell = models.JSONField(default=dict)
    cell_code = models.TextField(blank=True)
    """The cell as sorted text, `board=star&organisation=F001`; empty for the whole population."""
    population = models.TextField()
    exact = models.TextField(null=True)
    rounded = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    bound = models.TextField(default=Bound.EQ)
    is_derived = models.BooleanField(default=False)
    facts = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)
    word_1 = models.BigIntegerField(default=0)
    word_2 = models.BigIntegerField(default=0)
    contributors = models.PositiveIntegerField(default=0)
    largest = models.DecimalField(max_digits=13, decimal_places=12, default=0)
    """The largest member's part of a base figure, rounded up: what the rule of disclosure asks."""
    position = models.BigIntegerField()
    dimension_position = models.BigIntegerField()
    engine = models.TextField()
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_value"
        constraints = (
            models.UniqueConstraint(
                name="indicators_value_pin",
                fields=[
                    "indicator",
                    "period",
                    "cell_code",
                    "position",
                    "dimension_position",
                    "catalogue",
                    "engine",
                ],
            ),
            models.CheckConstraint(
                name="indicators_value_reported",
                condition=models.Q(exact__isnull=True, rounded__isnull=True)
                | models.Q(exact__isnull=False, rounded__isnull=False),
            ),
            models.CheckConstraint(
                name="indicators_value_bound", condition=models.Q(bound__in=[str(b) for b in Bound])
            ),
            models.CheckConstraint(
                name="indicators_value_confirmed",
                condition=models.Q(confirmed__lte=models.F("facts")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.cell_code}"


class Verdict(models.Model):
    """Whether readers who may not see single members see a value, decided once when the standing set is computed.

    `reason` is empty for a value that is shown. A value of a single member has none. Decided once and for all, since
    what was shown cannot be taken back. Written by `compute.services`; rows are only added.
    """

    value = models.OneToOneField(Value, on_delete=models.PROTECT, related_name="verdict")
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_verdict"
        constraints = (
            models.CheckConstraint(
                name="indicators_verdict_reason",
                condition=models.Q(reason__in=["", *(str(reason) for reason in Withheld)]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.value_id} {self.reason or 'shown'}"


class Run(models.Model):
    """One computation of the standing set: every indicator, whole and by its breakdowns, at one pin.

    Pages read the values of the newest finished run; they never compute. Written by `compute.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    catalogue = models.TextField()
    position = models.BigIntegerField()
    dimension_position = models.BigIntegerField()
    engine = models.TextField()
    periods = models.JSONField(default=list)
    values = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    is_for_members = models.BooleanField(default=True)
    """Whether readers who may not see single members read it: by what changed since the last such run, as many members
    changed something as must stand behind a figure. Else the difference of two runs would be one member's figure."""

    class Meta:
        db_table = "indicators_run"
        indexes = (models.Index(fields=["-finished_at"], name="indicators_run_newest"),)

    def __str__(self) -> str:
        return f"run at {self.position}"
