"""What crosses the door of `evidence`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID


class FileKind(StrEnum):
    """The families of files that may be evidence; each has a limit of size."""

    DOCUMENT = "document"
    SHEET = "sheet"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type of file that is accepted, with the endings its name may have."""

    name: str
    kind: FileKind
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as kept: `sha256` in lower-case hexadecimal, `size` in bytes. `is_new` is False when
    it was there already.
    """

    sha256: str
    size: int
    media_type: str
    kind: FileKind
    stored_at: datetime
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to one row of a room, under the name it was given there."""

    uuid: UUID
    sha256: str
    name: str
    room: str
    object_kind: str
    object_uuid: UUID
    attached_at: datetime
    size: int
    media_type: str
    kind: FileKind


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that the actor may read: where it lies, and how to hand it out."""

    path: Path
    name: str
    size: int
    media_type: str
    shown_inline: bool
    """True for the types that a browser may show; all others are downloads."""
