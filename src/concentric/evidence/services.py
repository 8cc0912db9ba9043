"""Acts on files: store, attach, detach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from concentric.audit import api as audit
from concentric.evidence import models, queries, rules, storage
from concentric.evidence.types import Attachment, FileKind, StoredFile
from concentric.kernel.api import Actor, Invalid, Missing, Refused, Role, msgid


@transaction.atomic
def store(*, actor: Actor, name: str, content: IO[bytes]) -> StoredFile:
    """Keep a file's content under its hash. Content that is there already is not kept twice.

    Raises `Invalid` for a type that is not accepted, a size above its limit, or a misleading name,
    `Refused` for nobody.
    """
    if actor.person is None and not actor.has(Role.SYSTEM):
        raise Refused(msgid("Sign in to upload a file."))
    limits = _limits()
    received = storage.receive(content, lambda size: _check_growing(size, limits))
    try:
        with received.path.open("rb") as written:
            media = rules.media_type(written.read(rules.HEAD), written)
        if media is None:
            raise rules.unaccepted()
        rules.check_name(name, media)
        rules.check_size(received.size, media.kind, limits)
        received.keep()
    finally:
        received.drop()
    row, is_new = models.File.objects.get_or_create(
        sha256=received.sha256,
        defaults={
            "size": received.size, "media_type": media.name, "kind": media.kind,
            "stored_at": timezone.now(),
        },
    )  # fmt: skip
    models.Upload.objects.get_or_create(
        file=row, person=actor.person, organisation=actor.organisation or "",
        defaults={"uploaded_at": timezone.now()},
    )  # fmt: skip
    if is_new:
        audit.log(
            actor=actor, act="evidence.stored", object_kind="file", object_uuid=row.uuid,
            organisation=actor.organisation,
            details={"sha256": row.sha256, "size": row.size, "media_type": row.media_type},
        )  # fmt: skip
    return queries.stored_file(row, is_new=is_new)


@transaction.atomic
def attach(
    *, actor: Actor, sha256: str, name: str, room: str, object_kind: str, object_uuid: UUID
) -> Attachment:
    """Attach a stored file to a row of a room; attaching it again changes nothing.

    The room has judged before that the actor may change the row. Only files that the actor or the
    actor's organisation uploaded can be attached: knowing a hash opens nothing.
    """
    file = models.File.objects.filter(sha256=sha256).first()
    if file is None:
        raise Missing(msgid("There is no such file."))
    if not _may_use(actor, file):
        raise Refused(
            msgid("This file was uploaded by somebody else."),
            remedy=msgid("Upload your own copy."),
        )
    subject = {"file": file, "room": room, "object_kind": object_kind, "object_uuid": object_uuid}
    row, is_new = models.Attachment.objects.get_or_create(
        **subject,
        detached_at=None,
        defaults={
            "name": rules.check_name(name, rules.MEDIA_TYPES[file.media_type]),
            "attached_by": actor.person, "attached_at": timezone.now(),
        },
    )  # fmt: skip
    if is_new:
        _log(actor, "evidence.attached", row)
    return queries.attachment(row)


@transaction.atomic
def detach(*, actor: Actor, attachment_uuid: UUID) -> None:
    """Take a file off a row; the content stays, because facts may name it. The room has judged that
    the actor may.
    """
    row = (
        models.Attachment.objects.select_for_update(of=("self",)).select_related("file")
        .filter(uuid=attachment_uuid).first()
    )  # fmt: skip
    if row is None:
        raise Missing(msgid("There is no such attachment."))
    if row.detached_at is not None:
        return
    row.detached_at = timezone.now()
    row.save(update_fields=["detached_at"])
    _log(actor, "evidence.detached", row)


def _may_use(actor: Actor, file: models.File) -> bool:
    if actor.has(Role.SYSTEM):
        return True
    own = Q(person=actor.person) if actor.person else Q(pk=None)
    if actor.organisation:
        own |= Q(organisation=actor.organisation)
    return file.uploads.filter(own).exists()


def _limits() -> Mapping[FileKind, int]:
    own = getattr(settings, "CONCENTRIC_EVIDENCE_LIMITS", {})
    return {**rules.DEFAULT_LIMITS, **{FileKind(kind): int(limit) for kind, limit in own.items()}}


def _check_growing(size: int, limits: Mapping[FileKind, int]) -> None:
    if size > max(limits.values()):
        raise Invalid(
            msgid("The file is too large."), remedy=msgid("Make it smaller, or split it.")
        )


def _log(actor: Actor, act: str, row: models.Attachment) -> None:
    audit.log(
        actor=actor, act=act, object_kind=row.object_kind, object_uuid=row.object_uuid,
        organisation=actor.organisation, details={"room": row.room, "sha256": row.file.sha256},
    )  # fmt: skip


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Forget who brought and attached files; the files stay with their records. Returns the rows changed."""
    if not actor.has(Role.SYSTEM, Role.ADMINISTRATOR):
        raise Refused(
            msgid("You may not erase personal data."), why=msgid("Only an administrator may.")
        )
    removed, _ = models.Upload.objects.filter(person=person).delete()
    changed = models.Attachment.objects.filter(attached_by=person).update(attached_by=None)
    audit.log(actor=actor, act="evidence.person_erased", object_kind="person", object_uuid=person)
    return removed + changed
