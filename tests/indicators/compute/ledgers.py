"""A ledger of the reference engine as a lake, so that both engines can be asked the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from concentric.indicators.compute.lake import Lake
from concentric.indicators.compute.questions import Seat
from concentric.kernel.types import Period
from concentric.rulebook.entities import Entities
from concentric.rulebook.types import Fact, Ledger

SCHEMA = pa.schema(
    [
        ("position", pa.int64()),
        ("fact_type", pa.string()),
        ("organisation", pa.string()),
        ("place", pa.string()),
        ("person_key", pa.string()),
        ("object_uuid", pa.string()),
        ("covers_from", pa.date32()),
        ("covers_to", pa.date32()),
        ("value", pa.decimal128(24, 6)),
        ("attributed", pa.decimal128(24, 6)),
        ("share_num", pa.int64()),
        ("share_den", pa.int64()),
        ("bound", pa.string()),
        ("boundary", pa.string()),
        ("confirmation", pa.string()),
        ("basis", pa.string()),
        ("dims", pa.string()),
        ("word_1", pa.int64()),
        ("word_2", pa.int64()),
        ("reverses_position", pa.int64()),
    ]
)


def lake_of(ledger: Ledger, root: Path, *, segment: int | None = None) -> Lake:
    """A filled lake with the facts of a ledger."""
    lake = Lake(root)
    last = max((fact.position for fact in ledger.facts), default=0)
    lake.fill(last, export_of(ledger))
    return lake


def export_of(ledger: Ledger):
    """What the ledger room's export would give for these facts."""
    positions = {fact.uuid: fact.position for fact in ledger.facts}
    by_position = {fact.position: fact for fact in ledger.facts}

    def export(first: int, last: int) -> Iterator[pa.RecordBatch]:
        rows = [row(by_position[p], positions) for p in range(first, last + 1) if p in by_position]
        yield pa.RecordBatch.from_pylist(rows, SCHEMA)

    return export


def row(fact: Fact, positions: Mapping[str, int]) -> dict[str, object]:
    digest = hashlib.sha256(fact.uuid.encode()).digest()
    attributed = fact.attributed
    if attributed is None and fact.value is not None:
        attributed = fact.value * fact.share.numerator / fact.share.denominator
    return {
        "position": fact.position,
        "fact_type": fact.fact_type,
        "organisation": fact.organisation,
        "place": fact.place,
        "person_key": fact.person,
        "object_uuid": fact.object,
        "covers_from": fact.covers_from,
        "covers_to": fact.covers_to,
        "value": fact.value,
        "attributed": attributed,
        "share_num": fact.share.numerator,
        "share_den": fact.share.denominator,
        "bound": str(fact.bound),
        "boundary": fact.boundary,
        "confirmation": "one_sided",
        "basis": "declared",
        "dims": json.dumps(dict(fact.dims)),
        "word_1": int.from_bytes(digest[:4], "big"),
        "word_2": int.from_bytes(digest[4:8], "big"),
        "reverses_position": positions[fact.reverses] if fact.reverses else None,
    }


class LedgerWorld:
    """Members and statements of a ledger, as the engine asks for them."""

    def __init__(self, ledger: Ledger, position: int | None = None) -> None:
        self._ledger = ledger
        self._position = position

    def seats(self, population: str, period: Period) -> Sequence[Seat]:
        entities = Entities(self._ledger, population, period.end, self._position)
        seats = []
        for organisation in sorted({f.organisation for f in self._ledger.facts}):
            for boundary in ("solo", "consolidated"):
                probe = Fact(
                    uuid="",
                    position=0,
                    fact_type="",
                    organisation=organisation,
                    covers_from=period.start,
                    covers_to=period.end,
                    boundary=boundary,
                )
                member = entities.member(probe)
                if member is not None:
                    seats.append(Seat(organisation, member, boundary == "consolidated"))
        return seats

    def said(self, entity_kind: str, attribute: str, period: Period) -> Mapping[str, str]:
        entities = Entities(self._ledger, "", period.end, self._position)
        return {
            entity: value
            for (kind, entity, name), value in entities._said.items()
            if kind == entity_kind and name == attribute and value is not None
        }
