"""Fact types, code lists, file names, texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from concentric.kernel.api import msgid
from concentric.rulebook.linting.dates import unknown_unit
from concentric.rulebook.linting.looking import Look, at, walk
from concentric.rulebook.loading import Placed
from concentric.rulebook.reading import Reader
from concentric.rulebook.types import Problem

_HAN = re.compile("[\u4e00-\u9fff]")
_NAMED_BY_CODE = frozenset(
    {"code_lists", "fact_types", "forms", "indicators", "populations", "reports"}
)


def fact_type_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Units and lists that are not known, and states that claim to add up over time."""
    content = Reader(entry.document.content)
    unit = content.text("unit")
    if not look.has_unit(unit):
        yield unknown_unit(entry, "/unit", unit)
    if content.text("time_kind") == "state" and content.flag("additive_over_time"):
        yield at(
            entry,
            "/additive_over_time",
            msgid("%(code)s is a state and cannot be additive over time."),
            msgid("Adding a head count of two days counts people twice."),
            msgid("Write additive_over_time: false."),
            code=content.text("code"),
        )
    for name, spec in content.below("dimensions").content.items():
        named = spec.get("list") if isinstance(spec, dict) else None
        if named is not None and named not in look.book.code_lists:
            yield unknown_list(entry, f"/dimensions/{name}", str(named))


def code_list_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Codes written twice, and parents or units that the list does not have."""
    content = Reader(entry.document.content)
    items = list(content.each("items"))
    codes = [item.text("code") for item in items]
    for index, item in enumerate(items):
        code = item.text("code")
        if codes.count(code) > 1:
            yield at(
                entry,
                f"/items/{index}",
                msgid("The code %(code)s is in the list twice."),
                msgid("One code has one meaning."),
                msgid("Remove one."),
                code=code,
            )
        for key in ("parent", "of"):
            named = item.maybe_text(key)
            if named is not None and named not in codes:
                yield at(
                    entry,
                    f"/items/{index}/{key}",
                    msgid("%(code)s refers to %(named)s, which is not in the list."),
                    msgid("Parents and base units are codes of the same list."),
                    msgid("Correct the code, or add it to the list."),
                    code=code,
                    named=named,
                )


def name_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Files that do not carry the code of what they define (``CODE`` or ``CODE@2021-01-01``)."""
    if entry.document.kind not in _NAMED_BY_CODE:
        return
    code = Reader(entry.document.content).text("code")
    stem = PurePosixPath(entry.document.path).stem.partition("@")[0]
    if stem not in (code, code.rpartition(".")[2]):
        yield at(
            entry,
            "/code",
            msgid("The file %(file)s defines %(code)s."),
            msgid("A definition is looked for under its code."),
            msgid("Rename the file to %(code)s.yaml, or correct the code."),
            file=entry.document.path,
            code=code,
        )


def text_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """English texts that are Chinese."""
    for pointer, key, value in walk(entry.document.content):
        if key == "en" and isinstance(value, str) and _HAN.search(value):
            yield at(
                entry,
                pointer,
                msgid("The English text holds Chinese characters."),
                msgid("Every text of the catalogue is complete in both languages."),
                msgid("Translate the text."),
            )


def unknown_list(entry: Placed, pointer: str, code: str) -> Problem:
    """The problem of a code list that no pack has."""
    return at(
        entry,
        pointer,
        msgid("There is no code list %(code)s."),
        msgid("A dimension takes its codes from a list."),
        msgid("Correct the code, or add code_lists/%(code)s.yaml."),
        code=code,
    )
