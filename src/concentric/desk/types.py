"""What crosses the door of `desk`: the kinds of the registry, and the shapes of lists, imports, jobs, charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from concentric.kernel.types import Actor

Words = Any
"""A text for people: `str`, or a lazy translation that becomes one in the reader's language."""


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
class FileGate:
    """Who may open a file attached to one kind of record: asked by the download view."""

    kind: str
    may_open: Callable[[Actor, UUID], bool]


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


class JobState(StrEnum):
    """The life of a long job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A long job as a page shows it."""

    uuid: UUID
    kind: str
    label: str
    state: JobState
    done: int
    total: int
    says: str
    result: Mapping[str, Any]
    failure: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of long work. `run(job, params)` returns the result (JSON) that is kept with the job.

    `job` offers `progress(done, total, says)`, which raises `JobCancelled` once a cancel was asked for.
    `result_url(result)` names the page that shows the result.
    """

    code: str
    label: Words
    run: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]
    result_url: Callable[[Mapping[str, Any]], str] | None = None


class ColumnKind(StrEnum):
    """How a column of a list is set."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `sort` is the ORM path it sorts by, empty where it cannot be sorted."""

    code: str
    label: Words
    kind: ColumnKind = ColumnKind.TEXT
    sort: str = ""
    unit: Words = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list: `path` is the ORM lookup it sets."""

    code: str
    label: Words
    path: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the exact value (what exports carry) and, where they differ, what the page shows."""

    value: Any
    shown: Words = ""
    url: str = ""
    state: str = ""
    """For state columns: one of the look's states (`quiet good attention official`)."""

    @property
    def text(self) -> Words:
        return self.shown if self.shown != "" else self.value


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list page: its columns, filters and search, and how a row becomes cells.

    `row(record)` returns one `Cell` per column. `empty` says what the list is for and what to do first.
    """

    code: str
    columns: tuple[Column, ...]
    row: Callable[[Any], Sequence[Cell]]
    row_url: Callable[[Any], str] | None = None
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    order: str = "id"
    size: int = 30
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    cells: tuple[Cell, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, ready for the data table component."""

    spec: ListSpec
    rows: tuple[ListRow, ...]
    query: str
    chosen: Mapping[str, str]
    sort: str
    descending: bool
    next_token: str
    previous_token: str
    count: int
    count_is_more: bool
    """Counts stop at 10,000: the page then says "more than"."""
    base_query: str
    """The query string of this view without its page token: what sort, export and pager links extend."""


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of an import list. `titles` are the header words by which it is found (any language)."""

    code: str
    titles: tuple[str, ...]
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing wrong in an uploaded file: where, what, how to mend it."""

    sheet: str
    cell: str
    """Address such as `C7`, empty where the whole sheet is meant."""
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row read from an uploaded list."""

    number: int
    values: Mapping[str, str]
    cells: Mapping[str, str]
    """Cell address by column code, for problems found later."""


@dataclass(frozen=True, slots=True)
class ImportTable:
    sheet: str
    rows: tuple[ImportRow, ...]
    problems: tuple[ImportProblem, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import or its dry run. With problems nothing was written."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[ImportProblem, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


class ChartKind(StrEnum):
    BAR = "bar"
    """Horizontal or vertical bars from zero."""
    LINE = "line"
    STACKED = "stacked"
    SHARE = "share"
    """A part-to-whole bar; never a pie."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value per category, `None` where it is not reported or withheld."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart, the same in HTML and PDF. The title says the finding; `alt` is mandatory.

    Values are exact; they become floating point only in the picture.
    """

    kind: ChartKind
    title: str
    subtitle: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    source: str = ""
    as_of: str = ""
    horizontal: bool = False
    decimals: int = 0
    withheld: tuple[str, ...] = field(default=())
    """Categories drawn in grey because their value is withheld."""
