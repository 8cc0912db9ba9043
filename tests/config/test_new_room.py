"""`make room`: the room it writes is in form, is entered in every list, and its own tests pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "src",
    "config",
    "tests",
    "catalogue",
    "scripts",
    ".importlinter",
    "pyproject.toml",
    "README.md",
)
LEFT = shutil.ignore_patterns("__pycache__", "assets", "build", "data", "room_template")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house without what is built."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=LEFT)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def ran(*command: str, house: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCENTRIC_")}
    path = os.pathsep.join(str(house / part) for part in ("src", "config", "."))
    return subprocess.run(
        [sys.executable, *command],
        cwd=house,
        check=False,
        capture_output=True,
        text=True,
        env=kept | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


def new_room(*words: str, house: Path) -> subprocess.CompletedProcess[str]:
    return ran(str(ROOT / "scripts" / "new_room.py"), *words, "--root", str(house), house=house)


def test_a_new_room_stands_and_its_tests_pass(house: Path) -> None:
    written = new_room("tree_planting", "--above", "programmes", house=house)
    assert written.returncode == 0, written.stderr
    form = ran("-m", "ruff", "format", "--check", "src/concentric/tree_planting", house=house)
    assert form.returncode == 0, form.stdout + form.stderr
    lint = ran(
        "-m", "ruff", "check", "src/concentric/tree_planting", "tests/tree_planting", house=house
    )
    assert lint.returncode == 0, lint.stdout
    made = ran("-m", "django", "makemigrations", "tree_planting", house=house)
    assert made.returncode == 0, made.stderr
    tests = ran(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", "tests/tree_planting", house=house
    )
    assert tests.returncode == 0, tests.stdout
    linter = (house / ".importlinter").read_text()
    assert "    tree_planting\n    programmes\n" in linter
    assert linter.count("    concentric.tree_planting\n    concentric.programmes\n") == 2
    addresses = (house / "src/concentric/portal/urls.py").read_text()
    assert '"tree-planting/": "concentric.tree_planting.urls",' in addresses


@pytest.mark.parametrize(
    ("name", "says"),
    [("Utils", "one lower-case word"), ("common", "one lower-case word"), ("members", "exists")],
)
def test_a_bad_name_is_refused_in_words(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "src" / "concentric" / "members").mkdir(parents=True)
    refused = new_room(name, "--above", "programmes", house=tmp_path)
    assert refused.returncode == 1
    assert says in refused.stderr
