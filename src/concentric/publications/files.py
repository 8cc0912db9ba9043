"""The files of an issue: rendered, read back, and only then kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from concentric.kernel.api import Conflict, Unavailable, msgid
from concentric.publications import assembly, queries
from concentric.publications.assembly import Making
from concentric.publications.render import html, readback, typst
from concentric.publications.types import Document, Edition, FileFormat, Language

Report = Callable[[int, int, str], None]
"""Told of progress: done, of, what."""
BUILD = Path(typst.ROOM.parent / "desk" / "static" / "desk" / "build")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file as rendered, with the document it states."""

    kind: FileFormat
    document: Document
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def render(making: Making, base: str, report: Report | None = None) -> list[Rendered]:
    """Every file of a making, each read back and compared. Raises `Conflict` for a number that differs.

    The members' edition comes first: it shows every number, so it hands out the trace codes.
    """
    found: list[Rendered] = []
    wanted = [
        (edition, language, kind)
        for edition in (Edition.MEMBER, Edition.PUBLIC)
        for language in Language
        for kind in FileFormat
    ]
    documents = {
        edition: assembly.documents(making, edition) for edition in (Edition.MEMBER, Edition.PUBLIC)
    }
    for done, (edition, language, kind) in enumerate(wanted):
        if report is not None:
            report(done, len(wanted), f"{edition} {language} {kind}")
        found.append(render_one(documents[edition][language], kind, base))
    return found


def render_one(document: Document, kind: FileFormat, base: str) -> Rendered:
    """One file, read back and compared with the document it was made from."""
    if kind is FileFormat.PDF:
        content = typst.pdf(document, assembly.paper(document, base))
        read = readback.read_pdf(content)
    else:
        content = _page(document, base)
        read = readback.read_html(content)
    different = readback.differences(readback.expected(document), read)
    if different:
        first = different[0]
        raise Conflict(
            msgid(
                "%(count)s numbers of the file %(kind)s differ, first %(code)s: %(expected)s, read %(found)s."
            ),
            why=msgid("Every number is read back out of a file before it is kept."),
            remedy=msgid("Tell the operator; nothing was issued."),
            count=len(different), kind=kind, code=first.code, expected=first.expected, found=first.found,
        )  # fmt: skip
    name = f"{document.code}-{document.edition}-{document.language}.{kind}"
    return Rendered(kind, document, name, content)


def keep(rendered: list[Rendered], issue: str) -> None:
    """Write the files of an issue, each complete or not at all."""
    folder = queries.reports_folder() / issue
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    for one in rendered:
        draft = folder / f".{one.name}"
        draft.write_bytes(one.content)
        os.replace(draft, folder / one.name)


def codes_in_order(rendered: list[Rendered]) -> Iterator[str]:
    """Every trace code the files show."""
    for one in rendered:
        yield from (shown.code for shown in readback.expected(one.document))


def _page(document: Document, base: str) -> bytes:
    frame = assembly.frame(document, base, has_pictures=True)
    return html.file(document, frame, styles=_built("desk.css"), program=_built("charts.js"))


def _built(name: str) -> str:
    path = BUILD / name
    if not path.is_file():
        raise Unavailable(
            msgid("The styles of the site are not built."), remedy=msgid("Run `make frontend`.")
        )
    return path.read_text(encoding="utf-8")
