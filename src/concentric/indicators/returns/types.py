"""What crosses the door about returns: states, kinds, and frozen views of cycles, returns, lines and threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from concentric.desk.types import ImportProblem
from concentric.rulebook.types import Localised


class ReturnState(StrEnum):
    """Where a return stands on its way from an empty form to locked facts."""

    OPEN = "open"
    PREPARING = "preparing"
    PREPARED = "prepared"
    CHECKED = "checked"
    SIGNED = "signed"
    UNDER_REVIEW = "under_review"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    REOPENED = "reopened"


class ActKind(StrEnum):
    """An act in the life of a return; each is a row with its person, day and the hash of what it covered."""

    FILLED = "filled"
    PREPARED = "prepared"
    CHECKED = "checked"
    SIGNED = "signed"
    HANDED_BACK = "handed_back"
    """Sent back inside the firm, by its checker or signatory."""
    TAKEN_UP = "taken_up"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    REOPENED = "reopened"
    RELOCKED = "relocked"


class ThreadKind(StrEnum):
    """What a query thread is about."""

    RULE = "rule"
    OFFICER = "officer"
    CONTEST = "contest"
    """A firm contests a number that a room recorded."""
    OBJECT = "object"
    """Partners say different things about one object."""


class ThreadState(StrEnum):
    """The life of a query: new, answered by the firm, a resolution proposed, closed."""

    NEW = "new"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    CLOSED = "closed"


class MessageKind(StrEnum):
    """What a message in a thread did."""

    RAISED = "raised"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    CLOSED = "closed"
    REOPENED = "reopened"


class Side(StrEnum):
    """Who speaks in a thread."""

    FIRM = "firm"
    ASSOCIATION = "association"
    SYSTEM = "system"


class ChaseStep(StrEnum):
    """To whom a reminder goes: the contact first, the signatory too when that did not help."""

    CONTACT = "contact"
    SIGNATORY = "signatory"


class PaperSource(StrEnum):
    """How the version code of a sealed page became known."""

    TYPED = "typed"
    READ = "read"
    """Read out of the uploaded file."""


class Severity(StrEnum):
    """A hard finding stops the signature, a soft one asks for an answer."""

    HARD = "hard"
    SOFT = "soft"


class Contest(StrEnum):
    """Whether a prefilled number of a room is contested."""

    NONE = "none"
    OPEN = "open"
    SETTLED = "settled"


class PrefillSource(StrEnum):
    """Where a number shown beside a line comes from."""

    ROOM = "room"
    LAST_YEAR = "last_year"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in one return. `line` is a line or table code; `about` an object's code or empty.

    `basis` names the figures compared: a query that an officer closed is not raised again while they are the same.
    """

    rule: str
    severity: Severity
    line: str
    says: Localised
    about: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as typed: a value in the base unit, or a text, with the firm's note."""

    value: Decimal | None
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of a table as typed: normalised texts by column code; amounts and counts in their base unit."""

    values: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReturn:
    """What a workbook says, read by codes. With problems it must not be taken in."""

    form: str
    cycle: str
    firm: str
    version: str
    """The hash of the form it was made for."""
    lines: Mapping[str, TypedLine]
    tables: Mapping[str, Sequence[TypedRow]]
    problems: tuple[ImportProblem, ...]


@dataclass(frozen=True, slots=True)
class LineChange:
    """One difference between what was uploaded and what stood: shown in the entry unit."""

    line: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadReport:
    """The outcome of an upload or its dry run. With problems nothing was written."""

    firm: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[ImportProblem, ...] = ()
    changes: tuple[LineChange, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Claim:
    """What one firm says about one object of a table: the whole amount, its own share, all shares."""

    firm: str
    table: str
    object_code: str
    amount: Decimal
    shares: tuple[tuple[str, Fraction], ...]

    @property
    def share(self) -> Fraction:
        """The claiming firm's own share."""
        return dict(self.shares)[self.firm]


@dataclass(frozen=True, slots=True)
class ContestedObject:
    """An object about which its partners disagree: all claims, and in which respects."""

    table: str
    object_code: str
    claims: tuple[Claim, ...]
    reasons: tuple[str, ...]
    """Of `different_amounts`, `different_shares`, `shares_not_one`, `partner_silent`."""
    silent: tuple[str, ...] = ()
    """Named partners whose submitted return does not claim the object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleInfo:
    """One collection: which form for which period, from whom, by when."""

    uuid: UUID
    code: str
    form: str
    catalogue: str
    period: str
    population: str
    backfilled: bool
    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnInfo:
    """A return without its figures."""

    uuid: UUID
    cycle: str
    organisation: str
    organisation_name: str
    in_charge: str
    """The firm whose people act on it: its own, or the one that absorbed it."""
    state: ReturnState
    due_on: date
    submitted_on: date | None
    acceptances: int
    restated_at: datetime | None
    changed_at: datetime

    @property
    def was_late(self) -> bool:
        """Whether it was first submitted after the last day."""
        return self.submitted_on is not None and self.submitted_on > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The association's board: how many returns stand in each state, who is late, what is open."""

    cycle: CycleInfo
    counts: Mapping[ReturnState, int] = field(hash=False)
    late: tuple[ReturnInfo, ...]
    open_queries: int
    restated: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def submitted(self) -> int:
        """Returns that were signed at least once and are not with their firm."""
        arrived = (
            ReturnState.SIGNED,
            ReturnState.UNDER_REVIEW,
            ReturnState.ACCEPTED,
            ReturnState.LOCKED,
        )
        return sum(self.counts.get(state, 0) for state in arrived)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Data quality of a cycle: lines missing, returns late, numbers contested, lines corrected since acceptance."""

    missing: tuple[tuple[str, int], ...]
    """Line code and how many submitted returns leave it empty though it is asked."""
    late: tuple[ReturnInfo, ...]
    contested: tuple[tuple[str, str], ...]
    """Firm and line whose prefilled number is contested."""
    corrected: tuple[tuple[str, str, int], ...]
    """Firm, line, and how often it was changed since the first acceptance."""
    findings: tuple[tuple[str, int], ...]
    """Rule code and how many of its queries are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of a return as its page shows it, in the entry unit."""

    code: str
    name: Localised
    kind: str
    basis: str
    unit: Localised | None
    rule: Localised | None
    missing: str
    value: Decimal | None
    text: str
    note: str
    last_year: Decimal | None
    last_text: str
    prefilled: Decimal | None
    prefilled_from: str
    group: Decimal | None
    contest: Contest
    revision: int
    threads: tuple[ThreadInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadInfo:
    """A query thread without its messages."""

    uuid: UUID
    return_uuid: UUID
    organisation: str
    kind: ThreadKind
    state: ThreadState
    severity: Severity
    rule: str
    line: str
    about: str
    says: Mapping[str, str] = field(hash=False)
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQueries:
    """How many queries of a cycle stand in a state, and the one raised first."""

    cycle: str
    state: ThreadState
    count: int
    first: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a table of a return, shown in entry units, with the firm's attributed part where it is shared."""

    uuid: UUID
    number: int
    cells: tuple[Any, ...]
    attributed: Decimal | None
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionInfo:
    """A question about a line; once answered, everybody in the cycle reads it. Who asked is not told."""

    uuid: UUID
    line: str
    question: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """The outcome of many workbooks: which were taken in, which were not and why."""

    reports: tuple[UploadReport, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        return tuple(report.firm for report in self.reports if report.ok)

    @property
    def refused(self) -> tuple[UploadReport, ...]:
        return tuple(report for report in self.reports if not report.ok)
