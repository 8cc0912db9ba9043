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
from typing import TYPE_CHECKING

from concentric.rulebook.types import Json

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

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
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, error.problem or "") from error
    except YAMLError as error:
        raise Unreadable(1, str(error)) from error
    reader = _Reader({}, [])
    content = reader.read(node, "") if node is not None else None
    return Parsed(content, reader.lines, tuple(reader.duplicates))


@dataclass(frozen=True, slots=True)
class _Reader:
    lines: dict[str, int]
    duplicates: list[tuple[int, str]]

    def read(self, node: Node, pointer: str) -> Json:
        """The plain value of a node, noting its line."""
        self.lines.setdefault(pointer, node.start_mark.line + 1)
        match node.id:
            case "scalar":
                return _scalar(node)
            case "sequence":
                return [self.read(item, f"{pointer}/{i}") for i, item in enumerate(node.value)]
            case "mapping":
                return self._mapping(node, pointer)
        raise Unreadable(node.start_mark.line + 1, f"unexpected {node.tag}")

    def _mapping(self, node: MappingNode, pointer: str) -> Json:
        found: dict[str, Json] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                self.duplicates.append((key_node.start_mark.line + 1, key))
            below = f"{pointer}/{key}"
            self.lines[below] = key_node.start_mark.line + 1
            found[key] = self.read(value_node, below)
        return found


def _scalar(node: ScalarNode) -> Json:
    text = str(node.value)
    if node.style in ('"', "'", "|", ">"):
        return text
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
