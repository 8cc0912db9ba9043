"""What was filled in: lines, rows of tables, every change with its reason, uploaded workbooks."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from concentric.indicators.returns.models.constraints import is_one_of
from concentric.indicators.returns.models.cycles import Return
from concentric.indicators.returns.types import Contest
from concentric.kernel.api import uuid7


class Entry(models.Model):
    """One line of a return: a value in the base unit of the line, or a text, and the firm's note.

    A reported zero is 0; *not reported* is null. `prefilled` is the number a room's facts give; where the
    firm typed another one the line is contested until that is decided. `revision` grows with every change,
    `recorded_revision` is the one whose fact stands in the ledger (0: none). Source of facts. Written by
    `returns.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="entries")
    line = models.TextField()
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    prefilled = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    prefilled_from = models.TextField(blank=True)
    """Code of the indicator that gave the prefilled number."""
    contest = models.TextField(default=Contest.NONE)
    revision = models.PositiveIntegerField(default=1)
    recorded_revision = models.PositiveIntegerField(default=0)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_entry"
        constraints = (
            models.UniqueConstraint(name="indicators_entry_once", fields=["owner", "line"]),
            is_one_of("indicators_entry_contest", "contest", Contest),
        )
        indexes = (models.Index(fields=["line"], name="indicators_entry_line"),)

    def __str__(self) -> str:
        return f"{self.line} {self.uuid}"


class TableRow(models.Model):
    """One row of a table of a return: normalised texts by column code.

    `amount` is the whole amount in yuan of the column that partners share, `attributed` the firm's part of it
    by largest remainder over the row's own partners. A removed row stays, because facts may name it. Source
    of facts. Written by `returns.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="rows")
    table = models.TextField()
    number = models.PositiveIntegerField()
    values = models.JSONField()
    object_code = models.TextField(blank=True)
    partner_codes = ArrayField(models.TextField(), default=list)
    amount = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    attributed = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    revision = models.PositiveIntegerField(default=1)
    recorded_revision = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "indicators_table_row"
        indexes = (
            models.Index(fields=["owner", "table", "number"], name="indicators_table_row_place"),
            models.Index(
                fields=["object_code"],
                name="indicators_table_row_object",
                condition=models.Q(removed_at__isnull=True) & ~models.Q(object_code=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.uuid}"


class Change(models.Model):
    """A line or row was changed, by whom, from what to what. After a first submission it always has a reason.

    Its rows are only added. Written by `returns.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="changes")
    line = models.TextField()
    row = models.UUIDField(null=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    after_submission = models.BooleanField(default=False)
    after_acceptance = models.BooleanField(default=False)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_change"
        constraints = (
            models.CheckConstraint(
                name="indicators_change_reason",
                condition=models.Q(after_submission=False) | ~models.Q(reason=""),
            ),
        )
        indexes = (models.Index(fields=["owner", "line"], name="indicators_change_line"),)

    def __str__(self) -> str:
        return f"{self.line} {self.uuid}"


class Upload(models.Model):
    """A workbook that was taken in, kept as evidence under its hash; rows are only added.

    Written by `returns.services.importing`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="uploads")
    sha256 = models.TextField()
    filename = models.TextField()
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    uploaded_by = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_upload"
        indexes = (models.Index(fields=["owner", "uploaded_at"], name="indicators_upload_owner"),)

    def __str__(self) -> str:
        return self.filename
