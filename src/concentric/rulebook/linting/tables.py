"""Tables of return forms: columns, the facts rows become, the lines they must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from concentric.kernel.api import msgid
from concentric.rulebook.linting.definitions import unknown_list
from concentric.rulebook.linting.looking import Look, at
from concentric.rulebook.linting.reports import unknown_fact_type
from concentric.rulebook.loading import Placed
from concentric.rulebook.types import Column, Line, LineBasis, Problem, Table, TableFact

_ROLES: Mapping[str, frozenset[str]] = {
    "share": frozenset({"partners"}),
    "object": frozenset({"object_code", "place", "text"}),
    "place": frozenset({"place", "region"}),
    "on": frozenset({"date"}),
}


def table_problems(
    look: Look, entry: Placed, pointer: str, table: Table, lines: Mapping[str, Line]
) -> Iterator[Problem]:
    """Everything that makes one table unusable."""
    columns = {column.code: column for column in table.columns}
    for index, column in enumerate(table.columns):
        if column.list is not None and column.list not in look.book.code_lists:
            yield unknown_list(entry, f"{pointer}/columns/{index}/list", column.list)
        if column.unit is not None and not look.has_unit(column.unit):
            yield _unfit(entry, f"{pointer}/columns/{index}/unit", table, column.unit)
    for index, fact in enumerate(table.facts):
        yield from _fact(look, entry, f"{pointer}/facts/{index}", table, fact, columns)
    for code in table.totals:
        line = lines.get(code)
        if line is None or line.basis is not LineBasis.CONTROL:
            yield at(
                entry,
                f"{pointer}/totals/{code}",
                msgid("The total %(code)s of table %(table)s is no control line of the form."),
                msgid("A table is compared with lines that only check it."),
                msgid("Name a line whose basis is control."),
                code=code,
                table=table.code,
            )
    for code, what in table.totals.items():
        if what not in columns and what not in ("count", "amount", "distinct"):
            yield _unfit(entry, f"{pointer}/totals/{code}", table, what)


def _fact(
    look: Look,
    entry: Placed,
    pointer: str,
    table: Table,
    fact: TableFact,
    columns: Mapping[str, Column],
) -> Iterator[Problem]:
    fact_type = look.book.fact_types.get(fact.fact_type)
    if fact_type is None:
        yield unknown_fact_type(entry, f"{pointer}/fact_type", fact.fact_type)
        return
    if isinstance(fact.value, str):
        column = columns.get(fact.value)
        if column is None or column.kind not in ("amount", "count", "yes_no"):
            yield _unfit(entry, f"{pointer}/value", table, fact.value)
        elif column.unit is not None and column.unit != fact_type.unit:
            yield _unfit(entry, f"{pointer}/value", table, column.unit)
    roles = {"share": fact.share, "object": fact.object, "place": fact.place, "on": fact.on}
    for role, code in roles.items():
        if code is not None and (code not in columns or columns[code].kind not in _ROLES[role]):
            yield _unfit(entry, f"{pointer}/{role}", table, code)
    for name, code in fact.dims.items():
        if name not in fact_type.dimensions or code not in columns:
            yield _unfit(entry, f"{pointer}/dims/{name}", table, code)
    if fact.object is not None and fact_type.object_kind != table.object_kind:
        yield at(
            entry,
            f"{pointer}/object",
            msgid("Table %(table)s lists %(kind)s, but %(fact_type)s counts %(other)s."),
            msgid("Distinct objects are counted by the kind of their fact type."),
            msgid("Correct object_kind of the table or of the fact type."),
            table=table.code,
            kind=table.object_kind,
            fact_type=fact_type.code,
            other=fact_type.object_kind,
        )


def _unfit(entry: Placed, pointer: str, table: Table, code: str) -> Problem:
    return at(
        entry,
        pointer,
        msgid("%(code)s does not fit in table %(table)s."),
        msgid(
            "A fact takes its value, share, object, place, day and dimensions from fitting "
            "columns, in the unit of its type."
        ),
        msgid("Correct the code or the kind of the column."),
        code=code,
        table=table.code,
    )
