"""Tables of the desk: long jobs, and what one person keeps: views of lists, drafts of long forms."""

from __future__ import annotations

from django.db import models

from concentric.desk.types import JobState
from concentric.kernel.api import uuid7

_NOT_OVER = [str(JobState.WAITING), str(JobState.RUNNING)]


class Job(models.Model):
    """One long piece of work somebody asked for, with its progress and its result.

    Invariants: `done` never exceeds `total`; exactly the jobs that are over have `finished_at`. `attempts` counts
    how often it was begun: a worker that is killed leaves a job running, which is then begun once more. `language`
    is that of the person who asked: what the job says is said in it. Written by `desk.services`; read by the page
    of the person who started it. The queue itself is procrastinate's.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.TextField()
    person = models.UUIDField(null=True)
    organisation = models.TextField(blank=True)
    language = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
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
            models.CheckConstraint(
                name="desk_job_over",
                condition=models.Q(state__in=_NOT_OVER, finished_at=None)
                | models.Q(~models.Q(state__in=_NOT_OVER), finished_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["person", "-created_at"], name="desk_job_person"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class SavedView(models.Model):
    """A view of a list (search, filters, order) that one person keeps under a name.

    `list` is the code of the list, `query` its query string as `rules.view_query` writes it. Invariant: a name
    stands once per person and list. Written by `desk.services.save_view` and `forget_view`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.UUIDField()
    list = models.TextField()
    name = models.TextField()
    query = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "desk_saved_view"
        constraints = (
            models.UniqueConstraint(fields=["person", "list", "name"], name="desk_saved_view_name"),
        )

    def __str__(self) -> str:
        return f"{self.list}: {self.name}"


class Draft(models.Model):
    """What one person typed into a long form and has not sent yet.

    `form` is the form's code, `object` what it is about (empty for something new), `content` the texts by field.
    Invariant: one draft per person, form and object; it is no record and nothing reads it but the form itself.
    Written by `desk.services.keep_draft`; removed with `forget_draft` once the form was taken in.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.UUIDField()
    form = models.TextField()
    object = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "desk_draft"
        constraints = (
            models.UniqueConstraint(fields=["person", "form", "object"], name="desk_draft_one"),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.object}".strip()
