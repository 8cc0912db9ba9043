"""The typical faults planted in the returns of 2020, and what settles each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from sample_period.answers import Answers
from sample_period.counties import CONTESTING, county_names, pairings
from sample_period.deals import FEN_PER_10K, contested_listing
from sample_period.words import deal_names, words
from sample_period.workbook import typed_amount

YEAR = 2020
UNIT_SLIP, MISSING_SHEET, LOW_CLAIM, HIGH_CLAIM, LATE = "F017", "F023", "F040", "F041", "F104"
MISSING_TABLE = "B-ABS"
SLIPPED_TABLE, SLIPPED_LINE = "B-LGB", "B09"
OVERCLAIM = 3_000 * FEN_PER_10K
"""By how much F041 states the shared listing too high, in fen."""
DUE_ON, LATE_ON = date(2021, 3, 31), date(2021, 4, 9)
CORRECTED = (UNIT_SLIP, MISSING_SHEET, HIGH_CLAIM)


@dataclass(frozen=True, slots=True)
class Faulty:
    """A return as it was first sent: the answers, and the tables whose sheets are missing."""

    answers: Answers
    without: frozenset[str] = frozenset()


def as_sent(right: Answers) -> Faulty:
    """What the firm first sent, from its own copy of the right answers; most sent these."""
    if right.year != YEAR:
        return Faulty(right)
    if right.firm == UNIT_SLIP:
        for row in right.tables[SLIPPED_TABLE]:
            row["amount"] *= 10_000
        right.lines[SLIPPED_LINE] *= 10_000
    if right.firm == MISSING_SHEET:
        return Faulty(right, frozenset({MISSING_TABLE}))
    if right.firm == CONTESTING:
        right.lines["A01"] += 1
        right.notes["A01"] = words()["contested_note"]
    if right.firm == HIGH_CLAIM:
        listing = contested_listing(deal_names())
        row = next(row for row in right.tables["B-IPO"] if row["company_code"] == listing.code)
        row["amount"] += OVERCLAIM
        right.lines["B02"] += OVERCLAIM // 2
    return Faulty(right)


def _text(number: int) -> Quoted:
    text: Quoted = Quoted(str(typed_amount(number)))
    return text


def _upload(firm: str) -> dict[str, Any]:
    return {"upload": f"returns/{YEAR}/corrections/{firm}.xlsx"}


def planted(answers: dict[str, Answers]) -> list[dict[str, Any]]:
    """The faults in plain data; `answers` are the right ones by firm. Amounts as typed."""
    told = words()["faults"]
    slip = answers[UNIT_SLIP]
    listing = contested_listing(deal_names())
    missing = next(pairing for pairing in pairings() if not pairing.on_record)
    a01 = answers[CONTESTING].lines["A01"]
    return [
        {
            "code": "unit_slip",
            "firm": UNIT_SLIP,
            "table": SLIPPED_TABLE,
            "line": SLIPPED_LINE,
            "what": told["unit_slip"],
            "found_by": {"rule": "B-R6", "severity": "soft"},
            "typed": _text(slip.lines[SLIPPED_LINE] * 10_000),
            "right": _text(slip.lines[SLIPPED_LINE]),
            "settled_by": _upload(UNIT_SLIP),
        },
        {
            "code": "missing_sheet",
            "firm": MISSING_SHEET,
            "table": MISSING_TABLE,
            "what": told["missing_sheet"],
            "found_by": {"import": "missing_sheet", "severity": "hard"},
            "typed": None,
            "right": Quoted(str(len(answers[MISSING_SHEET].tables[MISSING_TABLE]))),
            "settled_by": _upload(MISSING_SHEET),
        },
        {
            "code": "contested_prefill",
            "firm": CONTESTING,
            "line": "A01",
            "what": told["contested_prefill"],
            "found_by": {"contest": "A01"},
            "prefilled": Quoted(str(a01)),
            "typed": Quoted(str(a01 + 1)),
            "right": Quoted(str(a01 + 1)),
            "settled_by": {
                "record_pairing": {
                    "firm": missing.firm,
                    "county": Quoted(missing.county),
                    "county_name": county_names()[missing.county],
                    "kind": missing.kind,
                    "agreed_on": missing.agreed_on,
                }
            },
        },
        {
            "code": "two_claims",
            "firm": HIGH_CLAIM,
            "other_firm": LOW_CLAIM,
            "table": "B-IPO",
            "object": listing.code,
            "what": told["two_claims"],
            "found_by": {"query": "different_amounts", "raised_on": [LOW_CLAIM, HIGH_CLAIM]},
            "typed": _text(listing.amount + OVERCLAIM),
            "right": _text(listing.amount),
            "settled_by": _upload(HIGH_CLAIM),
        },
        {
            "code": "late",
            "firm": LATE,
            "what": told["late"],
            "found_by": {"chase": "overdue"},
            "due_on": DUE_ON,
            "submitted_on": LATE_ON,
            "settled_by": {"late_submission": f"returns/{YEAR}/{LATE}.xlsx"},
        },
    ]


def write_faults(path: Path, answers: dict[str, Answers]) -> None:
    """faults.yaml"""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 100
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            "# Written by generate.py. Fictional faults of fictional firms in the cycle 2020.\n"
        )
        yaml.dump({"cycle": YEAR, "faults": planted(answers)}, file)
