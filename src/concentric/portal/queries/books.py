"""The sealed books: their newest seals, the newest verification, anchor lines."""

from __future__ import annotations

from dataclasses import dataclass

from concentric.audit import api as audit
from concentric.audit.types import FindingKind, Seal
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor
from concentric.portal import labels
from concentric.portal.types import Verification, Words


@dataclass(frozen=True, slots=True)
class BookState:
    """A book with its newest seal, and the line by which that seal is kept outside."""

    label: Words
    seal: Seal
    line: str


def newest_seals() -> tuple[BookState, ...]:
    """The newest seal of every book; a book without a seal is left out. One query per book."""
    sealed = ((book.name, audit.newest_seal(book)) for book in audit.books())
    return tuple(
        BookState(labels.book_label(name), seal, audit.anchor_line(seal))
        for name, seal in sealed
        if seal is not None
    )


def newest_seal_of(book: str) -> Seal:
    """The newest seal of the book with this name. Raises `Missing`."""
    known = {one.name: one for one in audit.books()}
    seal = audit.newest_seal(known[book]) if book in known else None
    if seal is None:
        raise Missing(
            msgid("There is no such seal."),
            why=msgid("The book has another name, or nothing was sealed in it yet."),
            remedy=msgid("Open the page of verification and choose a book there."),
        )
    return seal


def newest_verification(actor: Actor) -> Verification | None:
    """What the last verification found, as the log keeps it for its readers; `None` before the first."""
    entries = audit.entries(actor=actor, act="audit.verified", limit=1)
    if not entries:
        return None
    books = entries[0].details["books"]
    return Verification(
        ok=bool(entries[0].details["ok"]),
        at=entries[0].at,
        rows=sum(book["rows"] for book in books),
        seals=sum(book["seals"] for book in books),
        findings=tuple(
            {
                **finding,
                "book": labels.book_label(book["book"]),
                "says": audit.label_of(FindingKind(finding["kind"])),
            }
            for book in books
            for finding in book["findings"]
        ),
    )
