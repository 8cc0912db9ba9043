"""One object, several claims: where partners of a deal say different things about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from concentric.indicators.returns.types import Claim, ContestedObject

DIFFERENT_AMOUNTS = "different_amounts"
DIFFERENT_SHARES = "different_shares"
SHARES_NOT_ONE = "shares_not_one"
PARTNER_SILENT = "partner_silent"


def contested(claims: Iterable[Claim], arrived: Collection[str]) -> tuple[ContestedObject, ...]:
    """The objects about which the claims disagree, by table and code.

    `arrived` are the firms whose returns are in: only of them silence says something. Shares below 1 are contested
    only when nobody named is still to come.
    """
    by_object: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        by_object.setdefault((claim.table, claim.object_code), []).append(claim)
    found = []
    for (table, code), group in sorted(by_object.items()):
        reasons, silent = _reasons(group, arrived)
        if reasons:
            ordered = tuple(sorted(group, key=lambda claim: claim.firm))
            found.append(ContestedObject(table, code, ordered, reasons, silent))
    return tuple(found)


def _reasons(
    group: Collection[Claim], arrived: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reasons = []
    claiming = {claim.firm for claim in group}
    named = {code for claim in group for code, _ in claim.shares}
    silent = tuple(sorted((named - claiming) & set(arrived)))
    if len({claim.amount for claim in group}) > 1:
        reasons.append(DIFFERENT_AMOUNTS)
    if len({claim.shares for claim in group}) > 1:
        reasons.append(DIFFERENT_SHARES)
    together = sum((claim.share for claim in group), Fraction(0))
    if together > 1 or (together < 1 and named <= set(arrived)):
        reasons.append(SHARES_NOT_ONE)
    if silent:
        reasons.append(PARTNER_SILENT)
    return tuple(reasons), silent
