"""Canonical bytes and digests of sealed rows. Pure: the same row gives the same bytes here and from
the database.

The canonical form of a row is `concentric/<book>/<version>`, a tab, and the row as a line of PostgreSQL's
COPY text format: columns parted by tabs, NULL as `\\N`, backslash, tab and line breaks escaped. Each value
is written as one text, so that nothing depends on how a library prints a number or a date. It is the line
that records facts by COPY, and anybody can make it again with a query and `sha256sum`.
"""

from __future__ import annotations

import hashlib
import json
import re
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
NULL = "\\N"
"""How a line of COPY text format writes NULL."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ESCAPED = re.compile(r"\\(.)")
_UNESCAPED = {"t": "\t", "n": "\n", "r": "\r"}


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


def words_text(words: Sequence[str]) -> str:
    """Words of ASCII letters and digits as PostgreSQL writes an array of them: `{a,b}`.

    Raises `ValueError` for other words: they would need quotes.
    """
    if not all(word.isascii() and word.isalnum() for word in words):
        raise ValueError("only words of letters and digits can stand in a sealed list")
    return "{" + ",".join(words) + "}"


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
    ColumnKind.WORDS: words_text,
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
    """What the canonical form of every row of the book begins with, up to its first column."""
    return f"concentric/{book.name}/{book.version}\t"


def copy_line(texts: Sequence[str | None]) -> str:
    """The texts as a line of COPY text format, without its line break."""
    line = "\t".join([NULL if text is None else text for text in texts])
    backslashes, tabs = line.count("\\"), line.count("\t")
    is_plain = backslashes == texts.count(None) and tabs == len(texts) - 1
    if is_plain and "\n" not in line and "\r" not in line:
        return line
    return "\t".join([NULL if text is None else text.translate(_ESCAPES) for text in texts])


def line_texts(line: str) -> list[str | None]:
    """The texts of a line that `copy_line` wrote."""
    return [_field_text(field) for field in line.split("\t")]


def _field_text(field: str) -> str | None:
    if "\\" not in field:
        return field
    if field == NULL:
        return None
    return _ESCAPED.sub(lambda found: _UNESCAPED.get(found[1], found[1]), field)


def line_digest(start: str, line: str) -> bytes:
    """SHA-256 of a row given as `prefix` and `copy_line`."""
    return hashlib.sha256((start + line).encode()).digest()


def canonical_bytes(book: Book, values: Sequence[Any]) -> bytes:
    """The bytes that the digest of a row covers."""
    return (prefix(book) + copy_line(canonical_texts(book, values))).encode()


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
    # PostgreSQL holds neither a zero byte nor half of a surrogate pair.
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(msgid("A text holds a character that cannot be stored."))
    return str(text)
