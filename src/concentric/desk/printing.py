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
_reading = threading.Lock()  # PDFium is not made for two threads


def paper(template: Path, given: Mapping[str, Any], *, dated_on: date) -> bytes:
    """A paper as PDF; the template finds `given` as JSON in `sys.inputs.paper`.

    Raises `Unavailable` when the fonts are not there, `Invalid` for a character that no font has.
    """
    if not any(FONTS.glob("*.ttf")):
        raise Unavailable(
            msgid("The fonts of the print are not there."),
            why=msgid("They are brought by the build of the front end."),
            remedy=msgid("Run `make frontend`."),
        )
    import typst  # 77 MB that only printing needs

    with _compiling:
        try:
            made, warnings = _compiler().compile_with_warnings(
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


def paper_texts(content: bytes, *, most_pages: int) -> list[str]:
    """The text of each page of a PDF; nothing for one that cannot be read, or is protected."""
    import pypdfium2  # only reading papers needs it

    with _reading:
        try:
            with pypdfium2.PdfDocument(content) as document:
                pages = [document[number] for number in range(min(len(document), most_pages))]
                return [page.get_textpage().get_text_range() for page in pages]
        except pypdfium2.PdfiumError:
            return []


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst  # as above

    return typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)


def _unprintable(says: str) -> Invalid:
    return Invalid(
        msgid("The paper could not be printed: %(says)s."),
        why=msgid("A print must carry every font and glyph."),
        remedy=msgid("Take out the character it names, or tell the operator."),
        says=says,
    )
