"""What crosses the door of `__room__`: codes and frozen values, no words and no rows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EntryInfo:
    """An entry as other rooms see it."""

    uuid: UUID
    code: str
    name: str
