"""Canonical bytes and digests of sealed rows. Pure: the same row gives the same bytes here and from
the database.

The canonical form is a JSON array of texts: `["concentric/<book>/<version>", text or null, ...]`,
UTF-8, without spaces. Every value is first one text, so that nothing depends on how a JSON library
writes a number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from concentric.audit.types import Book, ColumnKind, Seal
from concentric.kernel.api import Invalid, msgid

FIRST_HASH = bytes(32)
"""What the first seal of a book continues."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_as_json = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
).encode
_as_array = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def number_text(value: Decimal) -> str:
    """A decimal with exactly six places; the caller has made sure that no more are needed. Zero has
    no sign.
    """
    text = f"{value:.6f}"
    return "0.000000" if text == "-0.000000" else text


def moment_text(value: datetime) -> str:
    """An aware instant in UTC with microseconds, e.g. `2026-01-31T08:00:00.000000Z`."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def json_text(value: Any) -> str:
    """JSON with sorted keys and no spaces."""
    return _as_json(value)


def _boolean_text(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: dict[ColumnKind, Callable[[Any], str]] = {
    ColumnKind.TEXT: str,
    ColumnKind.INTEGER: str,
    ColumnKind.NUMBER: number_text,
    ColumnKind.BOOLEAN: _boolean_text,
    ColumnKind.DATE: date.isoformat,
    ColumnKind.MOMENT: moment_text,
    ColumnKind.UUID: str,
    ColumnKind.JSON: json_text,
    ColumnKind.TEXTS: lambda value: _as_array(list(value)),
}


def column_writers(book: Book) -> tuple[Callable[[Any], str], ...]:
    """The function per column that turns a value, never None, into its canonical text."""
    return tuple(_WRITERS[column.kind] for column in book.columns)


def column_rewriters(book: Book) -> tuple[Callable[[Any], str], ...]:
    """As `column_writers`, for values as a plain database cursor gives them: JSON arrives there as
    its text.
    """
    return tuple(
        _rewrite_json if column.kind is ColumnKind.JSON else _WRITERS[column.kind]
        for column in book.columns
    )


def _rewrite_json(text: str) -> str:
    return _as_json(json.loads(text))


def canonical_texts(book: Book, values: Sequence[Any]) -> list[str | None]:
    """The canonical text of each of the book's columns; `values` stand in the book's order."""
    writers = column_writers(book)
    return [None if v is None else write(v) for write, v in zip(writers, values, strict=True)]


def prefix(book: Book) -> str:
    """The first element of a row's canonical array."""
    return f"concentric/{book.name}/{book.version}"


def digest_of_texts(start: str, texts: Sequence[str | None]) -> bytes:
    """SHA-256 of the canonical array made of `start` (see `prefix`) and the texts."""
    return hashlib.sha256(_as_array([start, *texts]).encode()).digest()


def canonical_bytes(book: Book, values: Sequence[Any]) -> bytes:
    """The bytes that the digest of a row covers."""
    return _as_array([prefix(book), *canonical_texts(book, values)]).encode()


def row_digest(book: Book, values: Sequence[Any]) -> bytes:
    """SHA-256 (32 bytes) of a row's canonical bytes."""
    return hashlib.sha256(canonical_bytes(book, values)).digest()


def seal_header(seal: Seal) -> bytes:
    """The part of a seal that its hash covers besides the digests; the database writes the same
    text.
    """
    microseconds = (seal.sealed_at - _EPOCH) // (datetime.resolution)
    parts = (
        seal.book,
        seal.number,
        seal.first_position,
        seal.last_position,
        seal.count,
        microseconds,
    )
    return ("concentric/seal/1|" + "|".join(str(part) for part in parts)).encode()


def loggable(details: Any) -> Any:
    """Details as plain JSON: decimals, dates, instants and uuids become texts.

    Raises `Invalid` for floating point numbers and for what has no one text.
    """
    if details is None or isinstance(details, bool | int):
        return details
    if isinstance(details, str):
        return _loggable_text(details)
    if isinstance(details, Decimal):
        return f"{details:f}"
    if isinstance(details, datetime):
        return moment_text(details)
    if isinstance(details, date):
        return details.isoformat()
    if isinstance(details, UUID):
        return str(details)
    if isinstance(details, dict):
        return {str(key): loggable(value) for key, value in details.items()}
    if isinstance(details, list | tuple | set | frozenset):
        return [
            loggable(v)
            for v in (sorted(details) if isinstance(details, set | frozenset) else details)
        ]
    raise Invalid(
        msgid("A log entry cannot hold a %(kind)s."),
        remedy=msgid("Pass texts, whole numbers, decimals, dates or uuids."),
        kind=type(details).__name__,
    )


def _loggable_text(text: str) -> str:
    if "\x00" in text or not is_storable(text):
        raise Invalid(msgid("A text holds a character that cannot be stored."))
    return str(text)


def is_storable(text: str) -> bool:
    """True when PostgreSQL can hold the text: no zero byte, no half of a surrogate pair."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    return not any("\ud800" <= character <= "\udfff" for character in text)
