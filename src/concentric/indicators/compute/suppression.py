"""Which quantities are withheld together, so that none of them can be computed from what is shown. Pure.

Three questions are asked until all are answered well:

1. Does a sum leave one withheld quantity alone, or do the withheld parts of a sum together tell about too few members?
2. Can a withheld quantity be computed from several sums at once (solved exactly, as a reader would)?
3. Is a derived figure shown although something it is computed from is withheld?

Each time another quantity is withheld: the smallest one that answers the question, a part before a whole. What was
shown before cannot be taken back and is never chosen. It is safe and reasonably small, not the smallest possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from concentric.indicators.compute.disclosure import DisclosureRule
from concentric.indicators.compute.relations import Quantity, Sum
from concentric.indicators.compute.types import Withheld


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a quantity is, and who stands behind it."""

    amount: Fraction
    contributors: int
    largest: Decimal


class Suppression:
    """Withholds what must be withheld of quantities that add up by `sums`, one rule for all of them."""

    def __init__(
        self,
        weights: Mapping[Quantity, Weight],
        sums: Sequence[Sum],
        rule: DisclosureRule,
        shown_before: Collection[Quantity] = (),
    ) -> None:
        self._weights = weights
        self._sums = sums
        self._rule = rule
        self._shown_before = frozenset(shown_before)
        self._of: dict[Quantity, list[Sum]] = defaultdict(list)
        for one in sums:
            for quantity in one.all:
                self._of[quantity].append(one)
        self.found: dict[Quantity, Withheld] = {}

    def withhold(self, first: Mapping[Quantity, Withheld]) -> Mapping[Quantity, Withheld]:
        """Everything that is withheld when these quantities are: they, and what would give them away."""
        self._add(first)
        while True:
            pinned = sorted(pinned_by(self._sums, self._unknown()), key=lambda q: q.text)
            chosen = next((one for q in pinned if (one := self._near(q)) is not None), None)
            if chosen is None:
                return self.found
            self._add({chosen: Withheld.COMPLEMENT})

    def _add(self, more: Mapping[Quantity, Withheld]) -> None:
        """Withhold quantities, and others until every sum they stand in is safe."""
        waiting = sorted(more, key=lambda q: q.text)
        self.found.update(more)
        while waiting:
            for one in self._of[waiting.pop()]:
                while not self._is_safe(one):
                    chosen = self._chosen(one)
                    if chosen is None:
                        break
                    self.found[chosen] = Withheld.COMPLEMENT
                    waiting.append(chosen)

    def _unknown(self) -> frozenset[Quantity]:
        return frozenset(q for q in self.found if q not in self._shown_before)

    def _is_safe(self, one: Sum, also: Quantity | None = None) -> bool:
        """Whether what a sum says about its withheld quantities together tells about nobody."""
        hidden = [
            q for q in one.all
            if q == also or (q in self.found and q not in self._shown_before)
        ]  # fmt: skip
        if len(hidden) < 2:
            return not hidden
        if one.whole in hidden:
            return True
        left = [q for q in one.parts if q not in hidden and self._weights[q].contributors]
        if not left:  # together they are the whole, which keeps the rule by itself
            return True
        return self._are_enough(hidden, one.is_apart)

    def _are_enough(self, parts: Sequence[Quantity], is_apart: bool) -> bool:
        """Whether parts added up keep the rule, as far as their own figures guarantee it."""
        weights = [self._weights[part] for part in parts]
        counts = [weight.contributors for weight in weights]
        largest = [abs(weight.amount) * Fraction(weight.largest) for weight in weights]
        whole = sum(abs(weight.amount) for weight in weights)
        members, most = (sum(counts), max(largest)) if is_apart else (max(counts), sum(largest))
        return members >= self._rule.least and most <= whole * Fraction(self._rule.largest)

    def _chosen(self, one: Sum) -> Quantity | None:
        """What is withheld besides: the smallest part that makes the sum safe, else the largest, else the whole."""
        offered = self._offered(one)
        parts = [q for q in offered if q != one.whole]
        enough = [q for q in parts if self._is_safe(one, also=q)]
        if enough:
            return enough[0]
        return parts[-1] if parts else next(iter(offered), None)

    def _offered(self, one: Sum) -> list[Quantity]:
        """Quantities of a sum that may be withheld besides, the smallest first. Nothing by nobody hides nothing."""
        return sorted(
            (
                q for q in one.all
                if q not in self.found
                and q not in self._shown_before
                and self._weights[q].contributors
            ),
            key=lambda q: (abs(self._weights[q].amount), q.text),
        )  # fmt: skip

    def _near(self, pinned: Quantity) -> Quantity | None:
        """What is withheld so that a quantity cannot be computed: something of the sums it is computed by."""
        asked: list[Sum] = list(self._of[pinned])
        seen = set(asked)
        while asked:
            one = asked.pop(0)
            offered = self._offered(one)
            parts = [q for q in offered if q != one.whole]
            if offered:
                return (parts or offered)[0]
            for quantity in one.all:
                more = [s for s in self._of[quantity] if s not in seen]
                seen.update(more)
                asked += more
        return None


def pinned_by(sums: Iterable[Sum], unknown: Collection[Quantity]) -> frozenset[Quantity]:
    """Unknown quantities that the sums determine, when everything else in them is known."""
    rows: list[dict[Quantity, Fraction]] = []
    for one in sums:
        row: dict[Quantity, Fraction] = defaultdict(Fraction)
        row[one.whole] += 1
        for part in one.parts:
            row[part] -= 1
        kept = {q: number for q, number in row.items() if number and q in unknown}
        if kept:
            rows.append(kept)
    return frozenset(next(iter(row)) for row in _solved(rows) if len(row) == 1)


def _solved(rows: Iterable[dict[Quantity, Fraction]]) -> list[dict[Quantity, Fraction]]:
    """The reduced form of equations: each has a leading unknown that occurs in no other."""
    solved: dict[Quantity, dict[Quantity, Fraction]] = {}
    for row in rows:
        for lead in [q for q in row if q in solved]:
            row = _minus(row, solved[lead], row[lead])
        if not row:
            continue
        lead, number = next(iter(row.items()))
        row = {q: of / number for q, of in row.items()}
        for other in [q for q, done in solved.items() if lead in done]:
            solved[other] = _minus(solved[other], row, solved[other][lead])
        solved[lead] = row
    return list(solved.values())


def _minus(
    row: Mapping[Quantity, Fraction], other: Mapping[Quantity, Fraction], times: Fraction
) -> dict[Quantity, Fraction]:
    found = dict(row)
    for quantity, number in other.items():
        left = found.get(quantity, Fraction(0)) - times * number
        if left:
            found[quantity] = left
        else:
            found.pop(quantity, None)
    return found
