"""The demo's places: the packaged lists, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from concentric.desk.types import DemoStep
from concentric.kernel.types import Actor
from concentric.places import queries, services


def load(_examples: Path) -> Iterator[DemoStep]:
    """Load provinces, prefectures, counties, sub-districts, zones, regions and tags."""
    yield DemoStep("divisions, regions and county tags", 0, 1)
    if not queries.is_loaded():
        services.load_packaged(actor=Actor.system("demo"))
    yield DemoStep("", 1, 1)
