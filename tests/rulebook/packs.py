"""Packs for tests: the base catalogue, the demonstration pack, and broken copies of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "catalogue" / "base"
DEMO = ROOT / "tests" / "data" / "rulebook" / "demo"


def copy_of_demo(folder: Path) -> Path:
    """A copy of the demonstration pack that a test may change."""
    return Path(shutil.copytree(DEMO, folder / "demo"))


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change a file, and fail if the change changes nothing."""
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, f"nothing to change in {path}"
    path.write_text(after, encoding="utf-8")
