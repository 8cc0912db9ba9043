"""Member firms that report, and the demonstration catalogue in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from concentric.facts import api as facts
from concentric.members import api as members
from concentric.rulebook.api import default_paths
from tests.access import factories as make

ROOT = Path(__file__).resolve().parents[3]
BASE = next(path for path in default_paths() if path.name == "base")
DEMO = ROOT / "tests" / "data" / "rulebook" / "demo"


@pytest.fixture
def firms(committed_db: str) -> tuple[str, ...]:
    """Three member firms in the population, in a database of their own."""
    facts.install_catalogue(actor=make.SYSTEM, rulebook_paths=[BASE, DEMO])
    codes = ("F001", "F002", "F003")
    admitted(codes)
    return codes


def admitted(codes: tuple[str, ...]) -> None:
    """Make organisations members and the whole population that reports."""
    for code in codes:
        make.organisation(code)
        members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=date(2019, 1, 1))
    members.define_population(
        actor=make.SYSTEM, code="returns", organisations=list(codes), valid_from=date(2019, 1, 1)
    )
