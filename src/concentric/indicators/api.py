"""The door of `indicators`."""

from __future__ import annotations

from concentric.indicators.compute.disclosing import as_public
from concentric.indicators.compute.queries import (
    kept,
    newest_pin,
    run_at,
    trace,
    value,
    value_of,
    values_using,
    whole,
)
from concentric.indicators.compute.services import (
    compute,
    compute_standing,
    fill_lake,
    pin_now,
    rebuild_lake,
)

__all__ = [
    "as_public",
    "compute",
    "compute_standing",
    "fill_lake",
    "kept",
    "newest_pin",
    "pin_now",
    "rebuild_lake",
    "run_at",
    "trace",
    "value",
    "value_of",
    "values_using",
    "whole",
]
