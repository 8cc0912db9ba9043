"""Acts of the portal: have the sealed books verified, and log what came out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from concentric.audit import api as audit
from concentric.audit.types import VerifyReport
from concentric.desk import api as desk
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor
from concentric.portal import permissions

VERIFY = "portal.verify"
FINDINGS_LOGGED = 20
Progress = Callable[[int, int, str], None]


def start_verification(*, actor: Actor) -> UUID:
    """Put the verification of all books on the queue; returns its job. Raises `Refused`."""
    _require(actor)
    return desk.start_job(
        actor=actor, kind=VERIFY, params={"appointment": str(actor.appointment or "")}
    )


def verify_books(*, actor: Actor, progress: Progress) -> dict[str, Any]:
    """Seal what is committed, recompute every book, and write the outcome into the log.

    The entry `audit.verified` is what pages show as the newest verification; it is itself sealed. Returns
    `{ok, books: [{book, ok, rows, seals, last_position, hash, findings}]}`.
    """
    _require(actor)
    audit.seal_all()
    books = audit.books()
    found = []
    for number, book in enumerate(books):
        progress(number, len(books), book.name)
        found.append(_outcome(audit.verify(book)))
    progress(len(books), len(books), "")
    result = {"ok": all(one["ok"] for one in found), "books": found}
    audit.log(
        actor=actor,
        act="audit.verified",
        object_kind="books",
        organisation=actor.organisation,
        details=result,
    )
    return result


def _outcome(report: VerifyReport) -> dict[str, Any]:
    return {
        "book": report.book,
        "ok": report.ok,
        "rows": report.rows,
        "seals": report.seals,
        "last_position": report.last_position,
        "hash": report.newest.hash if report.newest else "",
        "findings": [
            {
                "kind": str(one.kind),
                "position": one.position,
                "uuid": str(one.uuid or ""),
                "seal": one.seal,
            }
            for one in report.findings[:FINDINGS_LOGGED]
        ],
    }


def _require(actor: Actor) -> None:
    if not permissions.may_verify(actor):
        raise Refused(
            msgid("You may not have the books verified."),
            why=msgid("Auditors, the regulator, leaders and administrators may."),
        )
