"""The demo's figures: everything recorded so far, computed for the periods that the demo publishes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from concentric.desk.types import DemoStep
from concentric.indicators.compute import services
from concentric.kernel.types import Actor, Period

YEARS = (Period.year(2019), Period.year(2020))
_EXPECTED = "expected.csv"


def load(examples: Path) -> Iterator[DemoStep]:
    """Seal what was recorded, fill the lake, compute the standing set."""
    asked = set(YEARS)
    with (examples / _EXPECTED).open(encoding="utf-8", newline="") as file:
        asked |= {Period.parse(row["period"]) for row in csv.DictReader(file) if row["indicator"]}
    yield DemoStep("sealing the facts", 0, 1)
    pin = services.pin_now()
    yield DemoStep("filling the lake", 0, 1)
    services.fill_lake(pin.position)
    periods = sorted(asked)
    total = services.standing_batches(pin, periods)
    for done, says in services.standing_steps(actor=Actor.system("demo"), periods=periods, pin=pin):
        yield DemoStep(says, done, total)
    yield DemoStep("", total, total)
