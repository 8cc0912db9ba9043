"""Report outlines: the indicators their blocks name."""

from __future__ import annotations

from collections.abc import Iterator

from concentric.kernel.api import msgid
from concentric.rulebook.linting.looking import Look, at, walk
from concentric.rulebook.loading import Placed
from concentric.rulebook.types import Problem


def report_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Indicators and areas named anywhere in the chapters that no pack defines."""
    for pointer, key, value in walk(entry.document.content):
        named = value if isinstance(value, list) else [value]
        if key in ("indicator", "indicators"):
            for code in named:
                if isinstance(code, str) and code not in look.book.indicators:
                    yield unknown_indicator(entry, pointer, code)


def unknown_indicator(entry: Placed, pointer: str, code: str) -> Problem:
    """The problem of an indicator that no pack defines."""
    return at(
        entry,
        pointer,
        msgid("There is no indicator %(code)s."),
        msgid("A figure comes from an indicator of the catalogue."),
        msgid("Correct the code, or define the indicator."),
        code=code,
    )


def unknown_fact_type(entry: Placed, pointer: str, code: str) -> Problem:
    """The problem of a fact type that no pack defines."""
    return at(
        entry,
        pointer,
        msgid("There is no fact type %(code)s."),
        msgid("Figures are computed over facts of a type of the catalogue."),
        msgid("Correct the code, or define the fact type."),
        code=code,
    )
