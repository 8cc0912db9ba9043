"""What crosses the door of `facts`: drafts, recorded facts, selectors, dimension statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from concentric.kernel.api import Bound


class Basis(StrEnum):
    """How the value came about."""

    ROOM = "room"
    """A record of the work itself."""
    DECLARED = "declared"
    """A figure that the organisation states and vouches for."""


class Boundary(StrEnum):
    """What of a group the value covers."""

    SOLO = "solo"
    CONSOLIDATED = "consolidated"


class Confirmation(StrEnum):
    """Whether the other side has said the same. Silence is not consent."""

    ONE_SIDED = "one_sided"
    TWO_SIDED = "two_sided"


class ObsStatus(StrEnum):
    """Status of an observation: codes of the SDMX code list CL_OBS_STATUS."""

    NORMAL = "A"
    ESTIMATED = "E"
    PROVISIONAL = "P"
    UNRELIABLE = "U"
    IMPUTED = "I"
    BREAK = "B"


class Confidentiality(StrEnum):
    """Who may see the single fact: codes of the SDMX code list CL_CONF_STATUS."""

    FREE = "F"
    NOT_FOR_PUBLICATION = "N"
    CONFIDENTIAL = "C"


@dataclass(frozen=True, slots=True)
class FactSource:
    """The place a fact was recorded from: a room's row, its revision, and a slot where one row
    gives several facts.

    Unique in the ledger, so that recording the same source again records nothing.
    """

    room: str
    uuid: UUID
    revision: int
    slot: str

    def __str__(self) -> str:
        return f"{self.room}/{self.uuid}/{self.revision}/{self.slot}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFact:
    """A fact to be recorded. For events and states `covers_from` and `covers_to` are the same day.

    `value` is the whole, in the unit of the fact type; `attributed` the organisation's part,
    computed exactly as value times share when it is None.
    """

    fact_type: str
    organisation: str
    value: Decimal
    source: FactSource
    covers_from: date
    covers_to: date
    place: str | None = None
    person_key: str | None = None
    object_kind: str | None = None
    object_uuid: UUID | None = None
    bound: Bound = Bound.EQ
    share_num: int = 1
    share_den: int = 1
    attributed: Decimal | None = None
    dims: Mapping[str, str] = field(default_factory=dict, hash=False)
    basis: Basis = Basis.DECLARED
    boundary: Boundary = Boundary.SOLO
    confirmation: Confirmation = Confirmation.ONE_SIDED
    status: ObsStatus = ObsStatus.NORMAL
    confidentiality: Confidentiality = Confidentiality.FREE
    evidence: tuple[str, ...] = ()
    """SHA-256 (hexadecimal) of the files behind it."""
    backfilled: bool = False
    """Recorded long after the event, from older papers."""


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """The outcome of recording one draft. `is_new` is False when its source had been recorded
    before.
    """

    uuid: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class RecordedBatch:
    """The outcome of recording many drafts; `uuids` stand in the order of the drafts."""

    uuids: tuple[UUID, ...]
    recorded: int
    already: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """A fact as the ledger holds it. A reversal has no value and names the fact it `reverses`."""

    uuid: UUID
    position: int | None
    """Sealed position; `None` for the second before it is sealed."""
    fact_type: str
    fact_type_version: int
    time_kind: str
    organisation: str
    place: str | None
    person_key: str | None
    object_kind: str | None
    object_uuid: UUID | None
    covers_from: date
    covers_to: date
    value: Decimal | None
    bound: Bound
    share_num: int
    share_den: int
    attributed: Decimal | None
    dims: Mapping[str, str]
    basis: Basis
    boundary: Boundary
    confirmation: Confirmation
    status: ObsStatus
    confidentiality: Confidentiality
    evidence: tuple[str, ...]
    backfilled: bool
    source: FactSource
    reverses: UUID | None
    recorded_at: datetime
    digest: str
    reversed_by: UUID | None
    """The reversal that removes it from all later positions, as far as asked for."""
    reversed_at_position: int | None
    """Position of that reversal, `None` when there is none or it is not sealed yet."""

    def is_live_at(self, position: int) -> bool:
        """True when a number computed at this position counts the fact."""
        if self.reverses is not None or self.position is None or self.position > position:
            return False
        return self.reversed_at_position is None or self.reversed_at_position > position


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which facts are behind a number: kept with every value instead of a list of ids, and run
    again at its position.

    Reversals never match, nor do facts that are reversed at the position. `None` means "any".
    `covers_from` is the first day that a fact may begin to cover, `covers_to` the last that it may
    cover. With `latest`, of the facts that agree in organisation, place, person, object and
    dimensions only the one that covers the last day counts (states).
    """

    fact_type: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Dimension and its admitted values, sorted by dimension."""
    covers_from: date | None = None
    covers_to: date | None = None
    organisations: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    """Codes of places; an empty code stands for facts that name none."""
    objects: tuple[UUID, ...] | None = None
    basis: Basis | None = None
    boundary: Boundary | None = None
    confirmation: Confirmation | None = None
    latest: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON object; unset parts are left out. `from_json` reads it back."""
        parts: dict[str, Any] = {
            "fact_type": self.fact_type,
            "where": {name: list(values) for name, values in self.where} or None,
            "covers_from": self.covers_from and self.covers_from.isoformat(),
            "covers_to": self.covers_to and self.covers_to.isoformat(),
            "organisations": None if self.organisations is None else list(self.organisations),
            "places": None if self.places is None else list(self.places),
            "objects": None if self.objects is None else [str(uuid) for uuid in self.objects],
            "basis": self.basis,
            "boundary": self.boundary,
            "confirmation": self.confirmation,
            "latest": self.latest or None,
        }
        return {name: value for name, value in parts.items() if value is not None}

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises `KeyError` or `ValueError` for anything else."""

        def texts(name: str) -> tuple[str, ...] | None:
            return None if parts.get(name) is None else tuple(parts[name])

        def day(name: str) -> date | None:
            return None if parts.get(name) is None else date.fromisoformat(parts[name])

        objects = texts("objects")
        where = parts.get("where") or {}
        return cls(
            fact_type=parts["fact_type"],
            where=tuple((name, tuple(where[name])) for name in sorted(where)),
            covers_from=day("covers_from"),
            covers_to=day("covers_to"),
            organisations=texts("organisations"),
            places=texts("places"),
            objects=None if objects is None else tuple(UUID(text) for text in objects),
            basis=Basis(parts["basis"]) if "basis" in parts else None,
            boundary=Boundary(parts["boundary"]) if "boundary" in parts else None,
            confirmation=Confirmation(parts["confirmation"]) if "confirmation" in parts else None,
            latest=bool(parts.get("latest", False)),
        )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Says whether two sets of facts are the same without listing them.

    `word_1` and `word_2` are the sums of the first and second 32 bits of the digests, which every
    engine can add up in a 64-bit integer for two thousand million facts, in any order. It finds
    accidents (a lost file, a doubled row) except one in about 2**64. It is no proof against
    somebody who makes facts to collide: that is what the seals are for.
    """

    count: int
    word_1: int
    word_2: int

    def __str__(self) -> str:
        return f"{self.count}-{self.word_1:x}-{self.word_2:x}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text form back. Raises `ValueError` for another text."""
        count, word_1, word_2 = text.split("-")
        return cls(int(count), int(word_1, 16), int(word_2, 16))


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionStatement:
    """What is true of an entity in one respect over some days, both ends included. `value` None: it
    has none then.
    """

    entity_kind: str
    entity: str
    attribute: str
    value: str | None
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDimension:
    """A statement as the book holds it."""

    statement: DimensionStatement
    uuid: UUID
    position: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """An installed version of the catalogue."""

    hash: str
    packs: Mapping[str, str] = field(hash=False)
    """Version by pack code."""
    installed_at: datetime
