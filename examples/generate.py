"""Makes the demo period: `python examples/generate.py [folder]`; the same content on every run."""

from __future__ import annotations

import sys
from pathlib import Path

from sample_period.answers import answers_of
from sample_period.faults import CORRECTED, as_sent, write_faults
from sample_period.firms import return_firms
from sample_period.lists import (
    write_members,
    write_organisations,
    write_pairings,
    write_people,
    write_signatures,
)
from sample_period.workbook import write_return

YEARS = (2019, 2020)


def write_returns(folder: Path) -> None:
    """All workbooks of both years as they were first sent, and the corrected ones of 2020."""
    for year in YEARS:
        for firm in return_firms():
            sent = as_sent(answers_of(firm, year))
            last = answers_of(firm, year - 1) if year - 1 in YEARS else None
            path = folder / f"{year}/{firm.code}.xlsx"
            write_return(path, sent.answers, last, without=sent.without)
            if year == 2020 and firm.code in CORRECTED:
                right, path = (
                    answers_of(firm, year),
                    folder / f"{year}/corrections/{firm.code}.xlsx",
                )
                write_return(path, right, last, version=0 if sent.without else 1)


def main(folder: Path) -> None:
    """Write every generated file of the demo into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_members(folder / "members.xlsx")
    write_organisations(folder / "organisations.xlsx")
    write_people(folder / "people.csv")
    write_pairings(folder / "pairings.csv")
    write_signatures(folder / "accord_signatures.xlsx")
    write_faults(folder / "faults.yaml", {f.code: answers_of(f, 2020) for f in return_firms()})
    write_returns(folder / "returns")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
