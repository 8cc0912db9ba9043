"""The scalar lines of a return: plausible numbers by size; last year's follow this year's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sample_period.chance import Chance
from sample_period.firms import Firm

FEN = 100
Value = int | str
"""Counts as they are, amounts in fen, yes_no as "yes" or "no"."""


@dataclass(frozen=True, slots=True)
class PerHead:
    """A line worth staff times draw over per, plus a draw up to `plus`; amounts are in yuan."""

    low: int
    high: int
    per: int = 1
    plus: int = 0
    money: bool = False


PER_HEAD: dict[str, PerHead] = {
    "A04": PerHead(200, 1600, money=True),
    "A05": PerHead(1, 5, per=1500, plus=2),
    "A06": PerHead(20, 200, per=100),
    "A07": PerHead(1, 6, per=1000, plus=6),
    "A08": PerHead(2, 30, per=100),
    "A09": PerHead(500, 40_000, money=True),
    "A10": PerHead(0, 2, per=3000, plus=2),
    "B22": PerHead(0, 4, per=1000, plus=1),
    "C01": PerHead(0, 1, per=4000, plus=2),
    "C02": PerHead(5, 40, per=100, plus=3),
    "C03": PerHead(3, 25),
    "C04": PerHead(100, 900),
    "C05": PerHead(1, 12, per=100, plus=4),
    "C07": PerHead(200, 1500, money=True),
    "C08": PerHead(2, 30, per=100, plus=5),
    "C09": PerHead(0, 4, per=1000, plus=3),
    "C11": PerHead(300, 1100),
    "D01": PerHead(1, 3, per=100, plus=24),
    "D03": PerHead(60, 700, money=True),
    "D05": PerHead(3, 8, per=100, plus=5),
    "D06": PerHead(90, 100, per=100),
    "D07": PerHead(0, 1, per=2000, plus=1),
    "D08": PerHead(1, 9, per=1000, plus=20),
    "E01": PerHead(1, 4, per=100, plus=4),
    "E05": PerHead(1, 3, per=1000, plus=4),
    "E07": PerHead(100, 900, money=True),
    "E08": PerHead(2, 8, per=1000, plus=30),
    "E09": PerHead(0, 2, per=2000, plus=3),
    "F03": PerHead(3, 9, per=100),
    "F04": PerHead(0, 2, per=100, plus=2),
    "F06": PerHead(3, 14),
    "F07": PerHead(300, 2500, money=True),
    "F08": PerHead(4, 15, per=100),
    "F09": PerHead(3, 5, per=1000, plus=3),
    "F10": PerHead(12, 20, per=1000, plus=4),
    "F11": PerHead(1, 4, per=1000),
    "F12": PerHead(25, 55, per=100),
    "G04": PerHead(3, 20, per=100, plus=3),
    "G06": PerHead(1, 8, per=100, plus=3),
    "G08": PerHead(1, 120, money=True),
    "G09": PerHead(600_000, 1_300_000, money=True),
    "G10": PerHead(0, 1, per=2000, plus=7),
}
YES_PERCENT = {"A11": 88, "C10": 90, "D04": 92, "G07": 35}
STATES = frozenset(
    {"A05", "C01", "C11", "D05", "E01", "F01", "F02", "F09", "F10", "F11", "F12", "G04"}
)


@cache
def staff(firm: Firm) -> int:
    """The firm's employees at the end of 2020."""
    return (150 + firm.size // 32) * Chance(f"staff:{firm.code}").between(85, 115) // 100


@cache
def scalars_2020(firm: Firm) -> dict[str, Value]:
    """Line code -> value for 2020, without texts, control lines and what follows from tables."""
    chance = Chance(f"scalars:{firm.code}")
    heads = staff(firm)
    values: dict[str, Value] = {}
    for line, rule in PER_HEAD.items():
        amount = heads * chance.between(rule.low, rule.high) // rule.per + chance.between(
            0, rule.plus
        )
        values[line] = amount * FEN if rule.money else amount
    for line, percent in YES_PERCENT.items():
        values[line] = "yes" if chance.percent(percent) else "no"
    values.update(_dependent(chance, heads, values))
    return values


def _dependent(chance: Chance, heads: int, values: dict[str, Value]) -> dict[str, Value]:
    """Lines that stand in a relation to another line of the same return."""
    count = {line: int(value) for line, value in values.items() if isinstance(value, int)}
    women = heads * chance.between(40, 52) // 100
    mergers = heads * chance.between(0, 3) // 1000
    enterprises = heads * chance.between(1, 9) // 1000
    cash = count["G09"] // FEN * chance.between(5, 45) // 10_000
    goods = count["G09"] // FEN * chance.between(0, 6) // 10_000
    reports = count["E01"] * chance.between(20, 60)
    return {
        "A02": chance.between(0, 3),
        "B17": mergers,
        "B18": mergers * chance.between(150_000_000, 1_200_000_000) * FEN,
        "B23": enterprises * chance.between(8_000_000, 60_000_000) * FEN,
        "B24": enterprises,
        "C06": count["C05"] * chance.between(82, 100) // 100,
        "D02": count["D01"] * chance.between(20, 160),
        "E02": reports,
        "E03": reports * chance.between(1, 6) // 100,
        "E04": reports * chance.between(0, 3) // 100,
        "E06": count["E05"] * chance.between(0, 60) // 100,
        "F01": women,
        "F02": heads - women,
        "F05": count["F06"] * chance.between(2, 6),
        "G01": cash * FEN,
        "G02": goods * FEN,
        "G03": (cash + goods) * chance.between(10, 45) // 100 * FEN,
        "G05": count["G04"] * chance.between(3, 18),
    }


@cache
def scalars(firm: Firm, year: int) -> dict[str, Value]:
    """The lines of the year. 2019 is a part of 2020, one part per section: relations hold."""
    if year == 2020:
        return scalars_2020(firm)
    chance = Chance(f"scalars-2019:{firm.code}")
    flow = {section: chance.between(68, 96) for section in "ABCDEFG"}
    stock = chance.between(90, 99)
    return {
        line: value
        if isinstance(value, str)
        else _part(value, stock if line in STATES else flow[line[0]])
        for line, value in scalars_2020(firm).items()
    }


def _part(value: int, percent: int) -> int:
    """Percent of a value, whole yuan for amounts, never nothing of something."""
    if value > 0 and value % FEN == 0 and value >= 1_000_000:
        return value // FEN * percent // 100 * FEN
    return max(1, value * percent // 100) if value else 0
