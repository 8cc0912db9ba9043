"""Which values of one position are withheld: the rule, and everything that would give a withheld value away. Pure.

Covered: cells that add up to a shown total; the same figure under another indicator; subsets and the codes they
select; divisions within divisions; a running total and what was added, a year and its quarters; ratios, shares, growth
and heads of a withheld input in either year; the first so many when few are left; a figure that stood, shown or
withheld, at the position judged before: shown it stays known, withheld it stays withheld while nothing in it changes.

Not covered: how narrow an interval a reader can give for a withheld figure; what several sums together say about the
total of two withheld figures; crossings of breakdowns that are computed for nobody; a median over so few members that
it is one of their values; members who put their own figures together; figures published by others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from concentric.indicators.compute import disclosure
from concentric.indicators.compute.disclosure import DisclosureRule
from concentric.indicators.compute.relations import Quantity, Spot, relations, spot
from concentric.indicators.compute.suppression import Suppression, Weight
from concentric.indicators.compute.terms import MEMBER
from concentric.indicators.compute.types import Value, Withheld
from concentric.kernel.types import Period
from concentric.rulebook.types import Rulebook

Stood = Mapping[UUID, Withheld | None]
"""What was decided before about values with the same content: withheld and why, or None for shown."""


def withheld_values(
    rulebook: Rulebook,
    values: Iterable[Value],
    rule_on: Callable[[Period], DisclosureRule],
    *,
    stood: Stood | None = None,
    released: Collection[str] = (),
) -> Mapping[UUID, Withheld]:
    """Why values of one position are withheld, by uuid; what is not named is shown.

    Give every value of the position that readers can come across: a value can only be protected from those that are
    known here. Values in `released` cells are never withheld: the members behind them agreed.
    """
    known = [v for v in values if MEMBER not in dict(v.cell) and v.rounded is not None]
    if not known:
        return {}
    case = _Case(
        rulebook, known, {p: rule_on(p) for p in {v.period for v in known}}, stood or {}, released
    )
    reasons = case.of_derived(case.of_facts())
    return {
        v.uuid: reasons[spot(v)] for v in known if spot(v) in reasons and v.code not in released
    }


class _Case:
    """The values of one position, how they depend on one another, and what was decided before."""

    def __init__(
        self,
        rulebook: Rulebook,
        values: Sequence[Value],
        rules: Mapping[Period, DisclosureRule],
        stood: Stood,
        released: Collection[str],
    ) -> None:
        self._related = relations(rulebook, values)
        self._over_facts = [v for v in values if spot(v) in self._related.quantities]
        self._derived = [v for v in values if spot(v) in self._related.derived]
        self._rules = rules
        self._stood = stood
        self._released = released
        self._withheld: Mapping[Quantity, Withheld] = {}

    def of_facts(self) -> dict[Spot, Withheld]:
        """Why figures over facts are withheld, by where they stand."""
        quantities = self._related.quantities
        weights = {
            quantities[spot(v)]: Weight(v.exact or Fraction(0), v.contributors, v.largest)
            for v in self._over_facts
        }
        first: dict[Quantity, Withheld] = {}
        for value in self._over_facts:
            reason = self._stood.get(value.uuid) or self._reason(value)
            if reason is not None and value.code not in self._released:
                first.setdefault(quantities[spot(value)], reason)
        sums = [one for one in self._related.sums if all(q in weights for q in one.all)]
        rule = disclosure.strictest(self._rules.values())
        self._withheld = Suppression(weights, sums, rule, self._open()).withhold(first)
        return {
            spot(v): why
            for v in self._over_facts
            if (why := self._withheld.get(quantities[spot(v)])) is not None
        }

    def of_derived(self, reasons: dict[Spot, Withheld]) -> dict[Spot, Withheld]:
        """The same with the figures computed from others: those over members first, which others are computed from."""
        in_order = sorted(self._derived, key=lambda v: bool(self._related.derived[spot(v)].cohorts))
        for value in in_order:
            from_ = self._related.derived[spot(value)]
            reason = self._stood.get(value.uuid) or self._reason(value, from_.first)
            gives_away = any(q in self._withheld for q in from_.quantities) or any(
                one in reasons for one in from_.cohorts
            )
            if reason is None and gives_away:
                reason = Withheld.COMPLEMENT
            if reason is not None:
                reasons[spot(value)] = reason
        return reasons

    def _reason(self, value: Value, first: int | None = None) -> Withheld | None:
        """Why a value by itself is withheld."""
        rule = self._rules[value.period]
        reason = disclosure.reason_of(value, rule)
        if reason is None and first is not None:
            reason = disclosure.reason_of_first(value, first, rule)
        return reason

    def _open(self) -> set[Quantity]:
        """Quantities that readers know: their members released them, or they were shown before."""
        return {
            self._related.quantities[spot(v)]
            for v in self._over_facts
            if v.code in self._released or self._stood.get(v.uuid, Withheld.TOO_FEW) is None
        }
