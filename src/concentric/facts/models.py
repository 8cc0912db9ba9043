"""Tables of the ledger. Nothing here is ever updated or deleted; the database refuses it (migration
0002).

`facts_position`, `facts_queue` and their twins of the dimension book are made by
`audit.api.seal_table`.
"""

from __future__ import annotations

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from concentric.facts.types import Basis, Boundary, Confidentiality, Confirmation, ObsStatus
from concentric.kernel.api import Bound, uuid7
from concentric.rulebook.types import TimeKind

models.BinaryField.register_lookup(Length)


def _codes(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]


class Fact(models.Model):
    """One thing that happened, was declared for a period, or was so on a day, for one organisation.

    Append-only, written by `services`. No foreign keys: the ledger outlives erasure, mergers and
    moved tables; codes and uuids stand for what they name. A reversal is a row that names the fact
    it `reverses` and carries no value; a fact is reversed at most once. `attributed` = value times
    share, computed once when recorded. `digest` is the SHA-256 of the row's canonical bytes
    (`books.FACTS`).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    fact_type = models.TextField()
    fact_type_version = models.IntegerField()
    time_kind = models.TextField()
    organisation = models.TextField()
    place = models.TextField(null=True)
    person_key = models.TextField(null=True)
    object_kind = models.TextField(null=True)
    object_uuid = models.UUIDField(null=True)
    covers_from = models.DateField()
    covers_to = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    bound = models.TextField()
    share_num = models.BigIntegerField()
    share_den = models.BigIntegerField()
    attributed = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    dims = models.JSONField()
    basis = models.TextField()
    boundary = models.TextField()
    confirmation = models.TextField()
    status = models.TextField()
    confidentiality = models.TextField()
    evidence = ArrayField(models.TextField())
    backfilled = models.BooleanField()
    source_room = models.TextField()
    source_uuid = models.UUIDField()
    source_revision = models.IntegerField()
    source_slot = models.TextField()
    reverses = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    digest = models.BinaryField()

    class Meta:
        db_table = "facts_fact"
        constraints = [
            models.UniqueConstraint(
                fields=["source_uuid", "source_slot", "source_revision", "source_room"],
                name="facts_fact_source",
            ),
            models.UniqueConstraint(
                fields=["reverses"], name="facts_fact_reverses", condition=Q(reverses__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, value__isnull=False, attributed__isnull=False)
                | Q(reverses__isnull=False, value__isnull=True, attributed__isnull=True),
                name="facts_fact_value_or_reversal",
            ),
            models.CheckConstraint(
                condition=Q(covers_from=F("covers_to"))
                | Q(time_kind=TimeKind.PERIOD.value, covers_from__lte=F("covers_to")),
                name="facts_fact_days",
            ),
            models.CheckConstraint(
                condition=Q(share_num__gt=0, share_num__lte=F("share_den")), name="facts_fact_share"
            ),
            models.CheckConstraint(
                condition=Q(object_kind__isnull=True, object_uuid__isnull=True)
                | Q(object_kind__isnull=False, object_uuid__isnull=False),
                name="facts_fact_object",
            ),
            models.CheckConstraint(
                condition=Q(
                    time_kind__in=_codes(TimeKind),
                    bound__in=_codes(Bound),
                    basis__in=_codes(Basis),
                    boundary__in=_codes(Boundary),
                    confirmation__in=_codes(Confirmation),
                    status__in=_codes(ObsStatus),
                    confidentiality__in=_codes(Confidentiality),
                ),
                name="facts_fact_words",
            ),
            models.CheckConstraint(condition=Q(digest__length=32), name="facts_fact_digest"),
        ]
        indexes = [
            models.Index(
                fields=["fact_type", "organisation", "covers_from"], name="facts_fact_selector"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_type} {self.organisation} {self.uuid}"


class Dimension(models.Model):
    """A statement about an entity: in `attribute` it had `value` from `valid_from` to `valid_to`,
    both included.

    Append-only, bitemporal, written by `services.state_dimensions`. Of the statements that cover a
    day the one with the latest position wins; a `value` of NULL says that it has none from then on.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    entity_kind = models.TextField()
    entity = models.TextField()
    attribute = models.TextField()
    value = models.TextField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    digest = models.BinaryField()

    class Meta:
        db_table = "facts_dimension"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="facts_dimension_days",
            ),
            models.CheckConstraint(condition=Q(digest__length=32), name="facts_dimension_digest"),
        ]
        indexes = [
            models.Index(
                fields=["entity_kind", "attribute", "entity"], name="facts_dimension_entity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_kind} {self.entity} {self.attribute}={self.value}"


class CatalogueVersion(models.Model):
    """An installed version of the catalogue: its files as they were, named by the hash of their
    content.

    Immutable, written by `services.install_catalogue`. The newest row is in force; publications pin
    an older one by hash.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    hash = models.TextField()
    packs = models.JSONField()
    files = models.JSONField()
    installed_at = models.DateTimeField()

    class Meta:
        db_table = "facts_catalogue_version"
        indexes = [models.Index(fields=["hash"], name="facts_catalogue_version_hash")]

    def __str__(self) -> str:
        return self.hash
