"""Relief plans, the companies they reached, and local-government bonds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sample_period.chance import Chance, apportion
from sample_period.deals import FEN_PER_10K
from sample_period.firms import Firm, return_firms

PLAN_FIRMS, INVESTING_FIRMS = 59, 52
PLANS, SUB_PLANS, COMPANIES = 138, 90, 293
CONTRIBUTED_10K, OUTSIDE_10K, INVESTED_10K = 7_740_000, 3_905_900, 9_664_400
IDLE_CONTRIBUTED_10K = 60_000
"""What the firms whose plans have not invested put in together."""
LOCAL_BONDS_10K = {2019: 33_130_000, 2020: 42_080_000}
LEFT_OUT = {2019: ("CN-REG-460000", "CN-REG-540000", "CN-REG-630000"), 2020: ("CN-REG-460000",)}
"""Regions without such bonds in the fictional year; 35 of 36 are left for 2020."""
LOCAL_BOND_FIRMS = 82
EARLIER_PERCENT = (62, 90)
"""What stood a year before, in percent of the amount at the end of 2020."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A relief plan or sub-plan of one firm; amounts in fen, None where there is none."""

    code: str
    number: int
    firm: str
    kind: str
    contributed: int
    outside: int | None
    invested: int | None


@dataclass(frozen=True, slots=True)
class Support:
    """What one firm's plans put into one listed company or its main shareholder, in fen."""

    firm: str
    company: int
    target: str
    amount: int


def _plan_firms() -> tuple[Firm, ...]:
    eligible = [
        firm for firm in return_firms() if firm.kind in ("comprehensive", "asset_management")
    ]
    return tuple(sorted(eligible, key=lambda firm: firm.place)[:PLAN_FIRMS])


def _owners(chance: Chance) -> list[tuple[Firm, str]]:
    """(firm, kind) of every plan: each firm has a plan, the larger have more."""
    firms = _plan_firms()
    sizes = [firm.size for firm in firms]
    active = sizes[:INVESTING_FIRMS] + [0] * (PLAN_FIRMS - INVESTING_FIRMS)
    owners = [(firm, "plan") for firm in firms]
    owners += [(firms[chance.pick(active)], "plan") for _ in range(PLANS - PLAN_FIRMS)]
    owners += [(firms[chance.pick(active)], "sub_plan") for _ in range(SUB_PLANS)]
    return owners


@cache
def plans_2020() -> tuple[Plan, ...]:
    """All plans at the end of 2020; those of the last seven firms have invested nothing."""
    chance = Chance("plans")
    owners = _owners(chance)
    idle = {firm.code for firm in _plan_firms()[INVESTING_FIRMS:]}
    busy = [index for index, (firm, _) in enumerate(owners) if firm.code not in idle]
    contributed = [IDLE_CONTRIBUTED_10K // len(idle) // 100 * 100] * len(owners)
    rest = CONTRIBUTED_10K - sum(contributed[i] for i in range(len(owners)) if i not in set(busy))
    parts = apportion(rest, [chance.skewed() for _ in busy], 1_000)
    outside = [0] * len(owners)
    drawn = [index for index in busy if chance.percent(62)]
    for index, part in zip(busy, parts, strict=True):
        contributed[index] = part
    drawn_parts = apportion(OUTSIDE_10K, [contributed[i] * chance.between(60, 140) for i in drawn])
    for index, part in zip(drawn, drawn_parts, strict=True):
        outside[index] = part
    room = [(contributed[i] + outside[i]) * chance.between(94, 106) for i in busy]
    invested = dict(zip(busy, apportion(INVESTED_10K, room), strict=True))
    return tuple(
        Plan(
            code=f"EXP-{index + 1:03d}" if kind == "plan" else f"EXP-S{index + 1 - PLANS:03d}",
            number=index + 1,
            firm=firm.code,
            kind=kind,
            contributed=contributed[index] * FEN_PER_10K,
            outside=outside[index] * FEN_PER_10K or None,
            invested=invested.get(index, 0) * FEN_PER_10K or None,
        )
        for index, (firm, kind) in enumerate(owners)
    )


@cache
def supports_2020() -> tuple[Support, ...]:
    """Firm by company; two firms may reach one company; sums equal the firms' plans."""
    chance = Chance("supports")
    totals: dict[str, int] = {}
    for plan in plans_2020():
        totals[plan.firm] = totals.get(plan.firm, 0) + (plan.invested or 0)
    totals = {firm: total for firm, total in totals.items() if total}
    codes = sorted(totals)
    reached: dict[str, list[int]] = {firm: [] for firm in codes}
    weights = [totals[firm] // FEN_PER_10K for firm in codes]
    for company in range(1, COMPANIES + 1):
        first = codes[company - 1] if company <= len(codes) else codes[chance.pick(weights)]
        reached[first].append(company)
        if chance.percent(16):
            second = codes[chance.pick(weights)]
            if second != first:
                reached[second].append(company)
    rows: list[Support] = []
    for firm in codes:
        companies = reached[firm]
        parts = apportion(totals[firm] // FEN_PER_10K, [chance.skewed() for _ in companies], 10)
        for company, part in zip(companies, parts, strict=True):
            target = "main_shareholder" if chance.percent(35) else "company"
            rows.append(Support(firm, company, target, part * FEN_PER_10K))
    return tuple(rows)


@cache
def relief(year: int) -> tuple[tuple[Plan, ...], tuple[Support, ...]]:
    """Plans and supports at the end of the year; those of 2019 are an earlier stand of 2020's."""
    if year == 2020:
        return plans_2020(), supports_2020()
    chance = Chance("relief-2019")
    plans = [
        _earlier(chance, plan) for plan in plans_2020() if plan.kind == "plan" or chance.percent(70)
    ]
    totals: dict[str, int] = {}
    for plan in plans:
        totals[plan.firm] = totals.get(plan.firm, 0) + (plan.invested or 0) // FEN_PER_10K
    supports: list[Support] = []
    for firm, total in totals.items():
        if total:
            supports += _earlier_supports(chance, firm, total)
    return tuple(plans), tuple(supports)


def _earlier(chance: Chance, plan: Plan) -> Plan:
    percent = chance.between(*EARLIER_PERCENT)
    scaled = [
        None if value is None else value // FEN_PER_10K * percent // 100 * FEN_PER_10K
        for value in (plan.contributed, plan.outside, plan.invested)
    ]
    return Plan(plan.code, plan.number, plan.firm, plan.kind, scaled[0] or 0, scaled[1], scaled[2])


def _earlier_supports(chance: Chance, firm: str, total: int) -> list[Support]:
    now = [row for row in supports_2020() if row.firm == firm]
    kept = [row for index, row in enumerate(now) if index == 0 or chance.percent(80)]
    parts = apportion(total, [row.amount // FEN_PER_10K for row in kept], 1)
    return [
        Support(firm, row.company, row.target, part * FEN_PER_10K)
        for row, part in zip(kept, parts, strict=True)
    ]


@cache
def local_bonds(year: int, regions: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """(firm, region) -> the firm's own allotment in fen; every region not left out has buyers."""
    chance = Chance(f"local-bonds:{year}")
    open_regions = [region for region in regions if region not in LEFT_OUT[year]]
    able = [f for f in return_firms() if f.kind in ("comprehensive", "joint_venture")]
    desks = sorted(able, key=lambda firm: firm.place)[:LOCAL_BOND_FIRMS]
    cells: dict[tuple[str, str], int] = {}
    for desk in desks:
        width = max(2, min(len(open_regions) - 2, desk.size // 12_000 + chance.between(1, 4)))
        for index in sorted(chance.picks([1] * len(open_regions), width)):
            cells[(desk.code, open_regions[index])] = desk.size // 1_000 * chance.between(40, 160)
    _cover(cells, open_regions, desks)
    parts = apportion(LOCAL_BONDS_10K[year], list(cells.values()), 200)
    return {cell: part * FEN_PER_10K for cell, part in zip(cells, parts, strict=True)}


def _cover(
    cells: dict[tuple[str, str], int], regions: Sequence[str], desks: Sequence[Firm]
) -> None:
    """Give every region the four largest firms, so that none hangs on a single buyer."""
    for region in regions:
        for desk in desks[:4]:
            cells.setdefault((desk.code, region), desk.size // 1_000 * 50)
