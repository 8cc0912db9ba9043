"""The demo period adds up to the expected figures, by an oracle of its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.journeys.oracle import EXAMPLES, load_oracle

SETTLED_FIGURES = {"S3-02", "S3-03", "S3-13", "S3-14", "S3-15", "S3-16", "S3-17"}
"""What the planted faults put wrong until they are settled."""


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    return load_oracle()


def test_settled_returns_give_every_expected_figure(oracle: ModuleType) -> None:
    assert oracle.differences(oracle.recompute()) == []


@pytest.mark.parametrize("year", [2019, 2020])
def test_settled_returns_agree_with_themselves_and_each_other(
    oracle: ModuleType, year: int
) -> None:
    returns = oracle.read_year(year)
    assert len(returns) == 104
    assert oracle.control_faults(returns) == []
    for table in oracle.DEAL_TABLES:
        assert oracle.disagreements(oracle.claims(returns, table)) == []


def test_only_the_planted_faults_trip_the_rules_of_the_form(oracle: ModuleType) -> None:
    broken = oracle.rule_faults(
        oracle.read_year(2020, corrected=False), oracle.read_year(2019), form_year=2020
    )
    assert broken == ["F017 B-R6"]
    assert oracle.rule_faults(oracle.read_year(2020), oracle.read_year(2019), form_year=2020) == []
    assert oracle.rule_faults(oracle.read_year(2019), [], form_year=2019) == []


def test_the_planted_faults_put_figures_wrong(oracle: ModuleType) -> None:
    first = oracle.recompute(corrected=False)
    assert set(oracle.differences(first)) == SETTLED_FIGURES
    sent = oracle.read_year(2020, corrected=False)
    assert oracle.control_faults(sent) == ["F023 B-ABS"]
    assert oracle.disagreements(oracle.claims(sent, "B-IPO")) == ["EX600625"]


def _contents(path: Path) -> dict[str, bytes]:
    """The parts of a workbook: packing depends on the machine's zlib, these do not."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_generator_makes_the_files_that_are_kept(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(EXAMPLES / "generate.py"), str(tmp_path)], check=True, timeout=120
    )
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len([path for path in made if path.suffix == ".xlsx"]) == 104 * 2 + 3 + 3
    for path in made:
        if path.suffix == ".xlsx":
            assert _contents(tmp_path / path) == _contents(EXAMPLES / path), path
        else:
            assert (tmp_path / path).read_bytes() == (EXAMPLES / path).read_bytes(), path
    kept = {path.relative_to(EXAMPLES) for path in EXAMPLES.rglob("*.xlsx")}
    assert kept == {path for path in made if path.suffix == ".xlsx"}
