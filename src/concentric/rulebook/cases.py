"""Runs worked cases: facts in, values out, each difference said with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concentric.kernel.api import Bound, ConcentricError
from concentric.rulebook.evaluation import evaluate
from concentric.rulebook.types import Case, CaseFailure, CellValue, Expectation, Rulebook


def run_cases(rulebook: Rulebook, cases: Sequence[Case] | None = None) -> tuple[CaseFailure, ...]:
    """Every expectation of the cases (all of the rulebook's, without a choice) that did not come
    true.
    """
    chosen = rulebook.cases if cases is None else cases
    return tuple(failure for case in chosen for failure in run_case(rulebook, case))


def run_case(rulebook: Rulebook, case: Case) -> Iterator[CaseFailure]:
    """The expectations of one case that did not come true."""
    for expected in case.expect:
        try:
            found = _value(rulebook, case, expected)
        except ConcentricError as error:
            yield CaseFailure(case.code, case.file, expected.line, str(error))
            continue
        said = _difference(expected, found)
        if said:
            yield CaseFailure(case.code, case.file, expected.line, said)


def _value(rulebook: Rulebook, case: Case, expected: Expectation) -> CellValue | None:
    by = [name for name, _ in expected.cell]
    values = evaluate(
        rulebook, case.ledger, [expected.indicator], expected.period, by, expected.position
    )
    return next((value for value in values if value.cell == expected.cell), None)


def _difference(expected: Expectation, found: CellValue | None) -> str:
    value = found.rounded if found else None
    bound = found.bound if found else Bound.EQ
    if value == expected.value and (value is None or bound is expected.bound):
        return ""
    cell = ", ".join(f"{name} {code}" for name, code in expected.cell) or "all"
    return (
        f"{expected.indicator} {expected.period.start}..{expected.period.end} ({cell}): "
        f"expected {_said(expected.value, expected.bound)}, got {_said(value, bound)}"
    )


def _said(value: object, bound: Bound) -> str:
    if value is None:
        return "not reported"
    return str(value) if bound is Bound.EQ else f"{bound.value} {value}"
