"""Worked cases: the codes they use."""

from __future__ import annotations

from collections.abc import Iterator

from concentric.kernel.api import msgid
from concentric.rulebook.linting.looking import Look, at
from concentric.rulebook.linting.reports import unknown_fact_type, unknown_indicator
from concentric.rulebook.loading import Placed
from concentric.rulebook.reading import Reader
from concentric.rulebook.types import Problem


def case_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Indicators, fact types, dimensions, codes and populations no pack has."""
    content = Reader(entry.document.content)
    for index, expected in enumerate(content.each("expect")):
        code = expected.text("indicator")
        if code not in look.book.indicators:
            yield unknown_indicator(entry, f"/expect/{index}/indicator", code)
    for index, fact in enumerate(content.each("facts")):
        yield from _fact_problems(look, entry, f"/facts/{index}", fact)
    for population in content.below("populations").content:
        if population not in look.book.populations:
            yield at(
                entry,
                f"/populations/{population}",
                msgid("There is no population %(code)s."),
                msgid("Figures are computed over a named set of members."),
                msgid("Correct the code, or add populations/%(code)s.yaml."),
                code=population,
            )


def _fact_problems(look: Look, entry: Placed, pointer: str, fact: Reader) -> Iterator[Problem]:
    code = fact.text("fact_type")
    fact_type = look.book.fact_types.get(code)
    if fact_type is None:
        yield unknown_fact_type(entry, f"{pointer}/fact_type", code)
        return
    for name, value in fact.texts("dims").items():
        spec = fact_type.dimensions.get(name)
        fits = spec is not None and (spec.list is None or look.has_item(spec.list, value))
        if not fits:
            yield at(
                entry,
                f"{pointer}/dims/{name}",
                msgid("%(fact_type)s has no dimension %(name)s with a code %(value)s."),
                msgid("Facts carry the dimensions of their type, with codes of their lists."),
                msgid("Correct the dimension or the code."),
                fact_type=code,
                name=name,
                value=value,
            )
