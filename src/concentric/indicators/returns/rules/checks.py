"""The checks of a return: six kinds of rule, totals of tables, missing values. Exact fractions, no tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from concentric.indicators.returns.types import Finding, Severity
from concentric.rulebook.types import Form, LineKind, Localised, MissingRule, Rule, Table

Values = Mapping[str, Decimal | None]

MISSING = "missing"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class RowAmounts:
    """What the totals of a table ask of one row: its amounts by column, and the firm's part of the shared one."""

    amounts: Mapping[str, Decimal] = field(hash=False)
    attributed: Decimal | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled return as the checks see it: values in base units, texts, rows, last year, the peers' medians."""

    values: Values = field(hash=False)
    texts: Mapping[str, str] = field(hash=False)
    rows: Mapping[str, Sequence[RowAmounts]] = field(hash=False)
    last: Values = field(hash=False)
    usual: Mapping[str, Fraction] = field(hash=False)
    """Median of the peers' left/right by rule code."""


def findings(form: Form, filled: Filled, words: Mapping[str, Localised]) -> tuple[Finding, ...]:
    """Everything the checks find in one return, in the order of the form.

    `words` gives the sentences of `missing` and `total`, with `%(line)s` and `%(table)s` in them.
    """
    found: list[Finding] = []
    for section in form.sections:
        for line in section.lines:
            if _is_missing(line.kind, line.missing, line.code, filled):
                found.append(
                    Finding(f"{MISSING}-{line.code}", Severity.HARD, line.code, words[MISSING])
                )
        for table in section.tables:
            found.extend(_totals(table, filled, words[TOTAL]))
        for rule in section.rules:
            if not holds(rule, filled):
                severity = Severity(rule.severity)
                found.append(
                    Finding(rule.code, severity, rule.left, rule.says, basis=_basis(rule, filled))
                )
    return tuple(found)


def holds(rule: Rule, filled: Filled) -> bool:
    """Whether a return keeps a rule of its form. What is not reported cannot break a comparison."""
    left = filled.values.get(rule.left)
    right = _right(rule, filled)
    factor = Fraction(rule.factor or 0)
    match rule.kind:
        case "equal":
            return left is None or right is None or left == right
        case "not_less":
            return left is None or right is None or left >= right
        case "both_or_none":
            return bool(left) == bool(right)
        case "prior_jump" | "unit_slip":
            return times_apart(left, filled.last.get(rule.left)) < factor
        case "peer_outlier":
            return _times(_per(left, right), filled.usual.get(rule.code, Fraction(0))) < factor
    raise ValueError(rule.kind)


def _basis(rule: Rule, filled: Filled) -> str:
    """The figures a rule compares. Medians are left out: they move with every other firm."""
    sides = (filled.values.get(rule.left), _right(rule, filled), filled.last.get(rule.left))
    return "|".join("" if side is None else f"{side.normalize():f}" for side in sides)


def peer_medians(form: Form, everybody: Iterable[Values]) -> dict[str, Fraction]:
    """The median of left/right over all returns, per rule that compares with peers."""
    asked = [
        rule for section in form.sections for rule in section.rules if rule.kind == "peer_outlier"
    ]
    returns = list(everybody)
    return {rule.code: _median([_ratio(rule, values) for values in returns]) for rule in asked}


def peer_lines(form: Form) -> frozenset[str]:
    """The lines that rules compare with peers."""
    rules = [
        rule for section in form.sections for rule in section.rules if rule.kind == "peer_outlier"
    ]
    return frozenset(str(side) for rule in rules for side in (rule.left, rule.right))


def times_apart(one: Decimal | None, other: Decimal | None) -> Fraction:
    """How many times the larger is the smaller; 1 unless both are above zero."""
    return _times(Fraction(one or 0), Fraction(other or 0))


def _times(one: Fraction, other: Fraction) -> Fraction:
    return max(one / other, other / one) if one > 0 and other > 0 else Fraction(1)


def _right(rule: Rule, filled: Filled) -> Decimal | None:
    if rule.right is None or isinstance(rule.right, Decimal):
        return rule.right
    return filled.values.get(rule.right)


def _per(left: Decimal | None, right: Decimal | None) -> Fraction:
    return Fraction(left or 0) / Fraction(right) if right else Fraction(0)


def _ratio(rule: Rule, values: Values) -> Fraction:
    return _per(values.get(rule.left), values.get(str(rule.right)))


def _median(ratios: Sequence[Fraction]) -> Fraction:
    if not ratios:
        return Fraction(0)
    ordered = sorted(ratios)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _is_missing(kind: LineKind, missing: MissingRule, code: str, filled: Filled) -> bool:
    if missing is MissingRule.MAY_BE_ABSENT:
        return False
    if kind is LineKind.TEXT:
        return not filled.texts.get(code, "").strip()
    return filled.values.get(code) is None


def _totals(table: Table, filled: Filled, says: Localised) -> Iterator[Finding]:
    rows = filled.rows.get(table.code, ())
    for line, what in table.totals.items():
        typed = filled.values.get(line)
        if typed is not None and typed != table_total(table, rows, what):
            yield Finding(
                f"{TOTAL}-{table.code}-{line}", Severity.HARD, line, says, about=table.code
            )


def table_total(table: Table, rows: Sequence[RowAmounts], what: str) -> Decimal:
    """What a control line must say: the number of rows, or the sum of a column, the firm's parts where it is
    shared.
    """
    if what == "count":
        return Decimal(len(rows))
    shared = {str(fact.value) for fact in table.facts if fact.share}
    if what in shared:
        return sum((row.attributed or Decimal(0) for row in rows), Decimal(0))
    return sum((row.amounts.get(what, Decimal(0)) for row in rows), Decimal(0))
