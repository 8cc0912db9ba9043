"""What the rooms register: menu items, panels, resolvers, gates, checks, loaders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from concentric.desk.types.words import Words
from concentric.kernel.types import Actor


class MenuGroup(StrEnum):
    """The groups of the side rail, in their order on the page."""

    WORK = "work"
    """What is due for me."""
    PROGRAMMES = "programmes"
    """Accords and pairings of the association's programmes."""
    STATISTICS = "statistics"
    """Yearly returns and indicators."""
    PUBLICATIONS = "publications"
    """Reports and what was issued."""
    DIRECTORY = "directory"
    """Members, organisations, people, places."""
    ASSURANCE = "assurance"
    """Audit, verification, data quality."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the side rail, offered by a room and shown to those who may see it."""

    code: str
    label: Words
    url_name: str
    group: MenuGroup
    order: int
    icon: str
    may_see: Callable[[Actor], bool]
    on_phone: bool = False
    """Whether it stands in the phone's bottom bar (four at most are shown)."""


class PanelPlace(StrEnum):
    """A page of the portal on which rooms may place a panel."""

    HOME = "home"
    ORGANISATION = "organisation"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that belongs to another room.

    `context(actor, code)` reads what the template needs; `code` is the organisation's or place's code and empty
    on the home page. `None` means that this actor has nothing to see there.
    """

    code: str
    place: PanelPlace
    title: Words
    template: str
    order: int
    context: Callable[[Actor, str], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class TraceTarget:
    """Where a fact came from, in words, for one actor."""

    label: str
    url: str | None
    """Page of the source record, or `None` where this actor may not open it."""
    evidence: tuple[str, ...] = ()
    """SHA-256 of files this actor may open."""


@dataclass(frozen=True, slots=True)
class TraceResolver:
    """Opens the source rows of one room's facts: uuids in, targets out, one batch, scoped to the actor."""

    room: str
    resolve: Callable[[Actor, Sequence[UUID]], Mapping[UUID, TraceTarget]]


@dataclass(frozen=True, slots=True)
class FactUse:
    """One value or publication that used a fact."""

    kind: str
    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class FactUser:
    """A room that uses facts and can say where: the other direction of a trace."""

    room: str
    uses: Callable[[Actor, UUID], Sequence[FactUse]]


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure as a publication states it: which one, its exact value as text, and the page that says so."""

    indicator: str
    period: str
    cell_code: str
    value_uuid: UUID
    """The computed value that was published."""
    exact: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """A room that publishes figures: those of some indicators and one cell that a reader may see, the oldest first."""

    room: str
    of: Callable[[Actor, Collection[str], str], Sequence[PublishedFigure]]


@dataclass(frozen=True, slots=True)
class FileGate:
    """Who may open a file attached to one kind of record: asked by the download view.

    `kind` is the room and the attachment's kind of object, joined by a dot, as `programmes.pairing`.
    """

    kind: str
    may_open: Callable[[Actor, UUID], bool]


@dataclass(frozen=True, slots=True)
class MergerFollower:
    """A room whose open work goes to the successor when one organisation absorbs another.

    All three are called with the actor, who gives, who takes, and the first day on which the other is in charge:
    `move` in the transaction of the merger, `move_back` in that of a separation (the former successor gives what it
    took over), `preview` before a merger. Moves return how many records moved; past facts stay where they are.
    """

    room: str
    move: Callable[[Actor, str, str, date], int]
    move_back: Callable[[Actor, str, str, date], int] | None = None
    preview: Callable[[Actor, str, str, date], Sequence[Words]] | None = None
    """What would move, one line each."""


@dataclass(frozen=True, slots=True)
class PersonData:
    """A room that holds columns about a person: lists, exports and erases them."""

    room: str
    tables: tuple[str, ...]
    export: Callable[[UUID], Sequence[Mapping[str, Any]]]
    erase: Callable[[Actor, UUID], int]


@dataclass(frozen=True, slots=True)
class Health:
    """The finding of one health check."""

    ok: bool
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A check that `concentric doctor` and the health page run."""

    code: str
    run: Callable[[], Health]
    needs_database: bool = False


@dataclass(frozen=True, slots=True)
class DemoStep:
    """Progress of a demo loader: `done` of `total`, and what is being done."""

    says: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DemoLoader:
    """Loads a room's part of the demo period from the examples folder, through the public doors.

    `load(examples)` yields its progress. It is safe to repeat: what stands already is left alone.
    """

    code: str
    order: int
    label: str
    load: Callable[[Path], Iterator[DemoStep]]
