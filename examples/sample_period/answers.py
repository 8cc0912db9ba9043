"""One firm's whole return of one year: tables, lines that agree with them, other lines, texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sample_period.chance import Chance
from sample_period.counties import county_names, funds, paired
from sample_period.deals import Deal, deals
from sample_period.firms import Firm
from sample_period.relief import local_bonds, relief
from sample_period.scalars import scalars
from sample_period.words import deal_names, region_names, words

Row = dict[str, Any]
DEAL_COLUMNS = {
    "B-IPO": ("company_code", "company", "board"),
    "B-REF": ("deal_code", "company", "kind"),
    "B-BOND": ("bond_code", "issuer", "kind"),
    "B-ABS": ("security_code", "originator", "asset"),
}
DEAL_LINES = {
    "B-IPO": ("B01", "B02"),
    "B-REF": ("B03", "B04"),
    "B-BOND": ("B05", "B06"),
    "B-ABS": ("B07", "B08"),
}


@dataclass(slots=True)
class Answers:
    """What a firm types: line -> value, table -> rows, line -> note. Amounts are in fen."""

    firm: str
    year: int
    lines: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@cache
def _by_firm(year: int) -> Mapping[str, Mapping[str, tuple[Deal, ...]]]:
    """Table -> firm -> its deals, so that no firm walks through all deals."""
    found: dict[str, dict[str, list[Deal]]] = {}
    for table, items in deals(year, deal_names()).items():
        for deal in items:
            for firm, _ in deal.partners:
                found.setdefault(table, {}).setdefault(firm, []).append(deal)
    return {t: {f: tuple(v) for f, v in firms.items()} for t, firms in found.items()}


def claim(deal: Deal, table: str) -> Row:
    """The row a partner types for a deal."""
    code, name, kind = DEAL_COLUMNS[table]
    return {
        code: deal.code,
        name: deal.name,
        kind: deal.kind,
        "amount": deal.amount,
        "partners": deal.typed_partners(),
    }


def _deal_tables(answers: Answers) -> None:
    for table, (count_line, amount_line) in DEAL_LINES.items():
        own = _by_firm(answers.year)[table].get(answers.firm, ())
        answers.tables[table] = [claim(deal, table) for deal in own]
        answers.lines[count_line] = len(own)
        answers.lines[amount_line] = sum(deal.parts()[answers.firm] for deal in own)


def _local_bond_table(answers: Answers) -> None:
    cells = local_bonds(answers.year, tuple(region_names()))
    rows = [
        {"region": r, "amount": v} for (firm, r), v in sorted(cells.items()) if firm == answers.firm
    ]
    answers.tables["B-LGB"] = rows
    answers.lines["B09"] = sum(row["amount"] for row in rows)
    answers.lines["B10"] = len(rows)


def _relief_tables(answers: Answers) -> None:
    plans, supports = relief(answers.year)
    patterns = words()["plan"]
    own = [plan for plan in plans if plan.firm == answers.firm]
    answers.tables["B-PLAN"] = [
        {
            "plan_code": plan.code,
            "name": patterns[plan.kind].format(n=plan.number),
            "kind": plan.kind,
            "contributed": plan.contributed,
            "outside": plan.outside,
            "invested": plan.invested,
        }
        for plan in own
    ]
    reached = [row for row in supports if row.firm == answers.firm]
    answers.tables["B-RELIEF"] = [
        {
            "company_code": f"EXL{row.company:03d}",
            "company": words()["supported"].format(n=row.company),
            "target": row.target,
            "amount": row.amount,
        }
        for row in reached
    ]
    answers.lines["B11"] = len(own)
    answers.lines["B12"] = sum(plan.contributed for plan in own)
    answers.lines["B13"] = sum(plan.outside or 0 for plan in own)
    answers.lines["B14"] = sum(plan.invested or 0 for plan in own)
    answers.lines["B15"] = len(reached)
    answers.lines["B16"] = sum(row.amount for row in reached)


def _theme_bonds(answers: Answers) -> None:
    """Parts of the firm's corporate bonds, in whole yuan."""
    chance = Chance(f"themes:{answers.firm}")
    bonds = answers.lines["B06"] // 100
    for line, low, high in (("B19", 10, 50), ("B20", 5, 20), ("B21", 20, 70)):
        answers.lines[line] = bonds * chance.between(low, high) // 1000 * 100


def _counties(answers: Answers, firm: Firm) -> None:
    names = county_names()
    rows = funds(firm, answers.year)
    answers.tables["A-COUNTY"] = [
        {"county": f"{county} {names[county]}", "kind": kind, "amount": amount}
        for county, kind, amount in rows
    ]
    answers.lines["A03"] = sum(amount for _, _, amount in rows)
    answers.lines["A01"] = len(paired(firm.code, answers.year, on_record=True))


def _texts(answers: Answers) -> None:
    chance = Chance(f"texts:{answers.firm}")
    for line, choices in words()["texts"].items():
        if chance.percent(60):
            answers.lines[line] = choices[chance.between(0, len(choices) - 1)]


@cache
def _answers(firm: Firm, year: int) -> Answers:
    answers = Answers(firm.code, year, lines=dict(scalars(firm, year)))
    _deal_tables(answers)
    _local_bond_table(answers)
    _relief_tables(answers)
    _theme_bonds(answers)
    _counties(answers, firm)
    _texts(answers)
    return answers


def answers_of(firm: Firm, year: int) -> Answers:
    """The right return of the firm; a fresh copy, so that a planted fault changes nothing else."""
    right = _answers(firm, year)
    return Answers(
        right.firm,
        right.year,
        dict(right.lines),
        {table: [dict(row) for row in rows] for table, rows in right.tables.items()},
        dict(right.notes),
    )
