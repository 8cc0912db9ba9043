"""Long forms and lists as one person keeps them: drafts, saved views, changes that came in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from concentric.desk.types.words import Words


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed into a long form and has not sent.

    `form` is the form's code, `object` names what it is about (empty for something new), `content` maps the names of
    fields to the texts typed, in the order of the page.
    """

    form: str
    object: str
    content: Mapping[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of a list that one person keeps under a name of their own; `query` is its query string."""

    uuid: UUID
    label: str
    query: str
    current: bool = False
    """Whether it is the view that stands on the page."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which two people made different things."""

    field: str
    label: Words
    typed: Any
    standing: Any


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A record was changed by somebody else since the reader opened it. Nothing was written."""

    by: str
    at: datetime
    revision: int
    """The revision that stands now: a form that sends it saves over it knowingly."""
    differences: tuple[Difference, ...]
