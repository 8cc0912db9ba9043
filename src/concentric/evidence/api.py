"""The door of `evidence`."""

from __future__ import annotations

from concentric.evidence.queries import (
    attachments,
    attachments_of_file,
    attachments_of_rows,
    damaged_files,
    evidence_of,
    open_file,
    person_export,
)
from concentric.evidence.services import attach, detach, erase_person, store
from concentric.evidence.types import Attachment, FileKind, OpenedFile, StoredFile

__all__ = [
    "Attachment",
    "FileKind",
    "OpenedFile",
    "StoredFile",
    "attach",
    "attachments",
    "attachments_of_file",
    "attachments_of_rows",
    "damaged_files",
    "detach",
    "erase_person",
    "evidence_of",
    "open_file",
    "person_export",
    "store",
]
