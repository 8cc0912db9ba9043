"""Tables of the audit log and of the seals of every book.

Positions and queues of the books are made by `schema.seal_table` and have no model: no code but the
database's own writes them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concentric.kernel.api import uuid7


class Entry(models.Model):
    """One act of somebody: who, for whom, on what, when, with which details.

    Append-only: written by `services.log` in the transaction of the act, never changed, never
    deleted. It holds uuids of persons, never names, so that a person's data can be erased without
    touching the log. Either a person acted or a program (`agent`), or nobody known (a public page).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    act = models.TextField()
    person = models.UUIDField(null=True)
    appointment = models.UUIDField(null=True)
    acting_organisation = models.TextField(null=True)
    acting_for = models.TextField(null=True)
    agent = models.TextField(null=True)
    object_kind = models.TextField()
    object_uuid = models.UUIDField(null=True)
    organisation = models.TextField(null=True)
    details = models.JSONField()
    digest = models.BinaryField()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["object_uuid", "id"], name="audit_entry_object"),
            models.Index(fields=["organisation", "id"], name="audit_entry_organisation"),
            models.Index(fields=["person", "id"], name="audit_entry_person"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_kind} {self.object_uuid}"


class Seal(models.Model):
    """A link in the chain of one book: it covers the digests of a run of positions and the seal
    before it.

    Append-only; written by the database function `audit_seal_book` only. Numbers of a book are 1,
    2, 3 …; the run begins where the one before ended.
    """

    id = models.BigAutoField(primary_key=True)
    book = models.TextField()
    number = models.BigIntegerField()
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    count = models.BigIntegerField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal"
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="audit_seal_number"),
            models.UniqueConstraint(
                fields=["book", "last_position"], name="audit_seal_last_position"
            ),
            models.CheckConstraint(
                condition=Q(
                    count=models.F("last_position") - models.F("first_position") + 1, count__gt=0
                ),
                name="audit_seal_run",
            ),
        ]
        indexes = [models.Index(fields=["book", "sealed_at"], name="audit_seal_moment")]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"
