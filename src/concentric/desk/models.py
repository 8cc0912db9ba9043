"""Tables of the desk: long jobs."""

from __future__ import annotations

from django.db import models

from concentric.desk.types import JobState
from concentric.kernel.api import uuid7


class Job(models.Model):
    """One long piece of work somebody asked for, with its progress and its result.

    Invariants: `done` never exceeds `total`; a job that is over has `finished_at`. Written by `desk.services`;
    read by the page of the person who started it. The queue itself is procrastinate's.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.TextField()
    person = models.UUIDField(null=True)
    organisation = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    state = models.TextField(default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    says = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "desk_job"
        constraints = (
            models.CheckConstraint(
                name="desk_job_state", condition=models.Q(state__in=[str(s) for s in JobState])
            ),
            models.CheckConstraint(
                name="desk_job_progress", condition=models.Q(done__lte=models.F("total"))
            ),
        )
        indexes = (models.Index(fields=["person", "-created_at"], name="desk_job_person"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
