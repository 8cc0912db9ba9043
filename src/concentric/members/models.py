"""Tables of members: acts, memberships, classifications, populations."""

from __future__ import annotations

from django.db import models

from concentric.kernel.api import uuid7
from concentric.members.types import ActKind, Attribute, MemberBoundary, MembershipKind


def _span_is_ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
    )


class MembershipAct(models.Model):
    """A dated act that changes the circle of members: admission, end, merger, rename, separation.

    Invariants: a merger names a successor, and nothing else does; nobody succeeds themselves. Acts are
    added, never changed: a wrong act is answered by another one. Written by `members.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.TextField()
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="membership_acts"
    )
    successor = models.ForeignKey(
        "parties.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="succeeded_acts",
    )
    acted_on = models.DateField()
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "members_act"
        constraints = (
            models.CheckConstraint(
                name="members_act_kind",
                condition=models.Q(kind__in=[str(k) for k in ActKind]),
            ),
            models.CheckConstraint(
                name="members_act_successor",
                condition=models.Q(kind=str(ActKind.MERGED), successor__isnull=False)
                | (~models.Q(kind=str(ActKind.MERGED)) & models.Q(successor__isnull=True)),
            ),
            models.CheckConstraint(
                name="members_act_not_self",
                condition=~models.Q(organisation=models.F("successor")),
            ),
        )
        indexes = (models.Index(fields=["organisation", "acted_on"], name="members_act_of"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Membership(models.Model):
    """An organisation belongs to the association from one day to another, both inclusive.

    Invariants: at most one open membership per organisation, and memberships of one organisation never
    overlap (checked by the service under a lock). Written by `members.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="memberships"
    )
    kind = models.TextField(default=MembershipKind.FULL)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    act = models.ForeignKey(MembershipAct, on_delete=models.PROTECT, related_name="opened")
    ended_by = models.ForeignKey(
        MembershipAct, null=True, on_delete=models.PROTECT, related_name="closed"
    )

    class Meta:
        db_table = "members_membership"
        constraints = (
            models.CheckConstraint(
                name="members_membership_kind",
                condition=models.Q(kind__in=[str(k) for k in MembershipKind]),
            ),
            _span_is_ordered("members_membership_dates"),
            models.CheckConstraint(
                name="members_membership_ended_by",
                condition=models.Q(valid_to__isnull=True, ended_by__isnull=True)
                | models.Q(valid_to__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(valid_to__isnull=True),
                name="members_membership_one_open",
            ),
        )
        indexes = (
            models.Index(fields=["valid_from", "organisation"], name="members_membership_since"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Classification(models.Model):
    """The value of a dimension of an organisation (firm kind, group) from one day on, for display.

    The counted truth is the sealed statement in `facts`; this row is written with it, in one transaction,
    by `members.services`. Invariant: one open value per organisation and attribute.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="classifications"
    )
    attribute = models.TextField()
    value = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_classification"
        constraints = (
            models.CheckConstraint(
                name="members_classification_attribute",
                condition=models.Q(attribute__in=[str(a) for a in Attribute]),
            ),
            _span_is_ordered("members_classification_dates"),
            models.UniqueConstraint(
                fields=["organisation", "attribute"],
                condition=models.Q(valid_to__isnull=True),
                name="members_classification_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.attribute}={self.value}"


class Population(models.Model):
    """A dated named set of organisations over which indicators are counted.

    Invariant: its code is unique. Who is in it stands in `PopulationMember` for display and, sealed, in
    `facts`. Written by `members.services.define_population`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    defined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "members_population"

    def __str__(self) -> str:
        return self.code


class PopulationMember(models.Model):
    """An organisation is counted in a population from one day to another, alone or consolidated.

    Invariants: spans of one organisation in one population never overlap; per group a population takes
    either the consolidated parent or solo members (checked by `rules.population_problems` before writing).
    Written by `members.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    population = models.ForeignKey(Population, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="populations"
    )
    boundary = models.TextField(default=MemberBoundary.SOLO)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_population_member"
        constraints = (
            models.CheckConstraint(
                name="members_population_boundary",
                condition=models.Q(boundary__in=[str(b) for b in MemberBoundary]),
            ),
            _span_is_ordered("members_population_dates"),
            models.UniqueConstraint(
                fields=["population", "organisation", "valid_from"],
                name="members_population_once",
            ),
        )
        indexes = (models.Index(fields=["organisation"], name="members_population_of"),)

    def __str__(self) -> str:
        return str(self.uuid)
