"""The scripts of the build: what they refuse, and that they name the command that mends it."""

from __future__ import annotations

import gettext
import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("bash", "cat", "id", "dirname")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder for PATH with a shell and nothing else."""
    for name in NEEDED:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / name).symlink_to(found)
    return tmp_path


def pretend(folder: Path, name: str, says: str, status: int) -> None:
    (folder / name).write_text(f"#!{folder}/bash\necho '{says}'\nexit {status}\n")
    (folder / name).chmod(0o755)


def prerequisite(name: str, path: Path) -> str:
    done = subprocess.run(
        [str(path / "bash"), str(ROOT / "scripts" / "prerequisites"), name],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(path)},
    )
    assert done.returncode == 1
    return done.stderr.strip()


def test_a_bare_machine_is_told_what_it_lacks(bare_machine: Path) -> None:
    assert prerequisite("uv", bare_machine).endswith("Run: apt-get install -y python3")
    assert prerequisite("node", bare_machine).endswith("npm install --global node@22")
    assert prerequisite("chromium", bare_machine).endswith("Run: apt-get install -y chromium")


def test_an_old_machine_is_told_what_is_too_old(bare_machine: Path) -> None:
    pretend(bare_machine, "python3", "Python 3.10.1", 1)
    pretend(bare_machine, "node", "v18.19.0", 1)
    assert prerequisite("uv", bare_machine).startswith("Python 3.10.1 is too old")
    assert prerequisite("node", bare_machine).startswith("Node v18.19.0 is too old")


def test_steps_go_on_after_a_failure_and_tell_it(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("good:\n\t@echo $(WORD)\nbad:\n\t@false\n")
    done = subprocess.run(
        [ROOT / "scripts" / "timed_steps", "bad", "good WORD=heard"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "heard" in done.stdout
    *_, bad, good = done.stdout.strip().splitlines()
    assert bad.startswith("FAILED") and bad.endswith("s  bad")
    assert good.startswith("ok") and good.endswith("s  good WORD=heard")


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{entry}\n'


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('msgid "Members"\nmsgstr ""', "has no translation"),
        ('#, fuzzy\nmsgid "Members"\nmsgstr "会员"', "has no translation"),
        (
            '#, python-format\nmsgid "%(count)s members"\nmsgstr "%(number)s 家会员"',
            "unknown named placeholder",
        ),
    ],
)
def test_a_doubtful_translation_is_not_compiled(entry: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.format(entry=entry))
    with pytest.raises(SystemExit, match=says):
        script("compile_messages").compile_one(path)
    assert not path.with_suffix(".mo").exists()


def test_a_good_translation_is_compiled_and_read(tmp_path: Path) -> None:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.format(entry='msgid "Members"\nmsgstr "会员"'))
    script("compile_messages").compile_one(path)
    read = gettext.translation("django", tmp_path, ["zh_Hans"])
    assert read.gettext("Members") == "会员"


def test_documents_that_speak_of_what_is_not_there_are_named(tmp_path: Path) -> None:
    checker = script("check_documents")
    text = "[a](gone.md) [b](#missing-part)\n\n## A part\n\n[c](#a-part) `make nothing` `docs/gone.md`\n"
    page = tmp_path / "page.md"
    page.write_text(text)
    assert list(checker.broken_links(page, text)) == [
        "links to gone.md, which does not exist",
        "links to #missing-part, a heading that does not exist",
    ]
    assert list(checker.unknown_words(text)) == [
        "names `make nothing`",
        "names `docs/gone.md`, which does not exist",
    ]
