"""Return forms: lines and tables against fact types, dimensions, units and indicators.

A form never makes the same thing count twice: a declared line may not write facts that a room
records too, and two places of a form may not write the same facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from concentric.kernel.api import msgid
from concentric.rulebook.linting.dates import unknown_unit
from concentric.rulebook.linting.looking import Look, at
from concentric.rulebook.linting.reports import unknown_fact_type, unknown_indicator
from concentric.rulebook.linting.tables import table_problems
from concentric.rulebook.loading import Placed
from concentric.rulebook.reading import Reader
from concentric.rulebook.types import (
    Form,
    Formula,
    Line,
    LineBasis,
    LineKind,
    Problem,
    Section,
)

_EMITS = frozenset({LineBasis.DECLARED, LineBasis.RESIDUAL})


def form_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Everything that makes a return form unusable, or makes it count twice."""
    content = Reader(entry.document.content)
    form = look.book.form(content.text("code"), content.day("valid_from"))
    yield from _twice(entry, form)
    for number, section in enumerate(form.sections):
        pointer = f"/sections/{number}"
        if section.area is not None and section.area not in look.book.areas:
            yield at(
                entry,
                f"{pointer}/area",
                msgid("The area %(area)s is not in the list of areas."),
                msgid("Every figure belongs to an area."),
                msgid("Correct the code, or add the area to code_lists/areas.yaml."),
                area=section.area,
            )
        for index, line in enumerate(section.lines):
            yield from _line(look, entry, f"{pointer}/lines/{index}", line)
        for index, table in enumerate(section.tables):
            lines = {line.code: line for line in form.lines()}
            yield from table_problems(look, entry, f"{pointer}/tables/{index}", table, lines)
        yield from _rules(entry, pointer, form, section)
    yield from _two_bases(look, entry, form)


def _twice(entry: Placed, form: Form) -> Iterator[Problem]:
    codes = Counter(
        [line.code for line in form.lines()]
        + [table.code for table in form.tables()]
        + [rule.code for section in form.sections for rule in section.rules]
    )
    for code in sorted(code for code, times in codes.items() if times > 1):
        yield at(
            entry,
            "/sections",
            msgid("The form uses the code %(code)s more than once."),
            msgid("Answers are kept under the code of their line."),
            msgid("Give each line, table and rule its own code."),
            code=code,
        )


def _line(look: Look, entry: Placed, pointer: str, line: Line) -> Iterator[Problem]:
    yield from units_problems(look, entry, pointer, line.unit, line.entry_unit)
    if line.indicator is not None and line.indicator not in look.book.indicators:
        yield unknown_indicator(entry, f"{pointer}/indicator", line.indicator)
    if line.basis is LineBasis.ROOM and line.indicator is None:
        yield at(
            entry,
            f"{pointer}/basis",
            msgid("Line %(line)s takes its figure from the rooms but names no indicator."),
            msgid("The figure of such a line is computed over recorded facts."),
            msgid("Name the indicator."),
            line=line.code,
        )
    if (line.basis in _EMITS) is (line.fact_type is None) and line.kind is not LineKind.TEXT:
        yield at(
            entry,
            f"{pointer}/basis",
            msgid(
                "Line %(line)s is %(basis)s: it must name a fact type if it is declared or "
                "residual, and must not otherwise."
            ),
            msgid("Declared and residual lines write facts; room and control lines write none."),
            msgid("Add or remove fact_type, or correct the basis."),
            line=line.code,
            basis=line.basis,
        )
    if line.fact_type is not None:
        yield from _line_fact(look, entry, pointer, line)


def _line_fact(look: Look, entry: Placed, pointer: str, line: Line) -> Iterator[Problem]:
    fact_type = look.book.fact_types.get(line.fact_type or "")
    if fact_type is None:
        yield unknown_fact_type(entry, f"{pointer}/fact_type", line.fact_type or "")
        return
    for name, code in line.dims.items():
        spec = fact_type.dimensions.get(name)
        if spec is None or (spec.list is not None and not look.has_item(spec.list, code)):
            yield at(
                entry,
                f"{pointer}/dims/{name}",
                msgid("%(fact_type)s has no dimension %(name)s with a code %(value)s."),
                msgid("Facts carry the dimensions of their type, with codes of their lists."),
                msgid("Correct the dimension or the code."),
                fact_type=fact_type.code,
                name=name,
                value=code,
            )
    if line.unit is not None and line.unit != fact_type.unit:
        yield at(
            entry,
            f"{pointer}/unit",
            msgid("Line %(line)s is in %(unit)s, but %(fact_type)s is in %(other)s."),
            msgid("The fact holds the figure in the unit of its type."),
            msgid("Use the unit of the fact type; entry_unit is what the firm types."),
            line=line.code,
            unit=line.unit,
            fact_type=fact_type.code,
            other=fact_type.unit,
        )
    indicator = look.book.indicators.get(line.indicator or "")
    measure = indicator.measure if indicator else None
    sums = indicator is not None and indicator.formula is Formula.SUM
    if sums and measure is not None and measure.fact_type != line.fact_type:
        yield at(
            entry,
            f"{pointer}/indicator",
            msgid("Line %(line)s writes %(fact_type)s, but %(code)s sums %(other)s."),
            msgid("The figure shown beside the line would be of something else."),
            msgid("Name the indicator of the fact type."),
            line=line.code,
            fact_type=line.fact_type,
            code=line.indicator,
            other=measure.fact_type,
        )


def units_problems(
    look: Look, entry: Placed, pointer: str, unit: str | None, entry_unit: str | None
) -> Iterator[Problem]:
    """Units that are not known, or between which there is no factor."""
    for key, code in (("unit", unit), ("entry_unit", entry_unit)):
        if code is not None and not look.has_unit(code):
            yield unknown_unit(entry, f"{pointer}/{key}", code)
            return
    if unit is None or entry_unit is None or unit == entry_unit:
        return
    if look.book.units[entry_unit].of != unit:
        yield at(
            entry,
            f"{pointer}/entry_unit",
            msgid("%(entry_unit)s cannot be turned into %(unit)s."),
            msgid("What is typed is kept in the base unit."),
            msgid("Use a unit whose entry in the list says of: %(unit)s and a factor."),
            entry_unit=entry_unit,
            unit=unit,
        )


def _rules(entry: Placed, pointer: str, form: Form, section: Section) -> Iterator[Problem]:
    known = {line.code for line in form.lines()} | {table.code for table in form.tables()}
    for index, rule in enumerate(section.rules):
        for key, side in (("left", rule.left), ("right", rule.right)):
            if side is None or isinstance(side, Decimal):
                continue
            if side.partition(".")[0] not in known:
                yield at(
                    entry,
                    f"{pointer}/rules/{index}/{key}",
                    msgid("Rule %(rule)s refers to %(side)s, which is no line of the form."),
                    msgid("A check compares lines of the form."),
                    msgid("Correct the code."),
                    rule=rule.code,
                    side=side,
                )


@dataclass(frozen=True, slots=True)
class _Writer:
    """A place of a form that writes facts."""

    code: str
    basis: LineBasis
    dims: frozenset[tuple[str, str]]
    pointer: str
    table: bool


def _two_bases(look: Look, entry: Placed, form: Form) -> Iterator[Problem]:
    from_rooms = _room_types(look, form)
    for fact_type, writers in _writers(form).items():
        rooms = from_rooms.get(fact_type)
        for writer in writers:
            if rooms is not None and writer.basis is not LineBasis.RESIDUAL:
                yield at(
                    entry,
                    writer.pointer,
                    msgid(
                        "%(code)s writes %(fact_type)s, which line %(room)s takes from the rooms."
                    ),
                    msgid("Its indicators would sum two bases: everything would count twice."),
                    msgid("Make it a residual line with only the rest, or a control line."),
                    code=writer.code,
                    fact_type=fact_type,
                    room=rooms,
                )
        for first, second in pairwise(writers):
            if first.dims == second.dims and not (first.table and second.table):
                yield at(
                    entry,
                    second.pointer,
                    msgid("%(first)s and %(second)s both write %(fact_type)s with the same codes."),
                    msgid("Its indicators would sum both: everything would count twice."),
                    msgid("Make one of them a control line."),
                    first=first.code,
                    second=second.code,
                    fact_type=fact_type,
                )


def _room_types(look: Look, form: Form) -> dict[str, str]:
    """Fact types whose facts come from the rooms, by the line that says so."""
    found: dict[str, str] = {}
    for line in form.lines():
        if line.basis is LineBasis.ROOM and line.indicator is not None:
            for base in look.base_indicators(line.indicator):
                if base.measure is not None:
                    found.setdefault(base.measure.fact_type, line.code)
    return found


def _writers(form: Form) -> dict[str, list[_Writer]]:
    found: dict[str, list[_Writer]] = defaultdict(list)
    for number, section in enumerate(form.sections):
        for index, line in enumerate(section.lines):
            if line.basis in _EMITS and line.fact_type is not None:
                where = f"/sections/{number}/lines/{index}"
                dims = frozenset(line.dims.items())
                found[line.fact_type].append(_Writer(line.code, line.basis, dims, where, False))
        for index, table in enumerate(section.tables):
            for place, fact in enumerate(table.facts):
                where = f"/sections/{number}/tables/{index}/facts/{place}"
                writer = _Writer(table.code, LineBasis.DECLARED, frozenset(), where, True)
                found[fact.fact_type].append(writer)
    return {fact_type: sorted(writers, key=_order) for fact_type, writers in found.items()}


def _order(writer: _Writer) -> tuple[list[tuple[str, str]], bool, str]:
    return (sorted(writer.dims), writer.table, writer.code)
