"""The oracle of the demo: reads every workbook and recomputes each expected figure.

It shares no code with the product or with the generator. Corrected workbooks replace the first
ones. Amounts are exact: fen as whole numbers, shares and growth as fractions.
`python examples/check.py` prints every figure and ends with status 1 if one differs.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from ruamel.yaml import YAML

HERE = Path(__file__).parent
CODES_ROW, FIRST_ROW = 2, 4
FEN_PER_10K = 1_000_000
DEAL_TABLES = {
    "B-IPO": ("company_code", "board", "B01", "B02"),
    "B-REF": ("deal_code", "kind", "B03", "B04"),
    "B-BOND": ("bond_code", "kind", "B05", "B06"),
    "B-ABS": ("security_code", "asset", "B07", "B08"),
}
"""Table -> object column, kind column, line of the row count, line of the firm's part."""
SUMS = (
    ("A-COUNTY", "amount", None, "A03"),
    ("B-LGB", "amount", "B10", "B09"),
    ("B-PLAN", "contributed", "B11", "B12"),
    ("B-PLAN", "outside", None, "B13"),
    ("B-PLAN", "invested", None, "B14"),
    ("B-RELIEF", "amount", "B15", "B16"),
)
ACCORD_DAY = date(2022, 4, 15)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Return:
    """One firm's workbook: line code -> cell, table code -> rows."""

    firm: str
    lines: Mapping[str, Any]
    tables: Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one partner says about one object."""

    firm: str
    code: str
    kind: str
    amount: int
    shares: tuple[tuple[str, Fraction], ...]


def fen(cell: float | str | None) -> int:
    """A typed amount in 10,000 yuan as fen; refuses what does not fit a fen."""
    if cell in ("", None):
        return 0
    exact = (
        Fraction(Decimal(repr(cell)) if isinstance(cell, float | int) else Decimal(cell))
        * FEN_PER_10K
    )
    if exact.denominator != 1:
        raise ValueError(f"{cell} is not a whole number of fen")
    return exact.numerator


def _code(cell: str) -> str:
    return str(cell).split(" ", 1)[0]


def _rows(cells: list[list[Any]], first: int = FIRST_ROW) -> Iterator[Row]:
    codes = cells[CODES_ROW]
    for line in cells[first:]:
        if any(cell != "" for cell in line):
            yield dict(zip(codes, line, strict=True))


@cache
def read_return(path: Path) -> Return:
    """A workbook by its codes: sheets whose row 3 begins with `line` hold lines."""
    book = CalamineWorkbook.from_path(str(path))
    lines: dict[str, Any] = {}
    tables: dict[str, list[Row]] = {}
    for name in book.sheet_names[1:]:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        rows = list(_rows(cells))
        if cells[CODES_ROW][0] == "line":
            lines |= {row["line"]: row["value"] for row in rows}
        else:
            tables[name] = rows
    return Return(path.stem, lines, tables)


def read_year(year: int, *, corrected: bool = True, folder: Path = HERE) -> list[Return]:
    """All returns of a year, corrected workbooks in the place of the first ones."""
    home = folder / f"returns/{year}"
    paths = {path.stem: path for path in sorted(home.glob("*.xlsx"))}
    if corrected:
        paths |= {path.stem: path for path in sorted((home / "corrections").glob("*.xlsx"))}
    return [read_return(path) for path in paths.values()]


def shares_of(text: str, firm: str) -> tuple[tuple[str, Fraction], ...]:
    """`F001:1/2;F002:1/2`, or the firm alone."""
    if not text:
        return ((firm, Fraction(1)),)
    return tuple((part.split(":")[0], Fraction(part.split(":")[1])) for part in text.split(";"))


def claims(returns: list[Return], table: str) -> dict[str, list[Claim]]:
    """Object -> what its partners claim."""
    code, kind, _, _ = DEAL_TABLES[table]
    found: dict[str, list[Claim]] = defaultdict(list)
    for item in returns:
        for row in item.tables.get(table, ()):
            shares = shares_of(row["partners"], item.firm)
            claim = Claim(item.firm, row[code], _code(row[kind]), fen(row["amount"]), shares)
            found[claim.code].append(claim)
    return found


def parts_of(amount: int, shares: tuple[tuple[str, Fraction], ...]) -> dict[str, int]:
    """Largest remainder in fen; refuses a tie at the edge, which the demo never has."""
    exact = {firm: amount * share for firm, share in shares}
    parts = {firm: value.numerator // value.denominator for firm, value in exact.items()}
    left = amount - sum(parts.values())
    order = sorted(exact, key=lambda firm: parts[firm] - exact[firm])
    if left and exact[order[left - 1]] % 1 == exact[order[left]] % 1:
        raise ValueError("two remainders tie")
    for firm in order[:left]:
        parts[firm] += 1
    return parts


def attributed(found: Mapping[str, list[Claim]]) -> dict[str, dict[str, int]]:
    """Object -> firm -> the part of the firms that claim it, each from its own claim."""
    return {
        code: {claim.firm: parts_of(claim.amount, claim.shares)[claim.firm] for claim in items}
        for code, items in found.items()
    }


def disagreements(found: Mapping[str, list[Claim]]) -> list[str]:
    """Objects whose partners differ, do not all report, or whose shares do not make one."""
    wrong = []
    for code, items in found.items():
        first = items[0]
        said = {(claim.amount, claim.shares, claim.kind) for claim in items}
        named = {firm for firm, _ in first.shares}
        whole = sum(share for _, share in first.shares) == 1
        if len(said) > 1 or named != {claim.firm for claim in items} or not whole:
            wrong.append(code)
    return wrong


def control_faults(returns: list[Return]) -> list[str]:
    """Control lines that do not agree with their tables, and broken rows."""
    wrong: list[str] = []
    parts = {table: attributed(claims(returns, table)) for table in DEAL_TABLES}
    by_firm = {table: _by_firm(cells) for table, cells in parts.items()}
    for item in returns:
        for table, (_, _, count, amount) in DEAL_TABLES.items():
            worked_out = by_firm[table].get(item.firm, (0, 0))
            if (int(item.lines[count]), fen(item.lines[amount])) != worked_out:
                wrong.append(f"{item.firm} {table}")
        for table, column, rows_line, line in SUMS:
            rows = item.tables.get(table, [])
            if fen(item.lines[line]) != sum(fen(row[column]) for row in rows):
                wrong.append(f"{item.firm} {line}")
            if rows_line and int(item.lines[rows_line]) != len(rows):
                wrong.append(f"{item.firm} {rows_line}")
        if fen(item.lines["B14"]) != fen(item.lines["B16"]):
            wrong.append(f"{item.firm} B14 and B16")
    return wrong


def rule_faults(returns: list[Return], before: list[Return], *, form_year: int) -> list[str]:
    """Rules of the form that the returns break, hard and soft, as "firm rule"."""
    path = HERE.parent / f"catalogue/cn-securities/forms/annual-return-{form_year}.yaml"
    sections = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["sections"]
    last = {item.firm: item.lines for item in before}
    broken = []
    for rule in (rule for section in sections for rule in section["rules"]):
        left, right = rule["left"], rule.get("right")
        usual = (
            _median([_per(item.lines, left, right) for item in returns]) if right else Fraction(0)
        )
        for item in returns:
            now, other = _number(item.lines[left]), _number(item.lines.get(right, ""))
            past = _number(last.get(item.firm, {}).get(left, ""))
            per = now / other if other else Fraction(0)
            holds = {
                "equal": now == other,
                "not_less": now >= other,
                "both_or_none": bool(now) == bool(other),
                "prior_jump": _times_apart(now, past) < rule.get("factor", 0),
                "unit_slip": _times_apart(now, past) < rule.get("factor", 0),
                "peer_outlier": _times_apart(per, usual) < rule.get("factor", 0),
            }
            if not holds[rule["kind"]]:
                broken.append(f"{item.firm} {rule['code']}")
    return sorted(broken)


def _number(cell: float | str) -> Fraction:
    return Fraction(Decimal(repr(cell))) if isinstance(cell, float | int) else Fraction(0)


def _per(lines: Mapping[str, Any], left: str, right: str) -> Fraction:
    below = _number(lines[right])
    return _number(lines[left]) / below if below else Fraction(0)


def _median(values: list[Fraction]) -> Fraction:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _times_apart(one: Fraction, other: Fraction) -> Fraction:
    """How many times the larger is the smaller; 1 when one of them is nothing."""
    return max(one / other, other / one) if one > 0 and other > 0 else Fraction(1)


def _by_firm(parts: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for cells in parts.values():
        for firm, amount in cells.items():
            rows, total = found[firm]
            found[firm] = (rows + 1, total + amount)
    return found


def _yuan(amount: int) -> Decimal:
    return Decimal(amount) / 100


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half up, away from zero, on whole numbers."""
    scaled = value * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-decimals)


def _growth(now: int, before: int, decimals: int) -> Decimal:
    return rounded(Fraction(now, before) - 1, decimals)


def _sum(returns: list[Return], table: str, column: str) -> int:
    return sum(fen(row[column]) for item in returns for row in item.tables.get(table, ()))


def _distinct(returns: list[Return], table: str, pick: Callable[[Row], Any]) -> int:
    return len({pick(row) for item in returns for row in item.tables.get(table, ())} - {None})


def recompute(folder: Path = HERE, *, corrected: bool = True) -> dict[str, Decimal]:
    """Golden figure -> its value from the demo's files."""
    now = read_year(2020, corrected=corrected, folder=folder)
    before = read_year(2019, folder=folder)
    found = {table: claims(now, table) for table in DEAL_TABLES}
    total = {table: _total(cells) for table, cells in found.items()}
    earlier = {table: _total(claims(before, table)) for table in DEAL_TABLES}
    local = [_sum(returns, "B-LGB", "amount") for returns in (now, before)]
    figures: dict[str, int | Decimal] = {
        "S3-01": len(found["B-IPO"]),
        "S3-02": _yuan(total["B-IPO"]),
        "S3-03": _growth(total["B-IPO"], earlier["B-IPO"], 4),
        "S3-08": len(found["B-REF"]),
        "S3-09": _yuan(total["B-REF"]),
        "S3-10": len(found["B-BOND"]),
        "S3-11": _yuan(total["B-BOND"]),
        "S3-12": _growth(total["B-BOND"], earlier["B-BOND"], 2),
        "S3-13": len(found["B-ABS"]),
        "S3-14": _yuan(total["B-ABS"]),
        "S3-15": _growth(total["B-ABS"], earlier["B-ABS"], 2),
        "S3-16": _yuan(local[0]),
        "S3-17": _growth(local[0], local[1], 2),
        "S3-18": _distinct(now, "B-LGB", lambda row: _code(row["region"])),
    }
    for board, count, amount in (("star", "S3-04", "S3-05"), ("chinext", "S3-06", "S3-07")):
        part = {code: items for code, items in found["B-IPO"].items() if items[0].kind == board}
        figures |= {count: len(part), amount: _yuan(_total(part))}
    figures |= _relief(now) | _signed(folder) | _stated(folder)
    return {figure: Decimal(value) for figure, value in sorted(figures.items())}


def _total(found: Mapping[str, list[Claim]]) -> int:
    return sum(sum(parts.values()) for parts in attributed(found).values())


def _relief(now: list[Return]) -> dict[str, int | Decimal]:
    with_plans = [item for item in now if item.tables["B-PLAN"]]
    invested = [i for i in with_plans if any(fen(row["invested"]) for row in i.tables["B-PLAN"])]

    def plans(kind: str) -> int:
        return _distinct(
            now, "B-PLAN", lambda row: row["plan_code"] if _code(row["kind"]) == kind else None
        )

    return {
        "S3-19": len(with_plans),
        "S3-20": plans("plan"),
        "S3-21": plans("sub_plan"),
        "S3-22": _yuan(_sum(now, "B-PLAN", "contributed")),
        "S3-23": _yuan(_sum(now, "B-PLAN", "outside")),
        "S3-24": len(invested),
        "S3-25": _yuan(_sum(now, "B-PLAN", "invested")),
        "S3-26": _distinct(now, "B-RELIEF", lambda row: row["company_code"]),
    }


def _signed(folder: Path) -> dict[str, int | Decimal]:
    book = CalamineWorkbook.from_path(str(folder / "accord_signatures.xlsx"))
    cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    rows = _rows(cells, first=CODES_ROW + 1)
    signed = {
        row["code"]
        for row in rows
        if row["countersigned_on"] and date.fromisoformat(row["signed_on"]) <= ACCORD_DAY
    }
    return {"S0-01": len(signed)}


def _stated(folder: Path) -> dict[str, int | Decimal]:
    # The recorded texts are written by hand and stand beside this file, whatever folder is checked.
    path = folder if (folder / "publications.yaml").exists() else HERE
    content = YAML(typ="safe").load((path / "publications.yaml").read_text(encoding="utf-8"))
    return {item["figure"]: len(item["items"]) for item in content["statements"]}


def expected() -> list[dict[str, str]]:
    """The rows of expected.csv."""
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(figures: Mapping[str, Decimal]) -> list[str]:
    """Figures of expected.csv that the files do not bear out."""
    return [
        row["figure"]
        for row in expected()
        if figures.get(row["figure"]) != Decimal(row["expected"])
    ]


def main() -> int:
    """Print each figure beside what is expected; 0 when all are equal and all tables agree."""
    figures = recompute()
    told = []
    for row in expected():
        mark = "equal" if figures[row["figure"]] == Decimal(row["expected"]) else "DIFFERS"
        told.append(f"{row['figure']:6} {row['expected']:>18} {figures[row['figure']]:>18} {mark}")
    now = read_year(2020)
    broken = control_faults(now) + [
        f"{table} {code}" for table in DEAL_TABLES for code in disagreements(claims(now, table))
    ]
    wrong = differences(figures)
    told += [f"disagrees: {text}" for text in broken]
    told.append(
        "all equal" if not wrong + broken else f"{len(wrong)} differ, {len(broken)} disagree"
    )
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if wrong or broken else 0


if __name__ == "__main__":
    sys.exit(main())
