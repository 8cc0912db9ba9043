"""Made facts for the benchmark of the engine: a lake of any size, and a rulebook of 60 indicators over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from concentric.indicators.compute.lake import Lake
from concentric.indicators.compute.questions import Seat
from concentric.kernel.types import Period, PeriodKind
from concentric.rulebook.types import (
    DimensionSpec,
    EvidenceRule,
    FactType,
    Formula,
    Indicator,
    Localised,
    Measure,
    Source,
    SourceStatus,
    TimeKind,
    TimeRule,
)

TYPES = tuple(f"bench.t{number:02d}" for number in range(30))
FIRMS = tuple(f"F{number:03d}" for number in range(1, 141))
YEARS = tuple(Period.year(year) for year in range(2016, 2021))
BOARDS = ("{}", '{"board":"main"}', '{"board":"star"}', '{"board":"chinext"}')
SUMMED, COUNTED = 20, 10
_FIRST = date(2016, 1, 1)
_TEXT = Localised("样", "sample")
_SOURCE = Source("benchmark", "", None, None, SourceStatus.UNVERIFIED)


def lake(root: Path, rows: int) -> Lake:
    """A lake with that many facts and reversals, one in a hundred a reversal."""
    made = Lake(root)
    made.fill(rows, _export(np.random.default_rng(1)))
    return made


def _export(random: np.random.Generator) -> Callable[[int, int], Iterator[pa.RecordBatch]]:
    def export(first: int, last: int) -> Iterator[pa.RecordBatch]:
        yield _batch(random, first, last)

    return export


def _batch(random: np.random.Generator, first: int, last: int) -> pa.RecordBatch:
    count = last - first + 1

    def chosen(values: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(
            pa.array(random.integers(0, len(values), count), pa.int32()), pa.array(values)
        )

    days = np.datetime64(_FIRST) + random.integers(0, 1827, count).astype("timedelta64[D]")
    millionths = np.zeros((count, 2), dtype=np.int64)
    millionths[:, 0] = random.integers(1, 10**9, count) * 10**4
    amounts = pa.Array.from_buffers(
        pa.decimal128(24, 6), count, [None, pa.py_buffer(millionths.tobytes())]
    )
    positions = np.arange(first, last + 1)
    reversals = random.random(count) < 0.01
    undone = np.maximum(1, positions - random.integers(1, 1000, count))
    ones = pa.array(np.ones(count, dtype=np.int64))
    return pa.RecordBatch.from_pydict(
        {
            "position": pa.array(positions),
            "fact_type": chosen(TYPES),
            "organisation": chosen(FIRMS),
            "place": chosen([str(code) for code in range(110101, 110901)]),
            "person_key": pa.nulls(count, pa.string()),
            "object_uuid": chosen([f"object-{number}" for number in range(20_000)]),
            "covers_from": pa.array(days),
            "covers_to": pa.array(days),
            "value": amounts,
            "attributed": amounts,
            "share_num": ones,
            "share_den": ones,
            "bound": chosen(["eq"]),
            "boundary": chosen(["solo"]),
            "confirmation": chosen(["one_sided", "two_sided"]),
            "basis": chosen(["declared"]),
            "dims": chosen(BOARDS),
            "word_1": pa.array(random.integers(0, 2**32, count)),
            "word_2": pa.array(random.integers(0, 2**32, count)),
            "reverses_position": pa.array(undone, mask=~reversals),
        }
    )


def _fact_type(code: str) -> FactType:
    return FactType(
        code, 1, _TEXT, TimeKind.EVENT, "CNY", True, True, "thing",
        {"board": DimensionSpec("board", list="boards")}, EvidenceRule.NONE, _FIRST, None, _SOURCE,
    )  # fmt: skip


def _indicator(code: str, formula: Formula, measure: Measure) -> Indicator:
    return Indicator(
        code, _TEXT, "a", "CNY", 2, "1", PeriodKind.YEAR, "returns", formula, measure,
        TimeRule.WITHIN, None, (), _TEXT, _FIRST, None, _SOURCE,
    )  # fmt: skip


class Book:
    """As much of a rulebook as the engine asks: 20 sums, 20 chosen sums, 10 counts, 10 distinct counts."""

    def __init__(self) -> None:
        self._types = {code: _fact_type(code) for code in TYPES}
        star = (("board", ("star",)),)
        made = [
            *(_indicator(f"S-{c}", Formula.SUM, Measure(c, "attributed")) for c in TYPES[:SUMMED]),
            *(
                _indicator(f"W-{c}", Formula.SUM, Measure(c, "attributed", star))
                for c in TYPES[:SUMMED]
            ),
            *(_indicator(f"N-{c}", Formula.COUNT, Measure(c, "fact")) for c in TYPES[SUMMED:]),
            *(_indicator(f"D-{c}", Formula.DISTINCT, Measure(c, "object")) for c in TYPES[SUMMED:]),
        ]
        self.indicators = {one.code: one for one in made}

    def fact_type(self, code: str, on: date | None = None) -> FactType:
        """The fact type with this code."""
        return self._types[code]

    def indicator(self, code: str, on: date | None = None) -> Indicator:
        """The indicator with this code."""
        return self.indicators[code]


class World:
    """Every firm is a member, on its own boundary, in every year."""

    def seats(self, population: str, period: Period) -> Sequence[Seat]:
        """A seat per firm."""
        return [Seat(code, code, False) for code in FIRMS]

    def said(self, entity_kind: str, attribute: str, period: Period) -> Mapping[str, str]:
        """Nothing is stated."""
        return {}
