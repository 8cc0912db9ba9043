"""YAML to plain data with line numbers.

Numbers with a point become Decimal (a float would already have lost the figure), dates stay text,
and every value's line is kept under its JSON pointer, so that a problem found later can name it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from concentric.rulebook.types import Json

# YAML 1.2 core forms only: "no", "on" and 08 stay text, as a person writing a catalogue expects.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_CONSTANTS: Mapping[str, Json] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file as plain data; ``lines`` maps JSON pointers ("/values/0/from") to lines from 1."""

    content: Json
    lines: Mapping[str, int]
    duplicates: tuple[tuple[int, str], ...]

    def line(self, pointer: str) -> int:
        """The line of a pointer, or of its nearest parent that has one."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)


class Unreadable(Exception):
    """The text is no YAML: the line, and what the reader said."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(line, said)
        self.line = line
        self.said = said


@lru_cache(maxsize=4096)
def parse(text: str) -> Parsed:
    """Read one YAML text. Cached by content. Raises Unreadable."""
    # Here, as most processes read no YAML: they have the rulebook's kept text.
    from concentric.rulebook.nodes import Reading, composed

    node = composed(text)
    reading = Reading({}, [])
    content = reading.read(node, "") if node is not None else None
    return Parsed(content, reading.lines, tuple(reading.duplicates))


def plain(text: str) -> Json:
    """What a text written without quotes means."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    return text


def reads_as_text(text: str) -> bool:
    """Whether a text written without quotes reads back as the same text."""
    return not (text in _CONSTANTS or _INTEGER.match(text) or _DECIMAL.match(text))
