"""Cycles, returns, their sections handed out, lock exceptions and chases."""

from __future__ import annotations

from django.db import models

from concentric.indicators.returns.models.constraints import is_one_of
from concentric.indicators.returns.types import ChaseStep, ReturnState
from concentric.kernel.api import uuid7


class Cycle(models.Model):
    """One collection: a form of one catalogue version, for one period, from the firms of a population.

    Invariants: the form and the catalogue never change once it is open. `backfilled` marks figures entered long after
    their year. Written by `returns.services.cycles`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    form = models.TextField()
    catalogue = models.TextField()
    period = models.TextField()
    population = models.TextField()
    backfilled = models.BooleanField(default=False)
    opens_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_cycle"
        constraints = (
            models.CheckConstraint(
                name="indicators_cycle_dates", condition=models.Q(due_on__gte=models.F("opens_on"))
            ),
        )

    def __str__(self) -> str:
        return self.code


class Return(models.Model):
    """What one firm reports in one cycle.

    Invariants: one per firm and cycle; its state moves only as `rules.states` allows, each move with a row of
    `ReturnAct`; `edit` counts changes, so that two people at once are noticed. `acceptances` counts how often it was
    accepted; `restated_at` is set when an acceptance changed recorded facts. `carrier` is the firm that finishes the
    return after its own firm was absorbed: its people fill and sign, the figures stay those of `organisation`.
    Written by `returns.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="returns")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    carrier = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.TextField(default=ReturnState.OPEN)
    edit = models.PositiveIntegerField(default=0)
    content_hash = models.TextField(blank=True)
    submitted_on = models.DateField(null=True)
    acceptances = models.PositiveIntegerField(default=0)
    restated_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_return"
        constraints = (
            models.UniqueConstraint(
                name="indicators_return_once", fields=["cycle", "organisation"]
            ),
            is_one_of("indicators_return_state", "state", ReturnState),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class SectionTask(models.Model):
    """A section of a return handed out inside the firm, with its own last day and done mark.

    Invariants: one per section; it names a department in words, or an organisation (branch, subsidiary), or a
    person. Written by `returns.services.sections`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="tasks")
    section = models.TextField()
    department = models.TextField(blank=True)
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        "parties.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)

    class Meta:
        db_table = "indicators_section_task"
        constraints = (
            models.UniqueConstraint(
                name="indicators_section_task_once", fields=["owner", "section"]
            ),
        )

    def __str__(self) -> str:
        return f"{self.section} {self.uuid}"


class LockException(models.Model):
    """Leave to change an accepted return until a day, for a stated reason.

    Written by `returns.services.reviewing`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="exceptions")
    reason = models.TextField()
    until_on = models.DateField()
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "indicators_lock_exception"
        constraints = (
            models.UniqueConstraint(
                name="indicators_lock_exception_one",
                fields=["owner"],
                condition=models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="indicators_lock_exception_reason", condition=~models.Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class Chase(models.Model):
    """A firm was reminded of its return on a day, in these words; rows are only added.

    `step` says to whom it went: first to the contact, then to the signatory too. Written by
    `returns.services.chasing`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="chases")
    step = models.TextField(default=ChaseStep.CONTACT)
    text = models.TextField()
    chased_on = models.DateField()
    chased_by = models.UUIDField(null=True)
    chased_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "indicators_chase"
        constraints = (
            is_one_of("indicators_chase_step", "step", ChaseStep),
            models.UniqueConstraint(
                name="indicators_chase_once_a_day", fields=["owner", "chased_on"]
            ),
        )
        indexes = (models.Index(fields=["owner", "chased_on"], name="indicators_chase_day"),)

    def __str__(self) -> str:
        return str(self.uuid)
