"""Words and codes of the catalogue: enumerations, texts in two languages, sources, problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = bool | int | Decimal | str | list["Json"] | dict[str, "Json"] | None
"""A catalogue value as read: dates stay ISO text, numbers with a point are Decimal, never float."""

ParameterContent: TypeAlias = (
    Decimal | str | tuple[str | Decimal, ...] | Mapping[str, Decimal | str] | None
)
"""What a parameter may hold; None says that it has ended."""


class TimeKind(StrEnum):
    """How a fact type lies in time: on a day, over a stretch, or as a standing state."""

    EVENT = "event"
    PERIOD = "period"
    STATE = "state"


class TimeRule(StrEnum):
    """Which facts a figure of a period takes."""

    WITHIN = "within"
    """Those that lie in the period."""
    CUMULATIVE = "cumulative"
    """Everything up to its end."""
    AT_END = "at_end"
    """The last state inside it: who said nothing in the period has not reported."""
    STANDING = "standing"
    """The last state at or before its end: it holds until something else is said."""


class Formula(StrEnum):
    """The whole vocabulary of formulas; the first five are computed over facts, the rest over
    figures.
    """

    SUM = "sum"
    COUNT = "count"
    DISTINCT = "distinct"
    MIN = "min"
    MAX = "max"
    RATIO = "ratio"
    SHARE = "share"
    GROWTH = "growth"
    PER_HEAD = "per_head"
    CUMULATIVE = "cumulative"
    STATE_AT = "state_at"
    MEDIAN = "median"
    QUANTILE = "quantile"
    RANK = "rank"
    TOP_N = "top_n"
    WEIGHTED = "weighted"


LAST_STATES = frozenset({TimeRule.AT_END, TimeRule.STANDING})
"""Time rules under which states follow one another."""

BASE_FORMULAS = frozenset({Formula.SUM, Formula.COUNT, Formula.DISTINCT, Formula.MIN, Formula.MAX})
COHORT_FORMULAS = frozenset(
    {Formula.MEDIAN, Formula.QUANTILE, Formula.RANK, Formula.TOP_N, Formula.WEIGHTED}
)


class LineBasis(StrEnum):
    """Where the figure of a return line comes from."""

    DECLARED = "declared"
    CONTROL = "control"
    ROOM = "room"
    RESIDUAL = "residual"


class LineKind(StrEnum):
    """What a return line holds."""

    AMOUNT = "amount"
    COUNT = "count"
    YES_NO = "yes_no"
    TEXT = "text"


class MissingRule(StrEnum):
    """What an empty line means: not allowed, or a reported zero, or allowed and *not reported*."""

    REQUIRED = "required"
    ZERO_IS_REPORTED = "zero_is_reported"
    MAY_BE_ABSENT = "may_be_absent"


class EvidenceRule(StrEnum):
    """Whether a fact of the type needs evidence."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class SourceStatus(StrEnum):
    """Whether the exact text of the source has been seen."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class RankOrder(StrEnum):
    """Which end of a ranking is first."""

    DESCENDING = "descending"
    ASCENDING = "ascending"


class Ties(StrEnum):
    """How equal values rank: 1224 (``min``), 1334 (``max``: all fall to the lower place), 1223
    (``dense``).
    """

    MIN = "min"
    MAX = "max"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Localised:
    """One text in the two languages of the house."""

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """The text for a language tag such as ``zh-hans`` or ``en-gb``; English unless Chinese is
        asked.
        """
        return self.zh if code.lower().startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """The official document a definition rests on: title, article, issue date, address."""

    title: str
    article: str
    issued_on: date | None
    url: str | None
    status: SourceStatus


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the linter: where (file and line), what, why it matters, how to mend it.

    ``what``, ``why`` and ``remedy`` are filled English sentences; ``msgids`` and ``params`` are
    what they were made from, so that a page can say them in the reader's language.
    """

    file: str
    line: int
    what: str
    why: str
    remedy: str
    msgids: tuple[str, str, str] = ("", "", "")
    params: tuple[tuple[str, str], ...] = ()

    def translated(self, translate: Callable[[str], str]) -> Problem:
        """The same problem in another language, given a gettext function."""
        values = dict(self.params)
        what, why, remedy = (translate(text) % values if text else "" for text in self.msgids)
        return replace(self, what=what, why=why, remedy=remedy)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.why} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class Document:
    """One object of a pack as it was read: the truth that is hashed, compared and written back.

    ``kind`` is the folder (``indicators``), ``key`` what identifies the object inside its kind
    (code and first day), ``path`` its file inside the pack, ``content`` the plain data.
    """

    pack: str
    kind: str
    key: str
    path: str
    line: int
    content: Mapping[str, Json] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of catalogue files with a version; an overlay replaces objects of the packs before
    it.
    """

    code: str
    version: str
    name: Localised
    requires: tuple[str, ...]
    overlay: bool
