"""Pairings of firms with real counties, and the money the firms gave there."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sample_period.chance import Chance, apportion
from sample_period.firms import Firm, return_firms
from sample_period.scalars import FEN, staff

LAST_YEAR = 2020
CONTESTING = "F031"
MISSING_AGREED_ON = date(2020, 6, 18)
"""The pairing of F031 that the register lacks until the correction is decided."""
PURPOSES = ("industry", "education", "health", "infrastructure", "relief")


@dataclass(frozen=True, slots=True)
class Pairing:
    """A firm and a county that agreed on a day; the register lacks those not `on_record`."""

    firm: str
    county: str
    kind: str
    agreed_on: date
    on_record: bool = True


@cache
def county_names() -> dict[str, str]:
    """Code -> Chinese name of the counties of the demo; real places, fictional pairings."""
    path = Path(__file__).with_name("counties.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def pairings() -> tuple[Pairing, ...]:
    """All pairings agreed to by the end of 2020, by firm and day."""
    chance = Chance("pairings")
    codes = tuple(county_names())
    found: list[Pairing] = []
    for firm in return_firms():
        width = 2 if firm.code == CONTESTING else chance.between(0 if firm.place > 90 else 1, 3)
        chosen = chance.picks([1] * len(codes), width + 1)
        for index, county in enumerate(chosen[:width]):
            day = date(2019, 1, 7) + timedelta(
                days=chance.between(0, 330) + index * chance.between(90, 180)
            )
            kind = "one_firm_one_county" if index == 0 else "project"
            found.append(Pairing(firm.code, codes[county], kind, day))
        if firm.code == CONTESTING:
            found.append(
                Pairing(firm.code, codes[chosen[-1]], "project", MISSING_AGREED_ON, on_record=False)
            )
    return tuple(
        sorted(found, key=lambda pairing: (pairing.firm, pairing.agreed_on, pairing.county))
    )


def paired(firm: str, year: int, *, on_record: bool) -> tuple[str, ...]:
    """The firm's counties by the end of the year, as the register has them or as they were."""
    return tuple(
        pairing.county
        for pairing in pairings()
        if pairing.firm == firm
        and pairing.agreed_on <= date(year, 12, 31)
        and (pairing.on_record or not on_record)
    )


@cache
def funds(firm: Firm, year: int) -> tuple[tuple[str, str, int], ...]:
    """(county, purpose, fen) rows of the firm; a firm without a county gives nothing."""
    chance = Chance(f"county-funds:{firm.code}")
    counties = paired(firm.code, LAST_YEAR, on_record=False)
    cells = [
        (county, PURPOSES[index])
        for county in counties
        for index in sorted(chance.picks([5, 4, 2, 3, 2], chance.between(1, 3)))
    ]
    if not cells:
        return ()
    total = staff(firm) * chance.between(300, 2500) + 50_000
    weights = {cell: chance.between(10, 90) for cell in cells}
    earlier = chance.between(60, 92)
    if year != LAST_YEAR:
        then = set(paired(firm.code, year, on_record=False))
        weights = {cell: weight for cell, weight in weights.items() if cell[0] in then}
        total = total * earlier // 100
    parts = apportion(total // 100, list(weights.values()), 20) if weights else []
    return tuple((*cell, part * 100 * FEN) for cell, part in zip(weights, parts, strict=True))
