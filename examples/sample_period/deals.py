"""Listings, refinancing, bonds and asset-backed securities that add up to given totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from sample_period.chance import Chance, apportion
from sample_period.firms import Firm, return_firms

FEN_PER_10K = 1_000_000
PAIRS = (
    (Fraction(1, 2), Fraction(1, 2)),
    (Fraction(2, 3), Fraction(1, 3)),
    (Fraction(3, 5), Fraction(2, 5)),
)
THREES = (
    (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
    (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)),
    (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)),
)
EQUAL_THIRDS = THREES[0]
ODD_FEN = 345_678
"""A part of an amount that needs all six decimals of 10,000 yuan."""

Partners = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """One object many firms may have worked on. `amount` is the whole of it, in fen."""

    code: str
    name: str
    kind: str
    amount: int
    partners: Partners

    def parts(self) -> dict[str, int]:
        """Firm -> its fen, by largest remainder; the parts add up to the amount."""
        exact = {firm: self.amount * share for firm, share in self.partners}
        parts = {firm: int(value) for firm, value in exact.items()}
        by_remainder = sorted(exact, key=lambda firm: (parts[firm] - exact[firm], firm))
        for firm in by_remainder[: self.amount - sum(parts.values())]:
            parts[firm] += 1
        return parts

    def typed_partners(self) -> str:
        """What every partner types; empty for a firm alone."""
        if len(self.partners) == 1:
            return ""
        return ";".join(
            f"{firm}:{share.numerator}/{share.denominator}" for firm, share in self.partners
        )


@dataclass(frozen=True, slots=True)
class Family:
    """Deals of one kind and year: how many, their sum in 10,000 yuan, how often shared."""

    table: str
    kind: str
    count: int
    total_10k: int
    least_10k: int
    shared_percent: int


FAMILIES: dict[int, tuple[Family, ...]] = {
    2020: (
        Family("B-IPO", "star", 145, 22_262_200, 15_000, 30),
        Family("B-IPO", "chinext", 109, 9_029_100, 12_000, 22),
        Family("B-IPO", "main", 125, 15_573_600, 10_000, 26),
        Family("B-IPO", "neeq_select", 20, 400_000, 5_000, 10),
        Family("B-REF", "placement", 214, 46_120_000, 8_000, 40),
        Family("B-REF", "rights", 21, 5_130_000, 30_000, 35),
        Family("B-REF", "preferred", 12, 3_190_000, 50_000, 50),
        Family("B-BOND", "corporate", 3_871, 431_870_000, 5_000, 42),
        Family("B-BOND", "convertible", 271, 17_650_000, 10_000, 30),
        Family("B-BOND", "exchangeable", 54, 3_480_000, 10_000, 20),
        Family("B-ABS", "receivables", 521, 52_300_000, 5_000, 34),
        Family("B-ABS", "leases", 318, 31_900_000, 5_000, 34),
        Family("B-ABS", "consumer_loans", 224, 27_800_000, 5_000, 34),
        Family("B-ABS", "infrastructure", 131, 14_600_000, 5_000, 34),
        Family("B-ABS", "property", 161, 19_400_000, 5_000, 34),
    ),
    2019: (
        Family("B-IPO", "star", 70, 8_243_300, 15_000, 28),
        Family("B-IPO", "chinext", 52, 3_012_000, 12_000, 20),
        Family("B-IPO", "main", 79, 14_081_000, 10_000, 24),
        Family("B-REF", "placement", 176, 38_940_000, 8_000, 38),
        Family("B-REF", "rights", 12, 2_080_000, 30_000, 30),
        Family("B-REF", "preferred", 16, 5_100_000, 50_000, 50),
        Family("B-BOND", "corporate", 2_761, 304_480_000, 5_000, 40),
        Family("B-BOND", "convertible", 151, 17_900_000, 10_000, 30),
        Family("B-BOND", "exchangeable", 107, 3_520_000, 10_000, 20),
        Family("B-ABS", "receivables", 380, 39_020_000, 5_000, 32),
        Family("B-ABS", "leases", 241, 22_870_000, 5_000, 32),
        Family("B-ABS", "consumer_loans", 160, 20_100_000, 5_000, 32),
        Family("B-ABS", "infrastructure", 96, 9_300_000, 5_000, 32),
        Family("B-ABS", "property", 59, 9_400_000, 5_000, 32),
    ),
}
_LISTING_PREFIX = {"star": "EX688", "chinext": "EX300", "main": "EX600", "neeq_select": "EX830"}
CONTESTED_BOARD = "main"
CONTESTED_PARTNERS: Partners = (("F040", Fraction(1, 2)), ("F041", Fraction(1, 2)))
"""One listing of this board is shared by two firms that will claim different amounts."""


def _desks(table: str) -> tuple[Firm, ...]:
    """The firms that do such deals; the smallest lead no listing."""
    firms = return_firms()
    if table == "B-ABS":
        return firms
    last = {"B-IPO": 78, "B-REF": 84, "B-BOND": 98}[table]
    return tuple(firm for firm in firms if firm.underwrites and firm.place < last)


def _partners(chance: Chance, desks: Sequence[Firm], shared_percent: int) -> Partners:
    weights = [desk.size for desk in desks]
    if not chance.percent(shared_percent):
        return ((desks[chance.pick(weights)].code, Fraction(1)),)
    patterns = THREES if chance.percent(22) else PAIRS
    shares = patterns[chance.between(0, len(patterns) - 1)]
    chosen = chance.picks(weights, len(shares))
    return tuple((desks[index].code, share) for index, share in zip(chosen, shares, strict=True))


def _is_thirds(partners: Partners) -> bool:
    return tuple(share for _, share in partners) == EQUAL_THIRDS


def _mend_thirds(amounts: list[int], partners: Sequence[Partners]) -> None:
    """Make amounts split in equal thirds divisible by three, so that no two remainders tie."""
    alone = next(i for i, shared in enumerate(partners) if len(shared) == 1)
    for index, shared in enumerate(partners):
        if _is_thirds(shared):
            excess = amounts[index] % 3
            amounts[index] -= excess
            amounts[alone] += excess


def _spread_fen(deals: list[Deal]) -> list[Deal]:
    """Move odd fen between deals done alone: their amounts need the last digit, the sum stays."""
    alone = [index for index, deal in enumerate(deals) if len(deal.partners) == 1][:8]
    for more, less in zip(alone[0::2], alone[1::2], strict=False):
        deals[more] = replace(deals[more], amount=deals[more].amount + ODD_FEN)
        deals[less] = replace(deals[less], amount=deals[less].amount - ODD_FEN)
    return deals


def _code(family: Family, year: int, number: int) -> str:
    if family.table == "B-IPO":
        return f"{_LISTING_PREFIX[family.kind]}{number + (500 if year == 2020 else 0):03d}"
    letter, width = {"B-REF": ("R", 4), "B-BOND": ("B", 5), "B-ABS": ("A", 4)}[family.table]
    return f"EX{letter}{year}-{number:0{width}d}"


def _name_number(family: Family, year: int, number: int, kinds_before: int) -> int:
    """Which fictional company stands behind a deal; about one in six refinances twice."""
    serial = kinds_before + number + (5_000 if year == 2020 else 0)
    return serial - serial % 6 if family.table == "B-REF" and serial % 6 == 1 else serial


def _draw(family: Family, year: int, first: int, names: dict[str, str]) -> list[Deal]:
    chance = Chance(f"{family.table}:{family.kind}:{year}")
    desks = _desks(family.table)
    partners = [_partners(chance, desks, family.shared_percent) for _ in range(family.count)]
    if family.kind == CONTESTED_BOARD and year == 2020:
        partners[-1] = CONTESTED_PARTNERS
    weights = [chance.skewed() for _ in partners]
    amounts = apportion(family.total_10k, weights, family.least_10k)
    _mend_thirds(amounts, partners)
    deals = [
        Deal(
            code=_code(family, year, number + 1 + (0 if family.table == "B-IPO" else first)),
            name=names[family.table].format(n=_name_number(family, year, number + 1, first)),
            kind=family.kind,
            amount=amount * FEN_PER_10K,
            partners=shared,
        )
        for number, (amount, shared) in enumerate(zip(amounts, partners, strict=True))
    ]
    return _spread_fen(deals)


@cache
def deals(year: int, names: tuple[tuple[str, str], ...]) -> dict[str, tuple[Deal, ...]]:
    """Table code -> its deals of the year; `names` gives the pattern of company names per table."""
    found: dict[str, list[Deal]] = {}
    for family in FAMILIES[year]:
        have = found.setdefault(family.table, [])
        have += _draw(family, year, len(have), dict(names))
    return {table: tuple(items) for table, items in found.items()}


def contested_listing(names: tuple[tuple[str, str], ...]) -> Deal:
    """The listing of 2020 that F040 and F041 share and claim with different amounts."""
    return next(d for d in deals(2020, names)["B-IPO"] if d.partners == CONTESTED_PARTNERS)
