"""What crosses the door of `audit`: books, seals, findings and log entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class ColumnKind(StrEnum):
    """How a column of a sealed row becomes canonical text."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    """An exact decimal of at most six places, written with six."""
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    """An aware instant, written in UTC with microseconds."""
    UUID = "uuid"
    JSON = "json"
    """Objects, lists, texts, integers, booleans, null. No floating point: its text is not one text.
    """
    WORDS = "words"
    """An ordered list of words of ASCII letters and digits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the digest of a row covers."""

    name: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An append-only table whose rows carry a digest and are sealed in order.

    The digest covers `columns` in their order, under a prefix of `name` and `version`. A change of
    columns is a new version, and rows of the old one must still be read by the old definition. The
    table also has `id`, `uuid` and `digest`.
    """

    name: str
    version: int
    table: str
    positions: str
    queue: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A link of a book's chain: it covers the digests of the positions `first` to `last`, in order."""

    book: str
    number: int
    first_position: int
    last_position: int
    count: int
    previous_hash: str
    hash: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class SealResult:
    """What one call of `seal` did: rows that got a position now, and the last position of the book."""

    book: str
    sealed: int
    last_position: int


class FindingKind(StrEnum):
    """What a verification can find false."""

    ROW_CHANGED = "row_changed"
    """A column no longer gives the row's own digest."""
    DIGEST_CHANGED = "digest_changed"
    """The row's digest is not the one that was sealed: row and digest were rewritten together."""
    ROW_MISSING = "row_missing"
    """A position points at no row."""
    POSITION_GAP = "position_gap"
    """A position is missing."""
    SEAL_CHANGED = "seal_changed"
    """A seal's hash does not follow from what it covers."""
    SEAL_BROKEN_CHAIN = "seal_broken_chain"
    """A seal does not continue the one before it, or one is missing."""
    POSITION_UNSEALED = "position_unsealed"
    """Positions behind the last seal, or positions without any seal."""
    ROW_UNQUEUED = "row_unqueued"
    """A row that was neither sealed nor waits to be: it was brought in past the guards."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One false place of a book, named as closely as it can be."""

    kind: FindingKind
    book: str
    position: int | None = None
    uuid: UUID | None = None
    seal: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of a verification: what was read, and what is false, in the order of positions."""

    book: str
    rows: int
    seals: int
    last_position: int
    newest: Seal | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True when nothing false was found."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as the log keeps it. Persons stand as uuids; their names are never written here."""

    uuid: UUID
    at: datetime
    act: str
    person: UUID | None
    appointment: UUID | None
    acting_organisation: str | None
    acting_for: str | None
    agent: str | None
    """The program that acted, where no person did."""
    object_kind: str
    object_uuid: UUID | None
    organisation: str | None
    """Whose matter it is."""
    details: Mapping[str, Any]
    position: int | None
    """Its sealed position, `None` for the second before it is sealed."""
