"""Words: where Han characters may stand, nothing untranslated, no template nobody uses."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.rooms import ROOT, SOURCE, python_files, storeys, template_files

HAN = re.compile(r"[\u3400-\u9fff]")
GRAMMAR = SOURCE / "kernel" / "number_grammar.py"
CALLS = re.compile(
    r"""\b(?:gettext|gettext_lazy|gettext_noop|_|msgid)\(\s*((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))*)"""
)
PLURALS = re.compile(r"""\bngettext(?:_lazy)?\(\s*("(?:[^"\\]|\\.)*")""")


def texts_of(source: str) -> set[str]:
    """The msgids that calls of gettext or `msgid` in Python source name; adjacent literals are joined."""
    found = set()
    for literal in CALLS.findall(source) + PLURALS.findall(source):
        parts = re.findall(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""", literal)
        found.add("".join(str(ast.literal_eval(part)) for part in parts))
    return found


def translated() -> set[str]:
    """Every msgid that has a Chinese text in some room, in Django's or allauth's own catalogue."""
    found: set[str] = set()
    for path in SOURCE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and message.string and not message.fuzzy:
                    found.add(message.id if isinstance(message.id, str) else message.id[0])
    return found


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_han_characters_in_python(path: Path) -> None:
    if path == GRAMMAR:
        assert HAN.search(path.read_text(encoding="utf-8"))
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    docless = [n for n, line in enumerate(lines, 1) if HAN.search(line) and path.name != "__init__.py"]
    assert docless == []


def test_every_text_of_python_has_a_chinese_one() -> None:
    known = translated()
    missing = {
        f"{path.relative_to(SOURCE)}: {text}"
        for path in python_files()
        if SOURCE in path.parents
        for text in texts_of(path.read_text(encoding="utf-8"))
        if text not in known
    }
    assert missing == set()


def test_every_text_of_templates_has_a_chinese_one() -> None:
    known = translated()
    missing = set()
    for path in template_files():
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for text in re.findall(r"""gettext\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", source):
            msgid = ast.literal_eval(text)
            if msgid not in known:
                missing.add(f"{path.relative_to(SOURCE)}: {msgid}")
    assert missing == set()


def test_no_template_is_unused() -> None:
    named = "\n".join(
        path.read_text(encoding="utf-8") for path in [*python_files(), *template_files()]
    )
    unused = []
    for path in template_files():
        parts = path.relative_to(SOURCE).parts
        name = "/".join(parts[2:])
        if parts[2] == "cotton":
            component = ".".join(parts[3:]).removesuffix(".html").replace("_", "-").removesuffix(".index")
            if not re.search(rf"<c-{re.escape(component)}[\s/>]", named):
                unused.append(name)
        elif parts[2] not in {"account", "mfa", "allauth", "socialaccount"} and name not in named:
            unused.append(name)
    assert unused == []


def test_no_room_is_called_by_a_word_that_says_nothing() -> None:
    refused = {"common", "utils", "helpers", "core", "base", "misc"}
    assert refused.isdisjoint(room for level in storeys() for room in level)
    assert [p for p in python_files() if p.stem in refused] == []


def test_files_stay_readable() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in python_files()
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
