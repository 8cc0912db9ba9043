"""What comes first on a home page, and when a date wants attention."""

from __future__ import annotations

from datetime import date

import pytest

from concentric.portal import rules
from concentric.portal.types import Task, Tone

TODAY = date(2022, 4, 11)


def task(name: str, tone: Tone = Tone.QUIET, due_on: date | None = None) -> Task:
    return Task(title=name, act="open", url="/", tone=tone, due_on=due_on)


def test_the_pressing_comes_first_then_the_earlier_due_then_the_undated() -> None:
    found = rules.in_order(
        [
            task("undated"),
            task("later", due_on=date(2022, 5, 1)),
            task("overdue", Tone.OFFICIAL, date(2022, 4, 1)),
            task("sooner", due_on=date(2022, 4, 20)),
            task("soon", Tone.ATTENTION),
        ]
    )
    assert [t.title for t in found] == ["overdue", "soon", "sooner", "later", "undated"]


@pytest.mark.parametrize(
    ("due_on", "tone"),
    [
        (date(2022, 4, 10), Tone.OFFICIAL),
        (date(2022, 4, 11), Tone.ATTENTION),
        (date(2022, 4, 14), Tone.ATTENTION),
        (date(2022, 4, 15), Tone.QUIET),
    ],
)
def test_a_date_is_overdue_only_after_its_own_day(due_on: date, tone: Tone) -> None:
    assert rules.tone_of_date(due_on, TODAY) is tone
