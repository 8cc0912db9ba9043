"""The folder of contents: each file once, at a path made of its hash, complete or not there at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from concentric.kernel.api import Unavailable, msgid

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """An upload written beside its place, not yet kept."""

    path: Path
    sha256: str
    size: int

    def keep(self) -> None:
        """Put the content at its place and make sure that it outlives a power cut."""
        place = path_of(self.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        self.path.chmod(0o440)
        os.replace(self.path, place)
        _flush_folder(place.parent)

    def drop(self) -> None:
        """Remove the upload if it was not kept."""
        self.path.unlink(missing_ok=True)


def folder() -> Path:
    """The folder that the setting CONCENTRIC_EVIDENCE names. Raises `Unavailable` when it is not
    set.
    """
    named = getattr(settings, "CONCENTRIC_EVIDENCE", None)
    if not named:
        raise Unavailable(
            msgid("There is no place for files."),
            remedy=msgid("Set CONCENTRIC_EVIDENCE to a folder."),
        )
    return Path(named)


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def receive(content: IO[bytes], check_size: Callable[[int], None]) -> Received:
    """Write an upload to a temporary file and hash it. `check_size` is called as it grows and may
    raise.
    """
    incoming = folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o750)
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as out:
        received = Path(out.name)
        try:
            while block := content.read(_BLOCK):
                size += len(block)
                check_size(size)
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            received.unlink(missing_ok=True)
            raise
    return Received(received, digest.hexdigest(), size)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
