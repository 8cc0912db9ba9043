"""Every worked case of the catalogue, through the fast engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from concentric.indicators.compute.engine import Engine
from concentric.indicators.compute.questions import Question
from concentric.rulebook.api import default_paths, load
from concentric.rulebook.types import Case
from tests.indicators.compute.ledgers import LedgerWorld, lake_of

ROOT = Path(__file__).resolve().parents[3]
BASE = next(path for path in default_paths() if path.name == "base")
BOOKS = {
    "catalogue": load(default_paths()),
    "demo": load([BASE, ROOT / "tests" / "data" / "rulebook" / "demo"]),
}
CASES = [(name, case) for name, book in BOOKS.items() for case in book.cases]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}-{c.code}" for n, c in CASES])
def test_the_engine_answers_as_the_case_says(name: str, case: Case, tmp_path: Path) -> None:
    book = BOOKS[name]
    engine = Engine(lake_of(case.ledger, tmp_path))
    for expected in case.expect:
        position = expected.position or max((f.position for f in case.ledger.facts), default=0)
        question = Question(
            indicators=(expected.indicator,),
            periods=(expected.period,),
            by=tuple(name for name, _ in expected.cell),
            position=position,
        )
        answers = engine.answer(book, question, LedgerWorld(case.ledger, expected.position))
        found = {answer.cell: answer for answer in answers}.get(expected.cell)
        value = found.rounded if found else None
        assert value == expected.value, f"{case.file}:{expected.line}"
