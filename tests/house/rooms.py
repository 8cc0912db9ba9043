"""The rooms and their storeys, read from the one place that states them, and the files of the product."""

from __future__ import annotations

import configparser
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "concentric"
CONFIG = ROOT / "config" / "concentric_config"


@cache
def storeys() -> tuple[tuple[str, ...], ...]:
    """Rooms from the top storey down; rooms of one storey stand together."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    lines = parser["importlinter:contract:storeys"]["layers"].split("\n")
    return tuple(
        tuple(room.strip(" ()") for room in line.split("|")) for line in lines if line.strip()
    )


@cache
def rooms() -> tuple[str, ...]:
    """Every room, from the top down."""
    return tuple(room for level in storeys() for room in level)


def height(room: str) -> int:
    """How high a room stands; a greater number is higher."""
    return next(len(storeys()) - n for n, level in enumerate(storeys()) if room in level)


def is_above(room: str, other: str) -> bool:
    """Whether `room` may not be named by `other`: it is another room that does not stand lower."""
    return room != other and height(room) >= height(other)


def room_of(module: str) -> str:
    """The room of a module such as `concentric.members.models`."""
    return module.removeprefix("concentric.").split(".")[0]


def room_of_file(path: Path) -> str | None:
    """The room a file lies in; `None` for what belongs to no room."""
    if SOURCE not in path.parents:
        return None
    first = path.relative_to(SOURCE).parts[0]
    return first if first in rooms() else None


def python_files() -> list[Path]:
    """Every Python file of the product, migrations left out."""
    return sorted(
        p for root in (SOURCE, CONFIG) for p in root.rglob("*.py") if "migrations" not in p.parts
    )


def migration_files() -> list[Path]:
    """Every migration of the product."""
    return sorted(p for p in SOURCE.glob("*/migrations/*.py") if p.name != "__init__.py")


def template_files() -> list[Path]:
    """Every template of the product."""
    return sorted(
        p for p in SOURCE.glob("*/templates/**/*") if p.suffix in {".html", ".txt", ".typ", ".xml"}
    )


def shown(path: Path) -> str:
    """A path as a message names it."""
    return str(path.relative_to(ROOT)) if ROOT in path.parents else path.name


def routes() -> Iterator[tuple[tuple[str, ...], str, URLPattern]]:
    """Every route of the site: its namespaces, its address as the patterns write it, its pattern."""
    yield from _walk(get_resolver().url_patterns, (), "")


def _walk(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], prefix: str
) -> Iterator[tuple[tuple[str, ...], str, URLPattern]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, inner, address)
        else:
            yield spaces, address, pattern


def none(faults: Iterable[str]) -> None:
    """Fail with one fault a line, all of them: whoever mends them reads only this."""
    found = list(faults)
    assert not found, "\n" + "\n".join(found)
