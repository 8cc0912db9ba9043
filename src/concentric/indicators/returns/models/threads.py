"""Queries on lines, their messages, and questions answered for all."""

from __future__ import annotations

from django.db import models

from concentric.indicators.returns.models.constraints import is_one_of
from concentric.indicators.returns.models.cycles import Cycle, Return
from concentric.indicators.returns.types import MessageKind, Severity, Side, ThreadKind, ThreadState
from concentric.kernel.api import uuid7


class Thread(models.Model):
    """A query on a line, table or object of a return: new, answered, a resolution proposed, closed.

    Invariant: what a check raises is open once per return, rule, line and object; `compared` names the figures it
    compared. `says` holds the question in both languages. Written by `returns.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="threads")
    kind = models.TextField()
    rule = models.TextField(blank=True)
    line = models.TextField()
    about = models.TextField(blank=True)
    compared = models.TextField(blank=True)
    severity = models.TextField(default=Severity.SOFT)
    state = models.TextField(default=ThreadState.NEW)
    says = models.JSONField(default=dict)
    raised_by = models.UUIDField(null=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "indicators_thread"
        constraints = (
            is_one_of("indicators_thread_kind", "kind", ThreadKind),
            is_one_of("indicators_thread_state", "state", ThreadState),
            is_one_of("indicators_thread_severity", "severity", Severity),
            models.CheckConstraint(
                name="indicators_thread_closed",
                condition=models.Q(state=ThreadState.CLOSED, closed_at__isnull=False)
                | (~models.Q(state=ThreadState.CLOSED) & models.Q(closed_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="indicators_thread_once",
                fields=["owner", "kind", "rule", "line", "about"],
                condition=models.Q(closed_at__isnull=True) & ~models.Q(kind=ThreadKind.OFFICER),
            ),
        )
        indexes = (models.Index(fields=["state", "raised_at"], name="indicators_thread_state_at"),)

    def __str__(self) -> str:
        return f"{self.rule or self.line} {self.uuid}"


class Message(models.Model):
    """One message of a thread. What the system says has no text: its kind says it; rows are only added.

    Written by `returns.services.threads`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    side = models.TextField()
    kind = models.TextField()
    text = models.TextField(blank=True)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_message"
        constraints = (
            is_one_of("indicators_message_side", "side", Side),
            is_one_of("indicators_message_kind", "kind", MessageKind),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Question(models.Model):
    """A firm asks about a line; the answer is for everybody in the cycle, without the asker's name.

    Written by `returns.services.threads`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="questions")
    line = models.TextField()
    question = models.TextField()
    asked_for = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "indicators_question"
        indexes = (models.Index(fields=["cycle", "line"], name="indicators_question_line"),)

    def __str__(self) -> str:
        return f"{self.line} {self.uuid}"
