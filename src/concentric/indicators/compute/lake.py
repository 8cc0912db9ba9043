"""The lake: facts copied to Parquet in files cut at fixed positions, a copy the ledger can rebuild at any time.

Each segment of 262,144 positions is three files: the facts in the order of their positions, the same facts
sorted by organisation for dashboards, and the reversals. The last, incomplete segment is written anew
when positions were added. `manifest.json` is replaced in one step once its files are complete, so a process that
dies leaves the former lake. Positions decide what lies in which file: a lake built anew from the same
ledger has the same rows per file and the same fingerprints.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from concentric.indicators.compute import flags

SEGMENT = 262_144
"""Positions per file: about 10 MB, so that a query over few of them stays quick and a rewrite of the tail small."""

FORMAT = 3
_ROW_GROUP = 65_536
_NARROW = 10**12
_SORTED_ROW_GROUP = 8_192
_TEXTS = {
    "fact_type": "fact_type",
    "organisation": "organisation",
    "place": "place",
    "person": "person_key",
    "object": "object_uuid",
}
"""Text columns of the lake, and what the ledger calls them."""

_PLAIN = frozenset({"position", "reverses_position", "value", "attributed", "word_1", "word_2"})
"""Columns of numbers that seldom repeat: a dictionary of them would only be read besides."""

COLUMNS = (
    "position",
    *_TEXTS,
    "covers_from",
    "covers_to",
    "value",
    "attributed",
    "share_num",
    "share_den",
    "flags",
    "word_1",
    "word_2",
)
DIMENSION = "d_"
"""Prefix of the columns that hold dimensions of facts."""

Export = Callable[[int, int], Iterator[pa.RecordBatch]]
"""`facts.api.fact_rows`: facts and reversals between two positions, both included."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One cut of the lake, with what proves that it holds what the ledger holds."""

    first: int
    last: int
    facts: str
    by_organisation: str
    reversals: str
    rows: int
    reversed_rows: int
    word_1: int
    word_2: int
    dimensions: tuple[str, ...]
    fact_types: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it reaches its fixed end and will never be written again."""
        return self.last % SEGMENT == 0


_LISTED = ("dimensions", "fact_types")


class Lake:
    """The lake of one database under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def segments(self) -> tuple[Segment, ...]:
        """What the lake holds, by position; empty before it was first filled."""
        try:
            said = json.loads((self.root / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        if said["format"] != FORMAT:
            return ()
        return tuple(
            Segment(**{**entry, **{name: tuple(entry[name]) for name in _LISTED}})
            for entry in said["segments"]
        )

    def last_position(self) -> int:
        """The last position in the lake; 0 when it is empty."""
        return max((segment.last for segment in self.segments()), default=0)

    def fill(self, upto: int, export: Export) -> tuple[Segment, ...]:
        """Copy what the ledger sealed since the last time, up to a position. Nothing new writes nothing."""
        held = self.segments()
        if held and held[-1].last >= upto:
            return held
        whole = tuple(segment for segment in held if segment.is_whole)
        first = whole[-1].last + 1 if whole else 1
        written = tuple(
            self._write(start, min(start + SEGMENT - 1, upto), export)
            for start in range(first, upto + 1, SEGMENT)
        )
        self._replace_manifest(whole + written)
        self._sweep(whole + written)
        return whole + written

    def rebuild(self, upto: int, export: Export) -> tuple[Segment, ...]:
        """Write every segment anew from the ledger."""
        written = tuple(
            self._write(start, min(start + SEGMENT - 1, upto), export)
            for start in range(1, upto + 1, SEGMENT)
        )
        self._replace_manifest(written)
        self._sweep(written)
        return written

    def _write(self, first: int, last: int, export: Export) -> Segment:
        table = pa.Table.from_batches(export(first, last))
        is_reversal = pc.is_valid(table["reverses_position"])
        reversals = table.filter(is_reversal).select(["position", "reverses_position"])
        facts = shaped(table.filter(pc.invert(is_reversal)))
        name = f"{first:012d}-{last:012d}-{uuid4().hex[:8]}.parquet"
        self._save(facts, f"facts/{name}", _ROW_GROUP)
        in_order = facts.sort_by(
            [("organisation", "ascending"), ("fact_type", "ascending"), ("position", "ascending")]
        )
        self._save(in_order, f"by_organisation/{name}", _SORTED_ROW_GROUP)
        self._save(reversals, f"reversals/{name}", _ROW_GROUP)
        return Segment(
            first=first,
            last=last,
            facts=f"facts/{name}",
            by_organisation=f"by_organisation/{name}",
            reversals=f"reversals/{name}",
            rows=facts.num_rows,
            reversed_rows=reversals.num_rows,
            word_1=pc.sum(facts["word_1"]).as_py() or 0,
            word_2=pc.sum(facts["word_2"]).as_py() or 0,
            dimensions=tuple(
                c.removeprefix(DIMENSION) for c in facts.column_names if c.startswith(DIMENSION)
            ),
            fact_types=tuple(sorted(pc.unique(facts["fact_type"]).to_pylist())),
        )

    def _save(self, table: pa.Table, name: str, row_group: int) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(
            table,
            path,
            compression="lz4",
            row_group_size=row_group,
            use_dictionary=[name for name in table.column_names if name not in _PLAIN],
            store_decimal_as_integer=True,
        )

    def _replace_manifest(self, segments: Sequence[Segment]) -> None:
        said = {"format": FORMAT, "segments": [asdict(segment) for segment in segments]}
        self.root.mkdir(parents=True, exist_ok=True)
        draft = self.root / f"manifest-{uuid4().hex[:8]}.tmp"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(said, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / "manifest.json")

    def _sweep(self, segments: Sequence[Segment]) -> None:
        """Remove files no manifest names: former tails, and what a killed process left."""
        named = {n for s in segments for n in (s.facts, s.by_organisation, s.reversals)}
        for path in self.root.glob("*/*.parquet"):
            if str(path.relative_to(self.root)) not in named:
                path.unlink(missing_ok=True)
        for path in self.root.glob("manifest-*.tmp"):
            path.unlink(missing_ok=True)


def shaped(table: pa.Table) -> pa.Table:
    """Facts as the lake keeps them: texts as dictionaries, small codes in one number, a column per dimension."""
    columns = {
        "position": table["position"],
        **{name: pc.cast(table[called], pa.string()) for name, called in _TEXTS.items()},
        "covers_from": pc.cast(table["covers_from"], pa.date32()),
        "covers_to": pc.cast(table["covers_to"], pa.date32()),
        "value": _narrowed(table["value"]),
        "attributed": _narrowed(table["attributed"]),
        "share_num": pc.cast(table["share_num"], pa.int64()),
        "share_den": pc.cast(table["share_den"], pa.int64()),
        "flags": flags.packed(table),
        "word_1": pc.cast(table["word_1"], pa.uint32()),
        "word_2": pc.cast(table["word_2"], pa.uint32()),
        **_dimensions(table["dims"]),
    }
    return pa.table(columns)


def _narrowed(amounts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Amounts in eight bytes where all of them fit: read and added up twice as fast, and no digit less."""
    least, most = pc.min_max(amounts).as_py().values()
    fits = least is None or (least > -_NARROW and most < _NARROW)
    return pc.cast(amounts, pa.decimal128(18 if fits else 24, 6))


def _dimensions(dims: pa.ChunkedArray) -> dict[str, pa.Array]:
    """One column per dimension. Few distinct texts stand for many rows, so only those are read as JSON."""
    encoded = (
        pa.concat_arrays(dims.cast(pa.string()).chunks).dictionary_encode() if len(dims) else None
    )
    if encoded is None:
        return {}
    said = [json.loads(text) for text in encoded.dictionary.to_pylist()]
    names = sorted({name for one in said for name in one})
    return {
        f"{DIMENSION}{name}": pa.array([one.get(name) for one in said], pa.string()).take(
            encoded.indices
        )
        for name in names
    }
