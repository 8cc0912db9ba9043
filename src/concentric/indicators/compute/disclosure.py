"""Which cells are withheld from readers who may not see single members: the rule, for a cell by itself. Pure.

A cell is withheld when fewer members than the rule asks stand behind it, or when one of them makes up more of it than
the rule allows. What else must be withheld, so that it cannot be computed from what is shown, is found in `judging`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from concentric.indicators.compute.types import Value, Withheld

LEAST = "disclosure.least_contributors"
LARGEST = "disclosure.largest_share"


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """The rule in force on a day: `least` members, and the `largest` part of one, 0 to 1."""

    least: int
    largest: Decimal


def strictest(rules: Iterable[DisclosureRule]) -> DisclosureRule:
    """The rule that keeps each of some rules: cells of several periods give one another away."""
    found = tuple(rules)
    return DisclosureRule(max(one.least for one in found), min(one.largest for one in found))


def reason_of(value: Value, rule: DisclosureRule) -> Withheld | None:
    """Why a cell by itself is withheld. Nothing by nobody gives nobody away."""
    if value.rounded is None or not value.contributors:
        return None
    if value.contributors < rule.least:
        return Withheld.TOO_FEW
    return Withheld.DOMINATED if value.largest > rule.largest else None


def reason_of_first(value: Value, first: int, rule: DisclosureRule) -> Withheld | None:
    """Why the total of the `first` so many members is withheld: too few are in it, or too few are left out of it."""
    left = value.contributors - first
    if value.rounded is None:
        return None
    return Withheld.TOO_FEW if first < rule.least or 0 < left < rule.least else None


def hidden(value: Value, reason: Withheld) -> Value:
    """The value without anything from which it could be computed."""
    return replace(
        value, exact=None, rounded=None, facts=0, confirmed=0, word_1=0, word_2=0,
        contributors=0, largest=Decimal(0), withheld=reason,
    )  # fmt: skip
