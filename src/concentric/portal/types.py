"""What the portal's pages are made of: things to do, figures, parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Words = Any
"""A text for people: `str`, or a lazy translation that becomes one in the reader's language."""


class Tone(StrEnum):
    """How much something wants attention; the names are the look's kinds of state."""

    OFFICIAL = "official"
    """Overdue, or an official act is waited for."""
    ATTENTION = "attention"
    ACTIVE = "active"
    QUIET = "quiet"
    GOOD = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something this actor can do now, and the one click to it."""

    title: Words
    act: Words
    """The verb on its button."""
    url: str
    note: Words = ""
    state: Words = ""
    tone: Tone = Tone.QUIET
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a page, as shown, with its trace where it has one."""

    label: Words
    value: str = ""
    unit: Words = ""
    exact: str = ""
    url: str = ""
    code: str = ""
    confirmed: int | None = None
    """The confirmed share in percent; `None` where nothing can be confirmed."""
    note: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a home page: a title, a template and what it reads."""

    code: str
    title: Words
    template: str
    note: Words = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    more_label: Words = ""
    more_url: str = ""
    is_wide: bool = False
    """Whether it takes the whole width instead of standing beside another."""


@dataclass(frozen=True, slots=True)
class Home:
    """The day of one actor: what to do, the figures to know, the parts to look at."""

    tasks: tuple[Task, ...]
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The newest outcome of verifying the books, as the log keeps it."""

    ok: bool
    at: Any
    rows: int
    seals: int
    findings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One health check with what it found."""

    code: str
    ok: bool
    says: str
    remedy: str
