"""Reading evidence: the files of a row, and one file through its gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from concentric.evidence import models, rules, storage
from concentric.evidence.types import Attachment, FileKind, OpenedFile, StoredFile
from concentric.kernel.api import Actor, Missing, Refused, msgid


def attachments(*, room: str, object_kind: str, object_uuid: UUID) -> tuple[Attachment, ...]:
    """The files attached to a row, in the order attached. The room has judged that the row may be
    seen.
    """
    rows = models.Attachment.objects.filter(
        room=room, object_kind=object_kind, object_uuid=object_uuid, detached_at=None
    )
    return tuple(attachment(row) for row in rows.select_related("file").order_by("id"))


def attachments_of_rows(
    *, room: str, object_kind: str, object_uuids: Iterable[UUID]
) -> dict[UUID, tuple[Attachment, ...]]:
    """The files attached to several rows of one kind, in one query; rows without files are left out."""
    rows = models.Attachment.objects.filter(
        room=room, object_kind=object_kind, object_uuid__in=list(object_uuids), detached_at=None
    )
    found: dict[UUID, tuple[Attachment, ...]] = {}
    for row in rows.select_related("file").order_by("id"):
        found[row.object_uuid] = (*found.get(row.object_uuid, ()), attachment(row))
    return found


def evidence_of(*, room: str, object_kind: str, object_uuid: UUID) -> tuple[str, ...]:
    """The hashes of a row's files, sorted: what a draft fact names as its evidence."""
    rows = models.Attachment.objects.filter(
        room=room, object_kind=object_kind, object_uuid=object_uuid, detached_at=None
    )
    return tuple(sorted(rows.values_list("file__sha256", flat=True)))


def attachments_of_file(sha256: str) -> tuple[Attachment, ...]:
    """Every row that a file is attached to now, in the order attached."""
    rows = models.Attachment.objects.filter(file__sha256=sha256, detached_at=None)
    return tuple(attachment(row) for row in rows.select_related("file").order_by("id"))


def open_file(*, actor: Actor, sha256: str, may_see: Callable[[Attachment], bool]) -> OpenedFile:
    """A file for reading, if `may_see` says of one of the rows it is attached to that this actor
    may see that row.

    Who uploaded a file may open it before it is attached. Raises `Missing` for an unknown file and
    for one whose content is lost, `Refused` when the gate stays shut.
    """
    file = models.File.objects.filter(sha256=sha256).first() if rules.is_sha256(sha256) else None
    if file is None:
        raise Missing(msgid("There is no such file."))
    seen = next((a for a in attachments_of_file(sha256) if may_see(a)), None)
    is_own = actor.person is not None and file.uploads.filter(person=actor.person).exists()
    if seen is None and not is_own:
        raise Refused(msgid("You may not open this file."))
    path = storage.path_of(sha256)
    if not path.is_file():
        raise Missing(
            msgid("The content of this file is lost."),
            remedy=msgid("Tell the administrator to restore the evidence folder from a backup."),
        )
    ending = rules.MEDIA_TYPES[file.media_type].endings[0]
    return OpenedFile(
        path=path,
        name=seen.name if seen else f"{sha256[:12]}.{ending}",
        size=file.size,
        media_type=file.media_type,
        shown_inline=file.media_type in rules.SHOWN_INLINE,
    )


def damaged_files(hashes: Iterable[str] | None = None) -> Iterator[str]:
    """The hashes of the kept files (all, or those named) whose content is lost or no longer gives
    its hash.
    """
    wanted = models.File.objects.order_by("id").values_list("sha256", flat=True)
    if hashes is not None:
        wanted = wanted.filter(sha256__in=list(hashes))
    for sha256 in wanted.iterator(1000):
        path = storage.path_of(sha256)
        if not path.is_file() or storage.hash_of(path) != sha256:
            yield sha256


def stored_file(row: models.File, *, is_new: bool) -> StoredFile:
    """A file's row as it crosses the door."""
    return StoredFile(
        sha256=row.sha256, size=row.size, media_type=row.media_type, kind=FileKind(row.kind),
        stored_at=row.stored_at, is_new=is_new,
    )  # fmt: skip


def attachment(row: models.Attachment) -> Attachment:
    """An attachment's row as it crosses the door."""
    return Attachment(
        uuid=row.uuid, sha256=row.file.sha256, name=row.name, room=row.room,
        object_kind=row.object_kind, object_uuid=row.object_uuid, attached_at=row.attached_at,
        size=row.file.size, media_type=row.file.media_type, kind=FileKind(row.file.kind),
    )  # fmt: skip


def person_export(person: UUID) -> list[dict[str, Any]]:
    """What this room holds about a person: which files they brought and what they attached."""
    uploads = models.Upload.objects.filter(person=person).values(
        "file__sha256", "organisation", "uploaded_at"
    )
    attached = models.Attachment.objects.filter(attached_by=person)
    names = ("file__sha256", "room", "object_kind", "object_uuid", "attached_at")
    return [*map(dict, uploads), *map(dict, attached.values(*names))]
