"""Reading the numbers back out of a file, and comparing them with the tree the file was made from.

HTML marks each number with its code; in PDF the code follows the number in small type. Comparing looks at the
words and, apart from how they were written, at the value the words state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html.parser import HTMLParser

from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError, parse_number, parse_quantity
from concentric.publications.rules.composing import shown_numbers
from concentric.publications.types import Difference, Document, Shown

_MARK = re.compile(r"\[(n\d+)\]")
_SPACE = re.compile(r"\s+")
_NUMERIC = re.compile(r"[-\u2212]?\d[\d,]*(?:\.\d+)?")
_GOES_ON = re.compile(r"(?:\d[.,]?|[-\u2212])\Z")
"""What would make the number that follows it a longer or a negative one."""
_SHOWN_OF_A_TAIL = 24


@dataclass(frozen=True, slots=True)
class Read:
    """A number as a file states it: its code, and its words (in PDF everything since the number before)."""

    code: str
    text: str


def expected(document: Document) -> tuple[Shown, ...]:
    """The numbers a document states, in the order of the page."""
    return tuple(one for chapter in document.chapters for one in shown_numbers(chapter.blocks))


def read_html(content: bytes) -> tuple[Read, ...]:
    """The numbers of an HTML file, in order."""
    reader = _Numbers()
    reader.feed(content.decode())
    return tuple(reader.found)


def read_pdf(content: bytes) -> tuple[Read, ...]:
    """The numbers of a PDF, in order: each code with the words that stand before it."""
    text = _SPACE.sub(" ", "\n".join(desk.paper_texts(content)))
    return tuple(_before_marks(text))


def differences(shown: Sequence[Shown], read: Sequence[Read]) -> tuple[Difference, ...]:
    """Where a file states something else than the tree: another number, another order, one more, one less."""
    found = [one for pair in zip(shown, read, strict=False) if (one := _difference(*pair))]
    for missing in shown[len(read) :]:
        found.append(Difference(missing.code, missing.text, ""))
    for extra in read[len(shown) :]:
        found.append(Difference(extra.code, "", extra.text[-_SHOWN_OF_A_TAIL:]))
    return tuple(found)


def _before_marks(text: str) -> Iterator[Read]:
    at = 0
    for mark in _MARK.finditer(text):
        yield Read(mark[1], text[at : mark.start()])
        at = mark.end()


def _difference(shown: Shown, read: Read) -> Difference | None:
    begins = _beginning(read.text, shown.text)
    if (
        read.code == shown.code
        and begins is not None
        and not _GOES_ON.search(read.text[max(0, begins - 2) : begins])
        and _states(shown.text, shown.value)
    ):
        return None
    return Difference(shown.code, shown.text, read.text[-_SHOWN_OF_A_TAIL:].strip())


def _beginning(text: str, wanted: str) -> int | None:
    """Where `wanted` begins if `text` ends with it, spaces apart (a line may have been broken in it)."""
    at = len(text)
    for sign in reversed(_SPACE.sub("", wanted)):
        at -= 1
        while at >= 0 and text[at].isspace():
            at -= 1
        if at < 0 or text[at] != sign:
            return None
    return at


def _states(text: str, value: Decimal | None) -> bool:
    """Whether words state a value; marks of a withheld or missing number state none."""
    if value is None:
        return not _NUMERIC.search(text)
    return _stated(text) == value


@lru_cache(maxsize=8192)  # the files of one report state the same words
def _stated(text: str) -> Decimal | None:
    try:
        return parse_quantity(text).value
    except ConcentricError:
        found = _NUMERIC.search(text)
        return parse_number(found[0]) if found else None


class _Numbers(HTMLParser):
    """Collects elements that carry `data-span`, with their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Read] = []
        self._code = ""
        self._tag = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        code = dict(attrs).get("data-span")
        if code:
            self._code, self._tag, self._text = code, tag, []

    def handle_data(self, data: str) -> None:
        if self._code:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._code and tag == self._tag:
            self.found.append(Read(self._code, _SPACE.sub(" ", "".join(self._text)).strip()))
            self._code = ""
