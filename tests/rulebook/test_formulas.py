"""Laws of the cohort layer."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import Bound
from concentric.rulebook.api import (
    bound_of_extreme,
    bound_of_quotient,
    bound_of_sum,
    growth,
    median,
    quantile,
    quotient,
    rank,
    top_n,
    weighted,
)
from concentric.rulebook.types import Figure, RankOrder, Ties

AMOUNTS = st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False)
COHORTS = st.lists(AMOUNTS, min_size=1, max_size=30)
BOUNDS = st.lists(st.sampled_from(list(Bound)), max_size=6)


def cohort(values: list[Decimal]) -> dict[str, Figure]:
    return {f"F{n:03}": Figure(Fraction(value)) for n, value in enumerate(values)}


@given(COHORTS)
def test_the_median_is_that_of_the_definition(values: list[Decimal]) -> None:
    found = median(cohort(values))
    assert found is not None
    assert found.value == statistics.median([Fraction(value) for value in values])


@given(COHORTS, st.fractions(0, 1))
def test_quantiles_lie_in_the_cohort_and_grow(values: list[Decimal], q: Fraction) -> None:
    members = cohort(values)
    found, least, most = (quantile(members, at) for at in (q, Fraction(0), Fraction(1)))
    assert found is not None and least is not None and most is not None
    assert least.value == min(values) and most.value == max(values)
    assert least.value <= found.value <= most.value


def test_a_quantile_by_definition_seven() -> None:
    members = cohort([Decimal(n) for n in (1, 2, 4, 10)])
    assert quantile(members, Fraction(3, 4)) == Figure(Fraction(11, 2))


@given(COHORTS, st.sampled_from(list(RankOrder)))
def test_ranks_by_their_definition(values: list[Decimal], order: RankOrder) -> None:
    members = cohort(values)
    before = (lambda a, b: a > b) if order is RankOrder.DESCENDING else (lambda a, b: a < b)
    low, high, dense = (rank(members, ties, order) for ties in (Ties.MIN, Ties.MAX, Ties.DENSE))
    for name, figure in members.items():
        ahead = [other for other in members.values() if before(other.value, figure.value)]
        equal = [other for other in members.values() if other.value == figure.value]
        assert low[name].value == len(ahead) + 1
        assert high[name].value == len(ahead) + len(equal)
        assert dense[name].value == len({other.value for other in ahead}) + 1


@given(COHORTS, st.integers(1, 40))
def test_the_greatest_n(values: list[Decimal], n: int) -> None:
    found = top_n(cohort(values), n)
    assert found is not None
    assert found.value == sum((Fraction(v) for v in sorted(values)[::-1][:n]), Fraction(0))


@given(COHORTS)
def test_equal_weights_give_the_mean(values: list[Decimal]) -> None:
    members = cohort(values)
    weights = {name: Figure(Fraction(7)) for name in members}
    mean = weighted(members, weights, normalised=True)
    total = weighted(members, weights)
    assert mean is not None and total is not None
    assert mean.value == sum((Fraction(v) for v in values), Fraction(0)) / len(values)
    assert total.value == mean.value * 7 * len(values)


def test_empty_cohorts_and_zero_weights_have_no_value() -> None:
    assert median({}) is None
    assert top_n({}, 3) is None
    assert rank({}) == {}
    one = cohort([Decimal(1)])
    assert weighted(one, {}) is None
    assert weighted(one, cohort([Decimal(0)]), normalised=True) is None
    assert weighted(one, cohort([Decimal(0)])) == Figure(Fraction(0))


def test_not_reported_and_zero_are_different_in_quotients() -> None:
    zero, five = Figure(Fraction(0)), Figure(Fraction(5))
    assert quotient(zero, five) == Figure(Fraction(0))
    assert quotient(None, five) is None
    assert quotient(five, zero) is None
    assert growth(zero, five) == Figure(Fraction(-1))
    assert growth(five, zero) is None
    assert growth(five, None) is None


def test_growth_from_a_loss_keeps_its_direction() -> None:
    assert growth(Figure(Fraction(-5)), Figure(Fraction(-10))) == Figure(Fraction(1, 2))


@given(BOUNDS, st.randoms())
def test_the_bound_of_a_sum_does_not_depend_on_order(bounds: list[Bound], random: object) -> None:
    shuffled = list(bounds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert bound_of_sum(shuffled) is bound_of_sum(bounds)


def test_bounds() -> None:
    assert bound_of_sum([]) is Bound.EQ
    assert bound_of_sum([Bound.EQ, Bound.GT, Bound.GE]) is Bound.GT
    assert bound_of_sum([Bound.EQ, Bound.GE]) is Bound.GE
    assert bound_of_sum([Bound.LE, Bound.LT]) is Bound.LT
    assert bound_of_sum([Bound.GT, Bound.LT]) is Bound.ABOUT
    assert bound_of_sum([Bound.EQ, Bound.ABOUT]) is Bound.ABOUT
    assert bound_of_extreme([Bound.GT]) is Bound.GE
    assert bound_of_quotient([Bound.EQ, Bound.EQ]) is Bound.EQ
    assert bound_of_quotient([Bound.EQ, Bound.GT]) is Bound.ABOUT
