"""The golden check: every figure that the demo period must reproduce, beside what came out of the records."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from concentric.indicators import api as indicators
from concentric.indicators.types import Pin
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Bound, Period
from concentric.publications import api as publications


@dataclass(frozen=True, slots=True)
class Expected:
    """One row of `expected.csv`: a published figure in the product's own words."""

    figure: str
    bound: Bound
    value: Decimal
    unit: str
    indicator: str
    period: str
    where: str
    display: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out beside what was expected."""

    expected: Expected
    computed: Decimal | None
    ok: bool
    trace: str
    """The command that opens the number."""


def expected_figures(examples: Path) -> tuple[Expected, ...]:
    """The rows of `expected.csv`."""
    path = examples / "expected.csv"
    if not path.is_file():
        raise Missing(
            msgid("%(path)s was not found."),
            why=msgid("The figures of the demo period stand in it."),
            remedy=msgid("Run the demo from a checkout, or name its folder with --examples."),
            path=path,
        )
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Expected(
                row["figure"],
                Bound(row["bound"]),
                Decimal(row["expected"]),
                row["unit"],
                row["indicator"],
                row["period"],
                row["where"],
                row["display"],
            )
            for row in csv.DictReader(file)
        )


def findings(examples: Path) -> Iterator[Finding]:
    """Every expected figure beside the computed one, in the order of the file."""
    rows = expected_figures(examples)
    stated = publications.recorded_counts()
    pin = indicators.newest_pin()
    for row in rows:
        computed = _computed(row, pin, stated)
        yield Finding(row, computed, _agrees(row, computed), _trace(row))


def _computed(row: Expected, pin: Pin | None, stated: Mapping[str, int]) -> Decimal | None:
    if not row.indicator:
        count = stated.get(row.figure)
        return None if count is None else Decimal(count)
    if pin is None:
        return None
    try:
        return indicators.value_of(pin, row.indicator, Period.parse(row.period), row.where).rounded
    except Missing:
        return None


def _agrees(row: Expected, computed: Decimal | None) -> bool:
    """Within its bound; a figure without one is equal to the last digit that was printed."""
    if computed is None:
        return False
    if row.bound is Bound.EQ:
        return computed == row.value
    within = {
        Bound.GE: computed >= row.value,
        Bound.GT: computed > row.value,
        Bound.LE: computed <= row.value,
        Bound.LT: computed < row.value,
    }
    return within.get(row.bound, False)


def _trace(row: Expected) -> str:
    if not row.indicator:
        return f"concentric trace --statement {row.figure}"
    where = f" --where {row.where}" if row.where else ""
    return f"concentric trace {row.indicator} {row.period}{where}"
