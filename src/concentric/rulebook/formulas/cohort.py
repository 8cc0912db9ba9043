"""Formulas over the members of a cohort. Members that did not report are not in the cohort."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from concentric.rulebook.formulas.bounds import bound_of_quotient, bound_of_sum
from concentric.rulebook.types import Figure, RankOrder, Ties

Members = Mapping[str, Figure]


def quantile(members: Members, q: Fraction) -> Figure | None:
    """The q-quantile by definition 7 of Hyndman and Fan, exact.

    With sorted values x[0] … x[n−1] and h = (n − 1)·q: x[⌊h⌋] + (h − ⌊h⌋)·(x[⌊h⌋+1] − x[⌊h⌋]).
    None for an empty cohort.
    """
    ordered = sorted(figure.value for figure in members.values())
    if not ordered:
        return None
    place = (len(ordered) - 1) * q
    low = int(place)
    value = ordered[low]
    if place != low:
        value += (place - low) * (ordered[low + 1] - value)
    return Figure(value, bound_of_quotient(figure.bound for figure in members.values()))


def median(members: Members) -> Figure | None:
    """The middle value, or the mean of the two middle values; None for an empty cohort."""
    return quantile(members, Fraction(1, 2))


def rank(
    members: Members, ties: Ties = Ties.MIN, order: RankOrder = RankOrder.DESCENDING
) -> dict[str, Figure]:
    """The place of each member, from 1. Equal values share a place, by the stated rule for ties.

    ``min`` gives 1, 2, 2, 4; ``max`` gives 1, 3, 3, 4; ``dense`` gives 1, 2, 2, 3.
    """
    bound = bound_of_quotient(figure.bound for figure in members.values())
    values = sorted(
        (figure.value for figure in members.values()), reverse=order is RankOrder.DESCENDING
    )
    distinct = sorted(set(values), reverse=order is RankOrder.DESCENDING)
    places: dict[Fraction, int] = {}
    for index, value in enumerate(values, 1):
        if ties is Ties.MAX or value not in places:
            places[value] = index
    if ties is Ties.DENSE:
        places = {value: index for index, value in enumerate(distinct, 1)}
    return {
        member: Figure(Fraction(places[figure.value]), bound) for member, figure in members.items()
    }


def top_n(members: Members, n: int) -> Figure | None:
    """The sum of the n greatest values (of all, if fewer reported); None for an empty cohort.

    Ties at the edge do not change the sum.
    """
    if not members:
        return None
    chosen = sorted((figure.value for figure in members.values()), reverse=True)[:n]
    bound = bound_of_quotient(figure.bound for figure in members.values())
    if len(chosen) == len(members):
        bound = bound_of_sum(figure.bound for figure in members.values())
    return Figure(sum(chosen, Fraction(0)), bound)


def weighted(members: Members, weights: Members, *, normalised: bool = False) -> Figure | None:
    """Weighted attribution: the sum of value × weight over members that have both.

    ``normalised`` divides by the sum of those weights (a weighted mean). None if no member has
    both, or if the weights of a mean add up to zero.
    """
    both = [member for member in members if member in weights]
    if not both:
        return None
    total = sum((members[m].value * weights[m].value for m in both), Fraction(0))
    bound = bound_of_quotient(bound for m in both for bound in (members[m].bound, weights[m].bound))
    if not normalised:
        return Figure(total, bound)
    weight = sum((weights[m].value for m in both), Fraction(0))
    return None if weight == 0 else Figure(total / weight, bound)
