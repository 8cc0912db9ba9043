"""The rooms and their storeys, read from the one place that states them."""

from __future__ import annotations

import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "concentric"


def storeys() -> list[list[str]]:
    """Rooms from the top storey down; rooms of one storey stand together."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    lines = parser["importlinter:contract:storeys"]["layers"].split("\n")
    return [[room.strip(" ()") for room in line.split("|")] for line in lines if line.strip()]


def height(room: str) -> int:
    """How high a room stands; a greater number is higher."""
    levels = storeys()
    return next(len(levels) - n for n, level in enumerate(levels) if room in level)


def python_files() -> list[Path]:
    """Every Python file of the product, migrations left out."""
    roots = (SOURCE, ROOT / "config")
    return sorted(p for root in roots for p in root.rglob("*.py") if "migrations" not in p.parts)


def template_files() -> list[Path]:
    """Every template of the product."""
    return sorted(p for p in SOURCE.rglob("templates/**/*") if p.suffix in {".html", ".txt", ".typ"})
