"""Addresses of static files that change when the file changes, without a collecting step before the start."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

DIGITS = 12


class VersionedStaticFiles(StaticFilesStorage):
    """`desk/build/desk.css` becomes `/static/desk/build/desk.css?v=3f9a…`, the digest of its content.

    An installed wheel serves its files from its own folders, so there is nothing to collect and no manifest that
    could be missing; browsers may still keep a file for as long as they like.
    """

    def url(self, name: str | None, force: bool = False) -> str:
        """The address with the digest; a name that no file has stays as it is."""
        plain = super().url(name)
        digest = _digest(name) if name else ""
        return f"{plain}?v={digest}" if digest else plain


@lru_cache(maxsize=1024)
def _digest(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:DIGITS]
