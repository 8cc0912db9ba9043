"""Nodes of a YAML text as plain data with their lines; the only reader of YAML of the rulebook."""

from __future__ import annotations

from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from concentric.rulebook.parsing import Unreadable, plain
from concentric.rulebook.types import Json


def composed(text: str) -> Node | None:
    """The root node of a text, None for an empty one. Raises Unreadable."""
    try:
        found: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, error.problem or "") from error
    except YAMLError as error:
        raise Unreadable(1, str(error)) from error
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """One text being read: the line of each pointer, and the keys written twice."""

    lines: dict[str, int]
    duplicates: list[tuple[int, str]]

    def read(self, node: Node, pointer: str) -> Json:
        """The plain value of a node, noting its line."""
        self.lines.setdefault(pointer, node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if isinstance(node, SequenceNode):
            return [self.read(item, f"{pointer}/{i}") for i, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
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
    return text if node.style in ('"', "'", "|", ">") else plain(text)
