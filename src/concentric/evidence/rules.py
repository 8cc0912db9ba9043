"""Pure decisions about files: what the bytes are, whether the name is harmless, how large a file
may be.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import IO

from concentric.evidence.types import FileKind, MediaType
from concentric.kernel.api import Invalid, msgid

HEAD = 4096
"""How many of the first bytes decide what a file is."""

_MB = 1024 * 1024
DEFAULT_LIMITS: Mapping[FileKind, int] = {
    FileKind.DOCUMENT: 100 * _MB,
    FileKind.SHEET: 50 * _MB,
    FileKind.IMAGE: 30 * _MB,
    FileKind.AUDIO: 200 * _MB,
    FileKind.VIDEO: 2048 * _MB,
    FileKind.TEXT: 20 * _MB,
}
"""Largest size in bytes by kind."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = MediaType("application/pdf", FileKind.DOCUMENT, ("pdf",))
PNG = MediaType("image/png", FileKind.IMAGE, ("png",))
JPEG = MediaType("image/jpeg", FileKind.IMAGE, ("jpg", "jpeg"))
GIF = MediaType("image/gif", FileKind.IMAGE, ("gif",))
WEBP = MediaType("image/webp", FileKind.IMAGE, ("webp",))
HEIC = MediaType("image/heic", FileKind.IMAGE, ("heic", "heif"))
MP4 = MediaType("video/mp4", FileKind.VIDEO, ("mp4", "m4v", "mov"))
MP3 = MediaType("audio/mpeg", FileKind.AUDIO, ("mp3",))
M4A = MediaType("audio/mp4", FileKind.AUDIO, ("m4a",))
DOCX = MediaType(_OFFICE + "wordprocessingml.document", FileKind.DOCUMENT, ("docx",))
XLSX = MediaType(_OFFICE + "spreadsheetml.sheet", FileKind.SHEET, ("xlsx",))
PPTX = MediaType(_OFFICE + "presentationml.presentation", FileKind.DOCUMENT, ("pptx",))
OLE = MediaType("application/x-ole-storage", FileKind.DOCUMENT, ("doc", "xls", "ppt", "wps", "et"))
OFD = MediaType("application/ofd", FileKind.DOCUMENT, ("ofd",))
PLAIN = MediaType("text/plain", FileKind.TEXT, ("txt", "csv", "md", "ics"))

MEDIA_TYPES = {
    media.name: media
    for media in (
        PDF, PNG, JPEG, GIF, WEBP, HEIC, MP4, MP3, M4A, DOCX, XLSX, PPTX, OLE, OFD, PLAIN,
    )
}  # fmt: skip

SHOWN_INLINE = frozenset(media.name for media in (PDF, PNG, JPEG, GIF, WEBP))

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
_BRANDS: Mapping[bytes, MediaType] = {
    b"heic": HEIC, b"heix": HEIC, b"mif1": HEIC, b"M4A ": M4A,
    b"isom": MP4, b"iso2": MP4, b"mp41": MP4, b"mp42": MP4, b"avc1": MP4, b"qt  ": MP4, b"M4V ": MP4,
}  # fmt: skip
_PARTS: tuple[tuple[str, MediaType], ...] = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("ppt/presentation.xml", PPTX),
    ("OFD.xml", OFD),
)
_MACROS = ("vbaProject.bin",)
_MOST_UNPACKED = 1024 * _MB
_MOST_RATIO = 200
_ACTIVE = (b"<script", b"<html", b"<!doctype html", b"<svg", b"<?xml", b"<?php", b"#!")
_LONGEST_NAME = 200
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


def media_type(head: bytes, content: IO[bytes]) -> MediaType | None:
    """What a file is, by its first `HEAD` bytes and, for packed formats, by its table of contents.

    None for everything that is not accepted: programs, scripts, pages, workbooks with macros,
    packed bombs.
    """
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    return PLAIN if _is_plain(head) else None


def check_name(name: str, media: MediaType) -> str:
    """The name in composed form (NFC). Raises `Invalid` for a name that could mislead a person or a
    file system.
    """
    text = unicodedata.normalize("NFC", name).strip()
    base, _, ending = text.rpartition(".")
    hostile = (
        not base
        or text.startswith(".")
        or len(text.encode(errors="replace")) > _LONGEST_NAME
        or any(_is_hostile(character) for character in text)
    )
    if hostile:
        raise Invalid(
            msgid("The file name cannot be accepted."),
            why=msgid("It is empty or too long, has no ending, or holds signs that mislead."),
            remedy=msgid(
                "Rename the file with plain letters and its usual ending, then upload it again."
            ),
        )
    if ending.lower() not in media.endings:
        raise Invalid(
            msgid("The file says that it is .%(ending)s, but its content is %(media)s."),
            why=msgid("What a file is, is read from its content."),
            remedy=msgid("Save it again in its proper format."),
            ending=ending,
            media=media.name,
        )
    return text


def check_size(size: int, kind: FileKind, limits: Mapping[FileKind, int]) -> None:
    """Raises `Invalid` for an empty file or one above the limit of its kind."""
    if size == 0:
        raise Invalid(msgid("The file is empty."))
    if size > limits[kind]:
        raise Invalid(
            msgid("The file is larger than %(limit)s MB."),
            remedy=msgid("Make it smaller, or split it."),
            limit=limits[kind] // _MB,
        )


def unaccepted() -> Invalid:
    """The refusal of a file whose content is of no accepted type."""
    return Invalid(
        msgid("Files of this kind cannot be evidence."),
        why=msgid(
            "Accepted are PDF, OFD, Word, Excel, PowerPoint, pictures, sound, video and plain text."
        ),
        remedy=msgid("Save it in one of these formats; leave macros out."),
    )


def _is_hostile(character: str) -> bool:
    # Cc and Cf hold line breaks and the marks that turn the direction of writing (a name that reads .pdf and is .exe).
    return character in _NOT_IN_NAMES or unicodedata.category(character) in {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Zl",
        "Zp",
    }


def _packed(content: IO[bytes]) -> MediaType | None:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    squeezed = sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * max(squeezed, _MB)
    if is_bomb or any(name.endswith(_MACROS) for name in names):
        return None
    return next((media for part, media in _PARTS if part in names), None)


def _is_plain(head: bytes) -> bool:
    if b"\x00" in head or any(mark in head.lower() for mark in _ACTIVE):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    # The head may end inside a character: up to three bytes of the last one are forgiven.
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            if len(head) < HEAD:
                return False
            continue
        return all(
            character in "\t\n\r\f" or unicodedata.category(character) != "Cc" for character in text
        )
    return False


def is_sha256(text: str) -> bool:
    """True for 64 lower-case hexadecimal digits."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def sniffed(content: bytes) -> MediaType | None:
    """As `media_type`, for content in memory."""
    return media_type(content[:HEAD], BytesIO(content))
