"""Tables of the files behind records. The contents lie in a folder, named by their hash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from concentric.evidence.types import FileKind
from concentric.kernel.api import uuid7

models.TextField.register_lookup(Length)


class File(models.Model):
    """One content, kept once however often it is uploaded.

    Written by `services.store`; never changed. The bytes lie at `storage.path_of(sha256)`; the row
    is written after they are safe on disk, so a row without bytes is damage and bytes without a row
    are the leavings of a broken upload.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    sha256 = models.TextField(unique=True)
    size = models.BigIntegerField()
    media_type = models.TextField()
    kind = models.TextField()
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_file"
        constraints = [
            models.CheckConstraint(condition=Q(sha256__length=64), name="evidence_file_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_file_size"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in FileKind]), name="evidence_file_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class Upload(models.Model):
    """Who brought a content in: the proof that somebody had it, without which a hash opens nothing.

    Written by `services.store`, once per person and organisation. A person of NULL is the product
    itself.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="uploads")
    person = models.UUIDField(null=True)
    organisation = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_upload"
        constraints = [
            models.UniqueConstraint(
                fields=["file", "person", "organisation"],
                name="evidence_upload_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.person}"


class Attachment(models.Model):
    """A file attached to one row of a room (room, object_kind, object_uuid), under the name it was
    given there.

    Written by `services.attach`, ended by `services.detach`: the row stays, because facts may name
    the file.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="attachments")
    name = models.TextField()
    room = models.TextField()
    object_kind = models.TextField()
    object_uuid = models.UUIDField()
    attached_by = models.UUIDField(null=True)
    attached_at = models.DateTimeField()
    detached_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "evidence_attachment"
        constraints = [
            models.UniqueConstraint(
                fields=["object_uuid", "object_kind", "room", "file"],
                name="evidence_attachment_once",
                condition=Q(detached_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
