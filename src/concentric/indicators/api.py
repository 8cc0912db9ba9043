"""The door of `indicators`."""

from __future__ import annotations

from concentric.indicators.compute.queries import (
    compare,
    compared,
    disclosed,
    for_public,
    kept,
    newest_pin,
    newest_run,
    peer_medians,
    pin_at,
    run_by,
    runs,
    value,
    value_of,
    whole,
)
from concentric.indicators.compute.services import (
    compute,
    compute_standing,
    fill_lake,
    lake,
    pin_now,
    rebuild_lake,
    recompute_standing,
)
from concentric.indicators.compute.tracing import trace, uses_of_fact, values_using

__all__ = [
    "compare",
    "compared",
    "compute",
    "compute_standing",
    "disclosed",
    "fill_lake",
    "for_public",
    "kept",
    "lake",
    "newest_pin",
    "newest_run",
    "peer_medians",
    "pin_at",
    "pin_now",
    "rebuild_lake",
    "recompute_standing",
    "run_by",
    "runs",
    "trace",
    "uses_of_fact",
    "value",
    "value_of",
    "values_using",
    "whole",
]
