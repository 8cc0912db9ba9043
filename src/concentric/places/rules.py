"""Pure decisions on places: which row of a code holds on a day, who came before and after, what is within."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """One row of a code: when it held, and which code carries on after it."""

    code: str
    valid_from: date
    valid_to: date | None
    successor: str

    def holds(self, on: date) -> bool:
        """Whether the day lies in the span, both ends included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def nearest(spans: Sequence[Span], on: date | None) -> Span:
    """The span that holds on a day; else the last one before it, else the first; without a day the newest."""
    ordered = sorted(spans, key=lambda s: s.valid_from)
    if on is None:
        return ordered[-1]
    begun = [s for s in ordered if s.valid_from <= on]
    return begun[-1] if begun else ordered[0]


def resolved(code: str, on: date, spans: Mapping[str, Sequence[Span]]) -> str:
    """The code under which a place stands on a day.

    A place that ended before is followed to its successors. A place that had not begun is followed back when exactly
    one place became it; parts of several cannot be told apart, then the code stays as stated. Unknown codes stay too.
    """
    seen: set[str] = set()
    while code in spans and code not in seen:
        seen.add(code)
        span = nearest(spans[code], on)
        if span.holds(on):
            return code
        if span.valid_to is not None and span.valid_to < on:
            following = span.successor
        else:
            following = _only_predecessor(code, spans)
        if not following or following in seen:
            return code
        code = following
    return code


def _only_predecessor(code: str, spans: Mapping[str, Sequence[Span]]) -> str:
    before = [s.code for rows in spans.values() for s in rows if s.successor == code != s.code]
    return before[0] if len(before) == 1 else ""


def overlapping(rows: Sequence[Span]) -> set[str]:
    """Codes that have two rows on one day: a list that says so is refused."""
    by_code: dict[str, list[Span]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return {
        code
        for code, spans in by_code.items()
        if len(spans) > 1 and _overlap(sorted(spans, key=lambda s: s.valid_from))
    }


def _overlap(ordered: Sequence[Span]) -> bool:
    return any(a.valid_to is None or a.valid_to >= b.valid_from for a, b in pairwise(ordered))
