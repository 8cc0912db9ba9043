"""The numbers behind what chapters ask for: kept values of a pin, and as the public sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.types import Pin, Value
from concentric.kernel.api import Actor, Missing, Period, round_half_up
from concentric.publications.rules.composing import ORGANISATION, Question
from concentric.publications.types import Asked, Number, Statistic
from concentric.rulebook.api import plan
from concentric.rulebook.types import Rulebook


def compute_missing(actor: Actor, pin: Pin, questions: Iterable[Question]) -> None:
    """Have everything that is asked for, and what it is derived from, computed and kept at a pin."""
    rulebook = facts.catalogue(pin.catalogue)
    for by, group in _by_breakdown(_with_inputs(rulebook, questions)):
        for period, some in groupby(group, key=lambda one: one.period):
            codes = sorted({one.indicator for one in some})
            have = {one.indicator for one in indicators.kept(pin, codes, [period], by)}
            missing = [code for code in codes if code not in have]
            if missing:
                indicators.compute(
                    actor=actor, indicators=missing, periods=[period], by=by, pin=pin
                )


def values_at(pin: Pin, questions: Iterable[Question]) -> dict[Asked, Value]:
    """The kept values that answer questions; what was not computed is left out."""
    found: dict[Asked, Value] = {}
    for by, group in _by_breakdown(questions):
        asked = {(one.indicator, one.period) for one in group}
        codes, periods = {code for code, _ in asked}, {period for _, period in asked}
        for value in indicators.kept(pin, codes, periods, by):
            if (value.indicator, value.period) in asked:
                found[Asked(value.indicator, value.period, value.cell)] = value
    return found


def as_public(values: Mapping[Asked, Value]) -> dict[Asked, Value]:
    """The values as the public sees them: those of single members are left out, telling cells withheld."""
    seen = indicators.for_public(values.values())
    return {Asked(one.indicator, one.period, one.cell): one for one in seen}


def numbers(values: Mapping[Asked, Value], rulebook: Rulebook) -> dict[Asked, Number]:
    """Values as numbers of a report, with the medians over members where members were asked for."""
    found = {asked: _number(asked, value, rulebook) for asked, value in values.items()}
    own = {
        (asked.indicator, asked.period)
        for asked in values
        if [name for name, _ in asked.cell] == [ORGANISATION]
    }
    for period in {period for _, period in own}:
        codes = [code for code, of in own if of == period]
        pin = next(iter(values.values())).pin
        for code, (middle, _) in indicators.peer_medians(pin, codes, period).items():
            one = _median(Asked(code, period, (), Statistic.MEDIAN), middle, rulebook)
            found[one.asked] = one
    return found


def restated(published: Mapping[Asked, Number], now: Mapping[Asked, Number]) -> dict[Asked, Number]:
    """The published numbers, with what they are by now where that differs."""
    return {
        asked: replace(one, restated=current.rounded)
        if (current := now.get(asked)) is not None
        and not one.withheld and one.exact is not None and current.exact != one.exact
        else one
        for asked, one in published.items()
    }  # fmt: skip


def _number(asked: Asked, value: Value, rulebook: Rulebook) -> Number:
    return Number(
        asked=asked,
        exact=value.exact,
        rounded=value.rounded,
        bound=value.bound,
        unit=rulebook.indicator(asked.indicator, asked.period.end).unit,
        confirmed=None if value.is_derived else value.confirmed_share,
        withheld="" if value.withheld is None else str(value.withheld),
    )


def _median(asked: Asked, middle: Fraction, rulebook: Rulebook) -> Number:
    """The middle of the members' values; those that did not report do not count."""
    indicator = rulebook.indicator(asked.indicator, asked.period.end)
    return Number(
        asked=asked,
        exact=middle,
        rounded=round_half_up(middle, indicator.decimals),
        unit=indicator.unit,
    )


def _by_breakdown(
    questions: Iterable[Question],
) -> Iterable[tuple[tuple[str, ...], list[Question]]]:
    ordered = sorted(dict.fromkeys(questions), key=lambda one: (one.by, one.period, one.indicator))
    return [(by, list(group)) for by, group in groupby(ordered, key=lambda one: one.by)]


def _with_inputs(rulebook: Rulebook, questions: Iterable[Question]) -> list[Question]:
    """Questions and those for the inputs of derived figures, which decide what the public sees."""
    asked = list(dict.fromkeys(questions))
    for one in tuple(asked):
        for step in plan(rulebook, [one.indicator], one.period.end).steps:
            for _, needed in step.inputs:
                by = (ORGANISATION,) if needed.by_member else one.by
                asked.append(
                    Question(needed.indicator, _earlier(one.period, needed.years_earlier), by)
                )
    return [one for one in dict.fromkeys(asked) if _is_defined(rulebook, one)]


def _earlier(period: Period, years: int) -> Period:
    for _ in range(years):
        period = period.year_earlier()
    return period


def _is_defined(rulebook: Rulebook, question: Question) -> bool:
    try:
        rulebook.indicator(question.indicator, question.period.end)
    except Missing:
        return False
    return True
