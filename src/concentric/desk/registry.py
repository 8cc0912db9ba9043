"""The one typed registry: a lower room is met by an upper one through what it registers in `ready()`."""

from __future__ import annotations

from typing import Any, TypeVar, cast, get_args

from concentric.desk import types

Kind = TypeVar("Kind")
Entry = (
    types.MenuItem
    | types.Panel
    | types.TraceResolver
    | types.FactUser
    | types.PublishedFigures
    | types.FileGate
    | types.MergerFollower
    | types.PersonData
    | types.HealthCheck
    | types.DemoLoader
    | types.JobKind
)
"""What a room may register."""

_entries: dict[type, dict[str, Any]] = {kind: {} for kind in get_args(Entry)}


def _name(item: Any) -> str:
    """What makes an entry unique within its kind: its code, kind or room."""
    return str(next(getattr(item, a) for a in ("code", "kind", "room") if hasattr(item, a)))


def register(item: Entry) -> None:
    """Enter one item under its kind, known by its code, kind or room; the same item again changes nothing.

    Raises `ValueError` for another item of a name that is taken and `TypeError` for what is no kind of the registry.
    """
    shelf = _entries.get(type(item))
    if shelf is None:
        raise TypeError(f"{type(item).__name__} is not a kind of the registry")
    name = _name(item)
    if name in shelf and shelf[name] != item:
        raise ValueError(f"{type(item).__name__} {name!r} is registered twice")
    shelf[name] = item


def registered(kind: type[Kind]) -> tuple[Kind, ...]:
    """All items of a kind, by `order` where they have one, then by name."""
    shelf = _entries[kind]
    ordered = sorted(shelf.items(), key=lambda pair: (getattr(pair[1], "order", 0), pair[0]))
    return tuple(cast(Kind, item) for _, item in ordered)


def registered_one(kind: type[Kind], name: str) -> Kind | None:
    """The item of that name, or `None`."""
    return cast("Kind | None", _entries[kind].get(name))
