"""Papers: a Typst template and its data become a PDF with the site's own fonts.

What is printed travels as data, never as code. A warning of the compiler is a failure, because a missing font or
glyph only warns. The same data gives the same bytes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from concentric.kernel.api import Invalid, Unavailable, msgid

FONTS = Path(__file__).parent / "assets" / "fonts"
STANDARDS = ["a-2a", "ua-1"]
_compiling = threading.Lock()  # one compiler, its fonts read once
_reading = threading.Lock()  # PDFium keeps one state for the whole process
_HYPHEN_AT_A_LINE_END = "\ufffe"
"""What PDFium gives for a hyphen that ends a line; it is one, so that a minus before a number is seen."""


def paper(
    template: Path, given: Mapping[str, Any], *, dated_on: date, fonts: Path = FONTS
) -> bytes:
    """A paper as PDF/A-2a and PDF/UA-1 in one file; the template finds `given` as JSON in `sys.inputs.paper`.

    Raises `Unavailable` when the fonts are not there, `Invalid` for a character that no font has.
    """
    if not any(fonts.glob("*.ttf")):
        raise Unavailable(
            msgid("The fonts of the print are not there."),
            why=msgid("They are brought by the build of the front end."),
            remedy=msgid("Run `make frontend`."),
        )
    import typst  # 77 MB that only printing needs

    with _compiling:
        try:
            made, warnings = _compiler(fonts).compile_with_warnings(
                template.read_bytes(),
                format="pdf",
                sys_inputs={"paper": json.dumps(given, ensure_ascii=False, default=str)},
                timestamp=datetime.combine(dated_on, time(), UTC),
                pdf_standards=STANDARDS,
            )
        except typst.TypstError as error:
            raise _unprintable(error.message) from error
    if warnings:
        raise _unprintable("; ".join(one.message for one in warnings))
    return bytes(made)


def paper_texts(content: bytes, *, most_pages: int | None = None) -> tuple[str, ...]:
    """The words of each page of a PDF, in the order they are drawn; of the first `most_pages` where said.

    Raises `Invalid` for one that cannot be read, or is protected.
    """
    import pypdfium2  # only reading papers needs it

    with _reading:
        try:
            with pypdfium2.PdfDocument(content) as document:
                return tuple(_words(document[at]) for at in range(len(document))[:most_pages])
        except pypdfium2.PdfiumError as error:
            raise Invalid(
                msgid("This PDF cannot be read."),
                why=msgid("It is damaged, or protected by a password."),
                remedy=msgid("Save or scan it again without protection."),
            ) from error


def _words(page: Any) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_range()).replace(_HYPHEN_AT_A_LINE_END, "-")
    finally:
        words.close()
        page.close()


@lru_cache(maxsize=2)
def _compiler(fonts: Path) -> Any:
    import typst  # as above

    return typst.Compiler(font_paths=[str(fonts)], ignore_system_fonts=True)


def _unprintable(says: str) -> Invalid:
    return Invalid(
        msgid("The paper could not be printed: %(says)s."),
        why=msgid("A print must carry every font, glyph and alternative text."),
        remedy=msgid("Mend the text it names, or tell the operator."),
        says=says,
    )
