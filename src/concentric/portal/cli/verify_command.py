"""`concentric verify`."""

from __future__ import annotations

from typing import Any

import click

from concentric.portal.cli.output import DIFFERENCE, emit, json_option, speaks_plainly
from concentric.portal.cli.site import site


@click.command(epilog="Example: concentric verify --json")
@json_option
@speaks_plainly
def command(as_json: bool) -> None:
    """Recompute every digest and seal of the books and the hash of every published file; name what is false."""
    with site():
        from concentric.audit import api as audit  # needs Django set up
        from concentric.publications import api as publications

        audit.seal_all()
        reports = [audit.verify(book) for book in audit.books()]
        damaged = publications.damaged_files()
    books = [_book(report) for report in reports]
    files = [
        {"issue": file.issue, "file": file.path.name, "state": str(state)}
        for file, state in damaged
    ]
    ok = all(book["ok"] for book in books) and not files
    says = [
        *_sentences(books),
        *(f"{one['file']} of {one['issue']}: {one['state'].upper()}" for one in files),
    ]
    emit({"ok": ok, "books": books, "files": files}, as_json=as_json, says="\n".join(says))
    if not ok:
        raise SystemExit(DIFFERENCE)


def _book(report: Any) -> dict[str, Any]:
    return {
        "book": report.book,
        "ok": report.ok,
        "rows": report.rows,
        "seals": report.seals,
        "last_position": report.last_position,
        "hash": report.newest.hash if report.newest else None,
        "findings": [
            {
                "kind": str(f.kind),
                "position": f.position,
                "uuid": f.uuid,
                "seal": f.seal,
                **f.details,
            }
            for f in report.findings
        ],
    }


def _sentences(books: list[dict[str, Any]]) -> list[str]:
    found = []
    for book in books:
        said = "all true" if book["ok"] else "FALSE"
        found.append(f"{book['book']}: {book['rows']} rows under {book['seals']} seals, {said}")
        found += [
            "  " + " ".join(f"{name}={value}" for name, value in one.items() if value is not None)
            for one in book["findings"]
        ]
    return found
