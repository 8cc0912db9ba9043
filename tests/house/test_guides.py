"""The guides are true: every file they have you write, and every command they have you type, works in that order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from concentric.facts import api as facts
from concentric.facts.types import DraftFact, FactSource
from concentric.kernel.api import Actor, uuid7
from concentric.members import api as members
from concentric.rulebook.api import default_paths
from tests.access import factories as make
from tests.house.rooms import ROOT, none

GUIDE = ROOT / "docs" / "guide"
SYSTEM = Actor.system("guide")
BLOCK = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w./-]+\.(?:yaml|py|csv))`[:\uff1a]\s*$")


@dataclass(frozen=True)
class Step:
    """A file to write (its path) or, without a path, commands to type."""

    path: str
    text: str


def steps(text: str) -> Iterator[Step]:
    """The blocks of a guide in their order. A block of another kind than shell is a file named just before it."""
    for block in BLOCK.finditer(text):
        if block["kind"] == "sh":
            yield Step("", block["text"])
            continue
        named = NAMED.search(text[: block.start()].rstrip())
        if named:
            yield Step(named[1], block["text"])


def test_steps_are_read_in_order() -> None:
    guide = "One. `a/b.yaml`:\n\n```yaml\nx: 1\n```\n\n```sh\nconcentric verify\n```\n\n```\nshown only\n```\n"
    assert list(steps(guide)) == [Step("a/b.yaml", "x: 1\n"), Step("", "concentric verify\n")]


def follow(text: str, folder: Path, environment: dict[str, str]) -> list[str]:
    """Do what a guide says; returns what its commands printed. Fails at the first one that fails."""
    printed = []
    for step in steps(text):
        if step.path:
            (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.path).write_text(step.text, encoding="utf-8")
            continue
        done = subprocess.run(
            ["bash", "-eu", "-c", step.text],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{step.text}\n{done.stdout}{done.stderr}"
        printed.append(done.stdout)
    return printed


def test_a_guide_that_is_wrong_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no-such-command"):
        follow("```sh\nno-such-command\n```\n", tmp_path, dict(os.environ))


def listed_companies() -> None:
    """Two firms of the population, with the facts of the guide's worked case recorded in the ledger."""
    facts.install_catalogue(actor=SYSTEM, rulebook_paths=default_paths())
    for code in ("F001", "F002"):
        make.organisation(code)
        members.admit_member(actor=SYSTEM, organisation=code, valid_from=date(2019, 1, 1))
    members.define_population(
        actor=SYSTEM, code="returns", organisations=["F001", "F002"], valid_from=date(2019, 1, 1)
    )
    year = {"covers_from": date(2020, 1, 1), "covers_to": date(2020, 12, 31)}
    rows = [
        ("F001", "EXS2020-0001", "star", 2),
        ("F002", "EXS2020-0001", "star", 2),
        ("F002", "EXM2020-0001", "main", 1),
    ]
    facts.record_many(
        actor=SYSTEM,
        drafts=[
            DraftFact(
                fact_type="returns.ipo_declared", organisation=firm, value=Decimal(600_000_000), share_den=parts,
                object_kind="company", object_uuid=uuid5(NAMESPACE_URL, f"company:{company}"), dims={"board": board},
                source=FactSource("indicators", uuid7(), 1, "guide"), **year,
            )
            for firm, company, board, parts in rows
        ],
    )  # fmt: skip


def test_an_indicator_is_added_as_the_guide_says(
    tmp_path: Path, command_environment: dict[str, str]
) -> None:
    """In English; the Chinese guide has the same files and commands (below)."""
    listed_companies()
    shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = command_environment | {"PATH": path, "CONCENTRIC_LAKE": str(tmp_path / "lake")}
    printed = follow(
        (GUIDE / "add-an-indicator.md").read_text(encoding="utf-8"), tmp_path, environment
    )
    changed, computed, traced = printed[2], printed[3], printed[-1]
    assert "RE-90" in changed and "RE-01" not in changed
    assert re.search(r"RE-90.*600[, ]?000[, ]?000", computed), computed
    assert "RE-90" in traced and "F001" in traced and "F002" in traced


def pairs() -> list[tuple[Path, Path]]:
    """Guides in both languages."""
    return [
        (p, p.with_suffix(".zh.md"))
        for p in sorted(GUIDE.glob("*.md"))
        if not p.name.endswith(".zh.md")
    ]


def test_guides_say_the_same_in_both_languages() -> None:
    assert pairs()
    none(f"{other.name} is missing" for _, other in pairs() if not other.exists())
    none(
        f"{one.name} and {other.name} have other files or commands"
        for one, other in pairs()
        if other.exists()
        and list(steps(one.read_text(encoding="utf-8")))
        != list(steps(other.read_text(encoding="utf-8")))
    )
