"""The demo's catalogue: installed first, because every fact is checked against it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from concentric.desk.types import DemoStep
from concentric.facts import services
from concentric.kernel.types import Actor
from concentric.rulebook.api import default_paths


def load(_examples: Path) -> Iterator[DemoStep]:
    """Install the packs of this version."""
    yield DemoStep("install the catalogue", 0, 1)
    services.install_catalogue(actor=Actor.system("demo"), rulebook_paths=default_paths())
    yield DemoStep("", 1, 1)
