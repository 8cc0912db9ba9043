"""Pure decisions of the portal: what comes first, how late something is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from concentric.portal.types import Task, Tone

SOON_DAYS = 3
"""Within so many days a date wants attention."""

_WEIGHT = {Tone.OFFICIAL: 0, Tone.ATTENTION: 1, Tone.ACTIVE: 2, Tone.QUIET: 3, Tone.GOOD: 4}


def in_order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """What to do first: the more pressing, then the earlier due; what has no date comes last of its kind."""
    return tuple(sorted(tasks, key=lambda t: (_WEIGHT[t.tone], t.due_on or date.max)))


def tone_of_date(due_on: date, today: date) -> Tone:
    """Overdue is official, within `SOON_DAYS` wants attention, later is quiet."""
    days = (due_on - today).days
    if days < 0:
        return Tone.OFFICIAL
    return Tone.ATTENTION if days <= SOON_DAYS else Tone.QUIET
