"""What every linter needs: the rulebook being checked, and how to say where a fault is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concentric.rulebook.loading import Placed
from concentric.rulebook.problems import problem
from concentric.rulebook.types import FactType, Indicator, Json, Problem, Rulebook

PLACE_LEVELS = frozenset(
    {"region", "province", "prefecture", "county", "township", "village", "division"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The rulebook under check and its documents with their places."""

    book: Rulebook
    placed: tuple[Placed, ...]

    def has_unit(self, code: str | None) -> bool:
        """Whether the code is one of the units."""
        return code in self.book.units

    def has_item(self, code_list: str, code: str) -> bool:
        """Whether the list has the code."""
        return code in self.book.items(code_list)

    def base_indicators(self, code: str, seen: frozenset[str] = frozenset()) -> list[Indicator]:
        """The indicators over facts behind an indicator; unknown ones and circles are left out."""
        definition = self.book.indicators.get(code)
        if definition is None or code in seen:
            return []
        if definition.is_base or definition.inputs is None:
            return [definition]
        inputs = dict(definition.inputs.indicators).values()
        return [base for below in inputs for base in self.base_indicators(below, seen | {code})]

    def attributes(self) -> frozenset[str]:
        """Attributes of organisations and places a breakdown may use."""
        lists = ("organisation_attributes", "place_attributes")
        return frozenset(code for name in lists for code in self.book.items(name))

    def breakdowns(self, fact_type: FactType) -> frozenset[str]:
        """Every breakdown the facts of a type can answer."""
        own = {"organisation", "place", *fact_type.dimensions}
        return frozenset(own) | PLACE_LEVELS | self.attributes()


def at(
    placed: Placed, pointer: str, what: str, why: str = "", remedy: str = "", /, **params: object
) -> Problem:
    """A problem at a pointer of a document."""
    return problem(placed.file.file, placed.line(pointer), what, why, remedy, **params)


def walk(value: Json | Mapping[str, Json], pointer: str = "") -> Iterator[tuple[str, str, Json]]:
    """Every (pointer, key, value) inside a plain value, outer first."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield f"{pointer}/{key}", key, item
            yield from walk(item, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{pointer}/{index}")
