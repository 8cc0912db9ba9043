"""The version code read out of an uploaded file, where the file has text at all."""

from __future__ import annotations

from concentric.desk import api as desk
from concentric.indicators.returns.rules import versions
from concentric.kernel.api import Invalid

MOST_PAGES = 60


def codes_of(content: bytes) -> frozenset[str]:
    """The codes in the text of a PDF; none in a picture, a scan without text, or a file that cannot be read."""
    if not content.startswith(b"%PDF-"):
        return frozenset()
    try:
        texts = desk.paper_texts(content, most_pages=MOST_PAGES)
    except Invalid:  # the code is typed then, as for a picture
        return frozenset()
    return versions.codes_in("\n".join(texts))
