"""Which cells are withheld from readers who may not see single members: pure decisions.

A cell is withheld when fewer members than the rule asks stand behind it, or when one of them makes up
more of it than the rule allows. A single withheld cell of a line that adds up to a shown total would be
found by subtraction, so another one of the line is withheld with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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


def withheld_cells(
    line: Sequence[Value], rule: DisclosureRule, released: Collection[str] = ()
) -> Mapping[str, Withheld]:
    """Why cells of one line are withheld, by the position of the cell's text: `released` cells never are.

    `line` holds the cells of one indicator, period and breakdown: what adds up to a total the reader sees.
    """
    open_ones = [value for value in line if value.rounded is not None]
    found = {
        value.code: reason
        for value in open_ones
        if value.code not in released and (reason := reason_of(value, rule)) is not None
    }
    if not found or len(line) < 2:
        return found
    behind = sum(value.contributors for value in open_ones if value.code in found)
    others = sorted(
        (v for v in open_ones if v.code not in found and v.code not in released),
        key=lambda v: (abs(v.rounded or 0), v.code),
    )
    for value in others:
        if len(found) >= 2 and behind >= rule.least:
            break
        found[value.code] = Withheld.COMPLEMENT
        behind += value.contributors
    return found


def reason_of(value: Value, rule: DisclosureRule) -> Withheld | None:
    """Why a cell by itself is withheld. Nothing by nobody gives nobody away."""
    if not value.contributors:
        return None
    if value.contributors < rule.least:
        return Withheld.TOO_FEW
    return Withheld.DOMINATED if value.largest > rule.largest else None


def hidden(value: Value, reason: Withheld) -> Value:
    """The value without anything from which it could be computed."""
    return replace(
        value, exact=None, rounded=None, facts=0, confirmed=0, word_1=0, word_2=0,
        contributors=0, largest=Decimal(0), withheld=reason,
    )  # fmt: skip
