"""Words: where Han characters may stand, nothing untranslated, nothing unmarked, no template nobody uses."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog, Message
from django.utils.functional import Promise
from django.utils.translation import override

from concentric.desk.api import registered
from concentric.desk.types import JobKind, MenuItem, Panel
from tests.house import words
from tests.house.rooms import CONFIG, SOURCE, none, python_files, shown, template_files

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
GRAMMAR = SOURCE / "kernel" / "number_grammar.py"


def han_lines(text: str) -> list[int]:
    """Lines with Han characters."""
    return [n for n, line in enumerate(text.splitlines(), 1) if HAN.search(line)]


def test_no_han_characters_in_python() -> None:
    assert han_lines("a = 1\nb = '\u5e74'\n") == [2]
    assert han_lines(GRAMMAR.read_text(encoding="utf-8"))
    wrong = [
        f"{shown(path)}:{line}"
        for path in python_files()
        if path != GRAMMAR
        for line in han_lines(path.read_text(encoding="utf-8"))
    ]
    none(wrong)


# --- Marked texts have a Chinese one ----------------------------------------------------------


def test_texts_are_found_in_every_form() -> None:
    source = (
        "_('one')\nmsgid('two '\n 'parts at 100%')\n"
        "ngettext('%(count)d row', '%(count)d rows', n)\npgettext('month', 'May')\n_(name)\n"
    )
    assert [text for _, text in words.python_texts(source)] == [
        ("", "one"),
        ("", "two parts at 100%"),
        ("", "%(count)d row"),
        ("month", "May"),
    ]
    template = (
        "{% load i18n %}{% translate 'Now 100%' %}{{ _('Filter') }}{% translate 'May' context 'month' %}"
        "{% blocktranslate count n=rows trimmed %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    assert set(words.template_texts(template)) == {
        ("", "Now 100%%"),
        ("", "Filter"),
        ("month", "May"),
        ("", "%(n)s row"),
    }


def test_every_text_of_python_has_a_chinese_one() -> None:
    assert ("", "Nobody ever wrote this") not in words.translated()
    assert len(words.translated()) > 500
    missing = [
        f"{shown(path)}:{line}: {text}"
        for path in python_files()
        if CONFIG not in path.parents or path.name == "settings.py"
        for line, (context, text) in words.python_texts(path.read_text(encoding="utf-8"))
        if (context, text) not in words.translated()
    ]
    none(missing)


def test_every_text_of_templates_has_a_chinese_one() -> None:
    missing = [
        f"{shown(path)}: {text}"
        for path in template_files()
        for context, text in words.template_texts(path.read_text(encoding="utf-8"))
        if (context, text) not in words.translated()
    ]
    none(missing)


# --- Translation files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("%(n)s rows", "%(n)s \u884c"), None),
        (Message("%(n)s rows", "\u884c"), "fills in"),
        (Message("rows", ""), "has no Chinese"),
        (Message("rows", "\u884c", flags=["fuzzy"]), "has no Chinese"),
        (Message(("%(n)s row", "%(n)s rows"), ("%(n)s \u884c",)), None),
        (Message(("%(n)s row", "%(n)s rows"), ("",)), "has no Chinese"),
        (Message("at 100%%", "\u767e\u5206\u4e4b\u767e"), "fills in"),
    ],
)
def test_a_faulty_translation_is_found(message: Message, fault: str | None) -> None:
    Catalog().add(message.id)
    assert (words.fault_of(message) or "").startswith(fault or "")
    assert (words.fault_of(message) is None) is (fault is None)


def test_translations_are_whole_and_fill_in_what_the_text_does() -> None:
    wrong = [
        f"{shown(path)}:{message.lineno}: {words.key(message)[1]} {fault}"
        for path in words.translation_files()
        for message in words.messages(path)
        if (fault := words.fault_of(message))
    ]
    none(wrong)


def clashes(texts: dict[str, dict[words.Text, str]]) -> list[str]:
    """Texts that two rooms translate differently: one of the two would be shown for both."""
    seen: dict[words.Text, tuple[str, str]] = {}
    found = []
    for room, entries in texts.items():
        for key, chinese in entries.items():
            other, said = seen.setdefault(key, (room, chinese))
            if said != chinese:
                found.append(f"{key[1]!r}: {other} says {said}, {room} says {chinese}")
    return found


def test_one_text_has_one_translation() -> None:
    one = {("", "Lock"): "\u9501\u5b9a"}
    assert clashes({"desk": one, "facts": one}) == []
    assert len(clashes({"desk": one, "facts": {("", "Lock"): "\u9501"}})) == 1
    texts = {
        path.relative_to(SOURCE).parts[0]: {
            words.key(m): m.string if isinstance(m.string, str) else m.string[0]
            for m in words.messages(path)
        }
        for path in words.translation_files()
    }
    none(clashes(texts))


def test_no_translation_is_left_over() -> None:
    """A translated text that nobody says any more is removed from the file. Lists (places) say texts too."""
    said: set[words.Text] = set()
    for path in python_files():
        said |= {key for _, key in words.python_texts(path.read_text(encoding="utf-8"))}
    for path in template_files():
        said |= set(words.template_texts(path.read_text(encoding="utf-8")))
    for path in SOURCE.glob("*/data/*.csv"):
        cells = re.split(r"[,\n]", path.read_text(encoding="utf-8"))
        said |= {("", cell) for cell in cells}
    assert ("", "Nobody ever wrote this") not in said
    left = [
        f"{shown(path)}:{message.lineno}: {words.key(message)[1]}"
        for path in words.translation_files()
        for message in words.messages(path)
        if words.key(message) not in said
    ]
    none(left)


# --- Texts nobody marked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('Invalid(msgid("No date."), why=msgid("x"))', []),
        ('Invalid("No date.")', ["No date."]),
        ('Invalid(msgid("No date."), remedy=f"Write {x} again")', ["Write  again"]),
        ('forms.DateField(label="First day")', ["First day"]),
        ('forms.DateField(label=_("First day"))', []),
        ('ImportProblem(sheet, cell, "This is no date.")', ["This is no date."]),
        ('DemoLoader(code="people", label="People")', []),
    ],
)
def test_an_unmarked_text_is_found(source: str, found: list[str]) -> None:
    assert [text for _, text in words.raw_python_texts(source)] == found


def test_python_passes_no_unmarked_text_to_people() -> None:
    wrong = [
        f"{shown(path)}:{line}: {text}"
        for path in python_files()
        if SOURCE in path.parents and "cli" not in path.parts
        for line, text in words.raw_python_texts(path.read_text(encoding="utf-8"))
    ]
    none(wrong)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{% translate 'Hello' %} {{ name }}</p>", []),
        ("<p>Hello</p>", ["Hello"]),
        ("<input placeholder='Search'>", ["Search"]),
        ("<c-button icon='plus' label='Search' />", ["Search"]),
        (
            "{% blocktranslate %}Hello{% endblocktranslate %}{# Hello #}<style>p { top: 0 }</style>",
            [],
        ),
        ("<p>\u4f60\u597d</p>", ["\u4f60\u597d"]),
        ("<a title=\"{% translate 'Open' %}\">PDF</a>", []),
    ],
)
def test_an_unmarked_text_of_a_template_is_found(template: str, found: list[str]) -> None:
    assert words.raw_template_texts(template) == found


def test_templates_show_no_unmarked_text() -> None:
    wrong = [
        f"{shown(path)}: {text}"
        for path in template_files()
        if path.suffix == ".html"
        for text in words.raw_template_texts(path.read_text(encoding="utf-8"))
    ]
    none(wrong)


@pytest.mark.parametrize("kind", [MenuItem, Panel, JobKind])
def test_words_of_the_registry_are_spoken_in_both_languages(kind: type) -> None:
    wrong = []
    for item in registered(kind):
        words_of = getattr(item, "label", None) or item.title
        with override("zh-hans"):
            chinese = str(words_of)
        if not isinstance(words_of, Promise) or not HAN.search(chinese):
            wrong.append(f"{kind.__name__} {item.code}: {words_of!r}")
    none(wrong)


# --- Templates --------------------------------------------------------------------------------

ALLAUTH = Path(allauth.__file__).parent / "templates"
DJANGO = {"403.html", "404.html", "500.html", "403_csrf.html"}
"""Names by which Django itself looks for a template."""


def unused(names: dict[str, str], texts: dict[str, str]) -> list[str]:
    """Templates (name by file) that no other file names. A component is named by its tag."""
    found = []
    for file, name in names.items():
        others = "\n".join(text for other, text in texts.items() if other != file)
        if name.startswith("cotton/"):
            tag = re.sub(r"\.index$", "", name[7:].removesuffix(".html").replace("/", "."))
            tag = tag.replace("_", "-")
            used = re.search(rf"<c-{re.escape(tag)}[\s/>]", others)
        else:
            is_page = name.endswith(
                (".html", ".txt")
            )  # others are opened as files, by their own name
            used = re.search(
                rf"['\"]{re.escape(name if is_page else name.rpartition('/')[2])}['\"]", others
            )
        if not used and name not in DJANGO and not (ALLAUTH / name).exists():
            found.append(file)
    return found


def test_no_template_is_unused() -> None:
    assert unused({"a": "desk/a.html"}, {"a": "'desk/a.html'", "b": ""}) == ["a"]
    assert unused({"a": "desk/a.html"}, {"a": "", "b": '{% include "desk/a.html" %}'}) == []
    assert unused({"a": "cotton/page_head.html"}, {"b": "<c-page-head>"}) == []
    assert unused({"a": "cotton/page_head.html"}, {"b": "<c-page-heads>"}) == ["a"]
    names = {shown(p): "/".join(p.relative_to(SOURCE).parts[2:]) for p in template_files()}
    texts = {shown(p): p.read_text(encoding="utf-8") for p in [*python_files(), *template_files()]}
    none(unused(names, texts))


# --- Files ------------------------------------------------------------------------------------

REFUSED = {
    "common",
    "utils",
    "util",
    "helpers",
    "helper",
    "core",
    "base",
    "misc",
    "tools",
    "shared",
}


def test_no_module_is_called_by_a_word_that_says_nothing() -> None:
    assert "utils" in REFUSED
    wrong = [
        shown(path)
        for path in python_files()
        if {path.stem, *path.parent.relative_to(path.parents[-1]).parts[-2:]} & REFUSED
    ]
    none(wrong)


def test_files_stay_readable() -> None:
    long = {
        shown(path): count
        for path in python_files()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    none(f"{name} has {count} lines" for name, count in long.items())
