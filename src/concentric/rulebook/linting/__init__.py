"""The linter of the catalogue: every fault with file, line, what, why and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from concentric.kernel.api import ConcentricError
from concentric.rulebook.linting.cases import case_problems
from concentric.rulebook.linting.dates import (
    calendar_problems,
    overlap_problems,
    parameter_problems,
    source_problems,
)
from concentric.rulebook.linting.definitions import (
    code_list_problems,
    fact_type_problems,
    name_problems,
    text_problems,
)
from concentric.rulebook.linting.forms import form_problems
from concentric.rulebook.linting.indicators import indicator_problems
from concentric.rulebook.linting.looking import Look, at
from concentric.rulebook.linting.packs import pack_problems, twin_problems
from concentric.rulebook.linting.reports import report_problems
from concentric.rulebook.loading import (
    PackFolder,
    Placed,
    assemble,
    build,
    read_packs,
    shape_problems,
)
from concentric.rulebook.schema import KINDS, order_problems
from concentric.rulebook.types import Problem

_BY_KIND: Mapping[str, tuple[Callable[[Look, Placed], Iterator[Problem]], ...]] = {
    "calendar": (calendar_problems,),
    "cases": (case_problems,),
    "code_lists": (code_list_problems,),
    "fact_types": (fact_type_problems,),
    "forms": (form_problems,),
    "indicators": (indicator_problems,),
    "parameters": (parameter_problems,),
    "reports": (report_problems,),
}
_ALL_KINDS = (source_problems, name_problems, text_problems)


def check(paths: Sequence[Path]) -> list[Problem]:
    """Every problem of some packs, by file and line; an empty list means that they can be
    installed.

    Faults of shape are reported alone: references cannot be followed through unreadable files.
    """
    packs = read_packs(paths)
    shape = [fault for pack in packs for fault in (*pack.problems, *shape_problems(pack))]
    if shape:
        return _sorted(shape)
    placed = assemble(packs)
    twins = list(twin_problems(placed))
    if twins:
        return _sorted(twins)
    return _sorted(_order(packs)) + _sorted(_meaning(packs, placed))


def _order(packs: Sequence[PackFolder]) -> Iterator[Problem]:
    for pack in packs:
        for file in pack.files:
            if file.kind in KINDS:
                yield from order_problems(file.file, KINDS[file.kind], file.parsed)


def _meaning(packs: Sequence[PackFolder], placed: Sequence[Placed]) -> Iterator[Problem]:
    yield from pack_problems(packs)
    look = Look(build(packs, placed), tuple(placed))
    yield from overlap_problems(look)
    for entry in placed:
        for linter in (*_ALL_KINDS, *_BY_KIND.get(entry.document.kind, ())):
            try:
                yield from linter(look, entry)
            except ConcentricError as error:
                yield at(entry, "", error.what, error.why, error.remedy, **error.params)


def _sorted(problems: Sequence[Problem] | Iterator[Problem]) -> list[Problem]:
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda fault: (fault.file, fault.line, fault.what))
