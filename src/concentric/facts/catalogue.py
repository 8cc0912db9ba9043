"""Installed versions of the catalogue: which fact types there are, and what an old publication was
computed by.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from concentric.facts import models, rules
from concentric.facts.rules import CheckedType
from concentric.facts.types import CatalogueVersion
from concentric.kernel.api import Invalid, Missing, Unavailable, msgid, uuid7
from concentric.rulebook.api import from_kept, kept_text, load
from concentric.rulebook.types import Rulebook

log = logging.getLogger(__name__)

_PINNED_AT_ONCE = 8


class TypeBook:
    """The fact types of one rulebook, opened for checking drafts, kept for the life of the process."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._checked: dict[tuple[str, date], CheckedType] = {}

    def of(self, code: str, day: date) -> CheckedType:
        """The type in force on the day. Raises `Missing` for an unknown code or a day outside its
        validity.
        """
        checked = self._checked.get((code, day))
        if checked is None:
            fact_type = self._rulebook.fact_type(code, day)
            checked = rules.checked_type(fact_type, self._rulebook.items)
            self._checked[code, day] = checked
        return checked


def catalogue(hash: str | None = None) -> Rulebook:
    """The installed rulebook with this hash, or the one in force now.

    Raises `Missing` for an unknown hash and `Unavailable` when nothing is installed.
    """
    return _rulebook(current_hash() if hash is None else hash)


def type_book() -> TypeBook:
    """The fact types in force now."""
    return _type_book(current_hash())


def current_hash() -> str:
    """The hash of the catalogue in force. Raises `Unavailable` when none is installed."""
    found = models.CatalogueVersion.objects.order_by("-id").values_list("hash", flat=True).first()
    if found is None:
        raise Unavailable(
            msgid("No catalogue is installed."),
            why=msgid("Every fact is checked against its type in the catalogue."),
            remedy=msgid("Run: concentric catalogue install"),
        )
    return found


def catalogue_versions() -> tuple[CatalogueVersion, ...]:
    """Every installed version, the newest first."""
    rows = models.CatalogueVersion.objects.order_by("-id").values_list(
        "hash", "packs", "installed_at"
    )
    return tuple(CatalogueVersion(hash, dict(packs), at) for hash, packs, at in rows)


def packed(folders: Sequence[Path]) -> list[dict[str, Any]]:
    """The files of packs, in order, ready to be stored: `{"folder": name, "files": {path: text}}`.

    Raises `Invalid` for a folder that is not itself a pack.
    """
    for folder in folders:
        if not (folder / "pack.yaml").is_file():
            raise Invalid(
                msgid("%(folder)s is not the folder of a pack."),
                remedy=msgid("Name the folders that hold a file pack.yaml."),
                folder=str(folder),
            )
    return [
        {
            "folder": folder.name,
            "files": {
                path.relative_to(folder).as_posix(): _text(path)
                for path in sorted(folder.rglob("*.yaml"))
            },
        }
        for folder in folders
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Invalid(
            msgid("%(file)s is not written in UTF-8."),
            remedy=msgid("Save it as UTF-8 text."),
            file=str(path),
        ) from None


def keep(rulebook: Rulebook) -> None:
    """Leave a rulebook where other processes read it back quickly.

    It is a copy of what the database holds: when the folder cannot be written, nothing is lost.
    """
    place = _place(rulebook.hash)
    draft = place.with_name(f"{place.name}.{uuid7().hex}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(kept_text(rulebook), encoding="utf-8")
        draft.replace(place)
    except OSError:
        log.warning("the catalogue could not be kept in %s", place.parent, exc_info=True)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _kept(hash: str) -> Rulebook | None:
    place = _place(hash)
    try:
        return from_kept(place.read_text(encoding="utf-8"), hash)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        log.warning("%s is damaged and will be written again", place)
        return None


def _place(hash: str) -> Path:
    return Path(settings.CONCENTRIC_VAR) / "catalogue" / f"{hash}.json"


@lru_cache(maxsize=_PINNED_AT_ONCE)
def _rulebook(hash: str) -> Rulebook:
    rulebook = _kept(hash)
    if rulebook is None:
        rulebook = _installed(hash)
        keep(rulebook)
    return rulebook


def _installed(hash: str) -> Rulebook:
    files = (
        models.CatalogueVersion.objects.filter(hash=hash).values_list("files", flat=True).first()
    )
    if files is None:
        raise Missing(
            msgid("The catalogue version %(hash)s is not installed here."),
            why=msgid("A publication was computed by it."),
            remedy=msgid("Install the packs of that version again."),
            hash=hash,
        )
    with TemporaryDirectory(prefix="concentric-catalogue-") as folder:
        return load([_unpack(Path(folder) / f"{n:03}", pack) for n, pack in enumerate(files)])


def _unpack(parent: Path, pack: dict[str, Any]) -> Path:
    folder = parent / pack["folder"]
    for name, text in pack["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@lru_cache(maxsize=_PINNED_AT_ONCE)
def _type_book(hash: str) -> TypeBook:
    return TypeBook(_rulebook(hash))
