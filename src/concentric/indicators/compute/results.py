"""What the queries found, read when it is asked for: amounts stay whole millionths until somebody wants a fraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, overload

import numpy as np
import pyarrow as pa

from concentric.indicators.compute import flags
from concentric.indicators.compute.questions import Answer, Behind
from concentric.indicators.compute.shapes import Kind, Shape
from concentric.indicators.compute.terms import MEMBER
from concentric.rulebook.api import bound_of_extreme, bound_of_sum
from concentric.rulebook.types import BaseMeasure, Cell, Figure, Formula

MILLION = 10**6
"""The ledger keeps six decimals: an amount is a whole number of millionths."""

Codes = tuple[str, ...]
Number = int | Fraction


class Part(NamedTuple):
    """What a member contributed to a cell, or all members together."""

    value: Number
    """In units of 1 / `Rows.unit`."""
    bits: int
    facts: int
    nonzero: int
    confirmed: int
    word_1: int
    word_2: int


class Columns:
    """The result of one query, column by column as Python values, each made when first read."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._made: dict[str, list[Any]] = {}

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self._made:
            self._made[name] = _values(self.table[name])
        return self._made[name]

    def spans(self) -> dict[tuple[int, Any], tuple[int, int]]:
        """First row and row after the last, by measure and period: the result is ordered by them."""
        rows = self.table.num_rows
        if not rows:
            return {}
        measures, periods = self.table["measure"], self.table["period"]
        changes = np.zeros(rows, bool)
        changes[:1] = True
        for column in (measures.to_numpy(), periods.to_numpy()):
            changes[1:] |= column[1:] != column[:-1]
        starts = np.flatnonzero(changes).tolist()
        return {
            (measures[first].as_py(), periods[first].as_py()): (first, end)
            for first, end in zip(starts, [*starts[1:], rows], strict=True)
        }


def _values(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_decimal(column.type) and not column.null_count:
        scale = MILLION if column.type.scale else 1
        return _whole(column) if scale == 10**column.type.scale else column.to_pylist()
    return column.to_pylist()


def _whole(column: pa.ChunkedArray) -> list[int]:
    """Decimals as whole numbers of their last place, straight from the memory of the column."""
    found: list[int] = []
    for chunk in column.chunks:
        words = np.frombuffer(chunk.buffers()[1], np.int64).reshape(-1, 2)
        words = words[chunk.offset : chunk.offset + len(chunk)]
        low, high = words[:, 0], words[:, 1]
        if np.array_equal(low >> 63, high):
            found += low.tolist()
            continue
        found += [
            (above << 64) | (below & 0xFFFF_FFFF_FFFF_FFFF)
            for below, above in zip(low.tolist(), high.tolist(), strict=True)
        ]
    return found


class Rows:
    """The rows of one measure in one period: its members and cells."""

    def __init__(
        self, columns: Columns, span: tuple[int, int], shape: Shape, base: BaseMeasure
    ) -> None:
        self._columns = columns
        self._span = span
        self._shape = shape
        self._base = base
        self.unit = MILLION if base.formula not in _COUNTED and base.measure.of != "share" else 1

    def __iter__(self) -> Iterator[tuple[Codes, str, Part]]:
        """Codes of the grain, the member, and its part."""
        first, end = self._span
        names = [f"n_{name}" for name in self._shape.grain]
        behind = ("bits", "facts", "nonzero", "confirmed", "word_1", "word_2")
        codes = zip(*(self._columns[n][first:end] for n in names), strict=True) if names else None
        rows = zip(
            codes or ((),) * (end - first),
            self._columns["member"][first:end],
            map(Part, self._numbers(first, end), *(self._columns[n][first:end] for n in behind)),
            strict=True,
        )
        return _together(rows) if self._shape.kind is Kind.SHARE else rows

    def _numbers(self, first: int, end: int) -> Sequence[Number]:
        base, columns = self._base, self._columns
        if base.formula in _COUNTED:
            return columns["counted" if self._shape.of else "nonzero"][first:end]
        if self._shape.kind is Kind.SHARE:
            return [
                columns["facts"][row]
                * Fraction(columns["share_num"][row], columns["share_den"][row])
                for row in range(first, end)
            ]
        suffix = f"_{base.formula}" if self._shape.kind is Kind.EXTREME else ""
        return columns[base.measure.of + suffix][first:end]


_COUNTED = frozenset({Formula.COUNT, Formula.DISTINCT})


def _together(rows: Iterator[tuple[Codes, str, Part]]) -> Iterator[tuple[Codes, str, Part]]:
    """Rows of one cell that differ only in their shares, as one."""
    found: dict[tuple[Codes, str], Part] = {}
    for codes, member, part in rows:
        key = (codes, member)
        found[key] = _sum((found[key], part)) if key in found else part
    return ((codes, member, part) for (codes, member), part in found.items())


class Found:
    """What was found for one measure in one period: cells of each member, and of all members together.

    `distinct` holds how many different things were counted, by codes of the grain and, where they were
    counted for each member, the member behind them.
    """

    def __init__(
        self,
        rows: Rows | None,
        base: BaseMeasure,
        grain: Codes,
        distinct: Mapping[Codes, int] | None,
    ) -> None:
        self._rows = rows
        self._base = base
        self._grain = grain
        self._distinct = distinct

    def cells(self, *, by_member: bool) -> dict[Cell, tuple[Figure, Behind]]:
        """Figures with what stands behind them, by cell."""
        return self._of_each if by_member else self._of_all

    @cached_property
    def _of_each(self) -> dict[Cell, tuple[Figure, Behind]]:
        if self._rows is None:
            return {}
        cell = _cells((*self._grain, MEMBER))
        unit, figure, distinct = self._rows.unit, _figures(self._base.formula), self._distinct
        found = {}
        for codes, member, part in self._rows:
            value = part.value if distinct is None else distinct.get((*codes, member), 0)
            found[cell((*codes, member))] = (
                figure(Fraction(value, unit), part.bits),
                Behind(
                    part.facts, part.confirmed, part.word_1, part.word_2,
                    1 if part.nonzero else 0, _ONE if part.value else _NONE,
                ),
            )  # fmt: skip
        return found

    @cached_property
    def _of_all(self) -> dict[Cell, tuple[Figure, Behind]]:
        if self._rows is None:
            return {}
        by_codes: dict[Codes, list[Part]] = defaultdict(list)
        for codes, _, part in self._rows:
            by_codes[codes].append(part)
        cell = _cells(self._grain)
        figure = _figures(self._base.formula)
        return {
            cell(codes): self._total(parts, codes, figure)
            for codes, parts in sorted(by_codes.items())
        }

    def _total(
        self, parts: Sequence[Part], codes: Codes, figure: Callable[[Fraction, int], Figure]
    ) -> tuple[Figure, Behind]:
        whole = _sum(parts)
        value: Number = whole.value
        if self._base.formula is Formula.MIN:
            value = min(part.value for part in parts)
        if self._base.formula is Formula.MAX:
            value = max(part.value for part in parts)
        if self._distinct is not None:
            value = self._distinct.get(codes, 0)
        unit = self._rows.unit if self._rows else 1
        behind = Behind(
            whole.facts, whole.confirmed, whole.word_1, whole.word_2,
            sum(1 for part in parts if part.nonzero),
            self._largest(parts, Fraction(value)),
        )  # fmt: skip
        return figure(Fraction(value, unit), whole.bits), behind

    def _largest(self, parts: Sequence[Part], value: Fraction) -> Fraction:
        """The largest member's part of the whole, 0 to 1.

        Members' counts of distinct things overlap: that one of them saw all of them says nothing about the others.
        """
        if self._distinct is not None and sum(1 for part in parts if part.nonzero) > 1:
            return _NONE
        if not value:
            return _NONE
        return min(max(abs(Fraction(part.value)) for part in parts) / abs(value), _ONE)


_ONE, _NONE = Fraction(1), Fraction(0)


def _cells(names: Codes) -> Callable[[Codes], Cell]:
    """Makes cells, sorted by name, of codes in the order of `names`."""
    order = sorted(range(len(names)), key=lambda at: names[at])
    pairs = [(names[at], at) for at in order]
    return lambda codes: tuple([(name, codes[at]) for name, at in pairs])


def _figures(formula: Formula) -> Callable[[Fraction, int], Figure]:
    """Makes figures with the bound that the formula gives; counts are exact."""
    if formula in _COUNTED:
        return lambda value, _: Figure(value)
    combine = bound_of_sum if formula is Formula.SUM else bound_of_extreme
    known: dict[int, Any] = {}

    def figure(value: Fraction, bits: int) -> Figure:
        bits &= flags.BOUNDS
        if bits not in known:
            known[bits] = combine(flags.bounds_of(bits))
        return Figure(value, known[bits])

    return figure


def _sum(parts: Sequence[Part]) -> Part:
    bits = 0
    for part in parts:
        bits |= part.bits
    return Part(
        sum(part.value for part in parts), bits, sum(part.facts for part in parts),
        sum(part.nonzero for part in parts), sum(part.confirmed for part in parts),
        sum(part.word_1 for part in parts), sum(part.word_2 for part in parts),
    )  # fmt: skip


class Answers(Sequence[Answer]):
    """The answers to a question. The queries have run; each answer is made when it is first read."""

    def __init__(self, made: Callable[[], Iterator[Answer]]) -> None:
        self._make = made

    @cached_property
    def _all(self) -> tuple[Answer, ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, at: int) -> Answer: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Answer]: ...
    def __getitem__(self, at: int | slice) -> Answer | Sequence[Answer]:
        return self._all[at]
