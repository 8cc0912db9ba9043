"""Pure decisions about computed values: how a cell is written, and what the standing set asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from concentric.kernel.types import Period
from concentric.rulebook.types import Cell, Rulebook

Batch = tuple[tuple[str, ...], tuple[Period, ...], tuple[str, ...]]
"""Breakdowns, periods, indicator codes: what one question of the standing set asks."""


def cell_code(cell: Cell) -> str:
    """The cell as sorted text: `board=star&organisation=F001`; empty for the whole population."""
    return "&".join(f"{name}={code}" for name, code in sorted(cell))


def read_cell(code: str) -> Cell:
    """Read `cell_code` back."""
    pairs = (part.split("=", 1) for part in code.split("&") if part)
    return tuple(sorted((name, value) for name, value in pairs))


def grain_of(cell_codes: str) -> tuple[str, ...]:
    """The breakdown names of a cell's text."""
    return tuple(name for name, _ in read_cell(cell_codes))


def standing_questions(rulebook: Rulebook, periods: Sequence[Period]) -> tuple[Batch, ...]:
    """The standing set: every indicator whole and by each single breakdown it names, grouped by breakdown.

    An indicator is asked only in periods of its own kind in which it is valid.
    """
    asked: dict[tuple[tuple[str, ...], tuple[Period, ...]], list[str]] = defaultdict(list)
    for code, newest in sorted(rulebook.indicators.items()):
        valid = tuple(
            p for p in periods if p.kind is newest.period and _is_valid(rulebook, code, p)
        )
        if not valid:
            continue
        for by in ((), *((name,) for name in newest.breakdowns)):
            asked[by, valid].append(code)
    return tuple((by, valid, tuple(codes)) for (by, valid), codes in asked.items())


def _is_valid(rulebook: Rulebook, code: str, period: Period) -> bool:
    return any(
        (one.valid_from is None or one.valid_from <= period.end)
        and (one.valid_to is None or period.end <= one.valid_to)
        for one in rulebook.versions["indicators"][code]
    )
