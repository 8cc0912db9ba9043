"""Finding the words for people in Python, templates and translation files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.rooms import SOURCE

LIBRARIES = (Path(django.__file__).parent / "conf", Path(allauth.__file__).parent)
SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "_", "msgid"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}

Text = tuple[str, str]
"""Context (empty where there is none) and msgid: what a translation is found by."""


def python_texts(source: str) -> Iterator[tuple[int, Text]]:
    """The texts for people that Python code marks, with their lines; adjacent literals are one text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        given = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        if name in SINGLE | PLURAL and given and isinstance(given[0], str):
            yield node.lineno, ("", given[0])
        if name in CONTEXT | CONTEXT_PLURAL and len(given) > 1 and isinstance(given[1], str):
            yield node.lineno, (str(given[0]), given[1])


_LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TEMPLATE_CALL = re.compile(
    rf"(?:(?P<p>n?pgettext)\({_LITERAL},\s*|(?:\bn?gettext|\s_)\(){_LITERAL}"
)


def template_texts(source: str) -> Iterator[Text]:
    """The texts for people of a template, as Django's own extraction names them (percent signs doubled)."""
    for match in _TEMPLATE_CALL.finditer(templatize(source)):
        context = ast.literal_eval(match[2]) if match["p"] else ""
        yield context, ast.literal_eval(match[3])


def messages(path: Path) -> list[Message]:
    """The entries of a translation file, its header left out."""
    with path.open("rb") as file:
        return [m for m in read_po(file, locale="zh_Hans") if m.id]


def key(message: Message) -> Text:
    """What the entry is found by."""
    single = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", single


def is_whole(message: Message) -> bool:
    """Whether every form of an entry has a Chinese text that nobody doubts."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string)
    return bool(forms) and all(forms) and not message.fuzzy


def translation_files() -> list[Path]:
    """The translation files of the rooms."""
    return sorted(SOURCE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


@cache
def translated() -> frozenset[Text]:
    """Every text with a Chinese one: of the rooms, and of Django's and allauth's own files."""
    paths = [
        *translation_files(),
        *(p for root in LIBRARIES for p in root.glob("locale/zh_Hans/LC_MESSAGES/django.po")),
    ]
    return frozenset(key(m) for path in paths for m in messages(path) if is_whole(m))


PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%%|%[sd]")


def placeholders(text: str) -> list[str]:
    """What a text lets the program fill in, without its order."""
    return sorted({m[1] or m[2] or m[0] for m in PLACEHOLDER.finditer(text)})


def fault_of(message: Message) -> str | None:
    """What is wrong with an entry by itself, or `None`."""
    if not is_whole(message):
        return "has no Chinese text"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    wanted = placeholders(ids[-1])
    for string in strings:
        if placeholders(string) != wanted:
            return f"fills in {placeholders(string)} instead of {wanted}"
    return None


# --- Text that nobody marked ------------------------------------------------------------------

ERRORS = {"ConcentricError", "Invalid", "Refused", "Missing", "Conflict", "Unavailable"}
SPOKEN_BY_ERRORS = {"what", "why", "remedy"}
SPOKEN = {
    "label",
    "title",
    "help_text",
    "empty",
    "caption",
    "placeholder",
    "verbose_name",
    "says",
    "remedy",
}
SPOKEN_TO_OPERATORS = {
    "DemoLoader",
    "DemoStep",
    "Health",
    "emit",
    "emit_table",
    "option",
    "argument",
}
"""Calls whose words the command line speaks, in English."""


def raw_python_texts(source: str) -> Iterator[tuple[int, str]]:
    """Words for people that Python code passes on without marking them for translation."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        spoken = [k.value for k in node.keywords if k.arg in SPOKEN]
        if name in ERRORS:
            spoken = [
                *node.args[:1],
                *(k.value for k in node.keywords if k.arg in SPOKEN_BY_ERRORS),
            ]
        elif name in SPOKEN_TO_OPERATORS:
            continue
        elif name == "ImportProblem":
            spoken = [*node.args[2:], *spoken]
        for value in spoken:
            text = _literal(value)
            if text is not None and re.search(r"[A-Za-z]{2}", text):
                yield value.lineno, text


def _literal(node: ast.expr) -> str | None:
    """The text of a plain or formatted literal; `None` for anything that is computed or marked."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value for p in node.values if isinstance(p, ast.Constant))
    return None


SHOWN_ATTRIBUTES = {
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "label",
    "hint",
    "empty",
    "caption",
    "says",
}
SILENT_ELEMENTS = {"script", "style", "code", "pre", "kbd", "svg", "c-vars"}
SILENT_CLASS = "trace__code"
"""Codes and hashes are the same in both languages, and so is what says its own language (`lang`)."""
NAMES = re.compile(r"Concentric|PDF|XLSX|CSV|JSON|API|TOTP|SHA-256|HTML|xlsx|csv")
"""Names that are the same in both languages."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT_ELEMENTS or "lang" in given or SILENT_CLASS in (given.get("class") or ""):
            self.silent.append(tag)
            return
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES and value:
                self._take(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._take(data)

    def _take(self, text: str) -> None:
        rest = NAMES.sub("", text)
        if re.search(r"[A-Za-z]{2}|[\u3400-\u9fff]", rest) and not text.startswith('{"'):
            self.found.append(" ".join(text.split()))


_MARKED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
_CLASS = re.compile(r"{%\s*block \w+_class\s*%}.*?{%\s*endblock.*?%}", re.DOTALL)
_VERBATIM = re.compile(r"{%\s*verbatim\s*%}.*?{%\s*endverbatim\s*%}", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def raw_template_texts(source: str) -> list[str]:
    """Words that a template shows without marking them for translation."""
    for pattern in (_COMMENT, _VERBATIM, _CLASS, _MARKED, _TAG):
        source = pattern.sub("", source)
    page = _Page()
    page.feed(source)
    page.close()
    return page.found
