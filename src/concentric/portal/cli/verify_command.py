"""`concentric verify`."""

from __future__ import annotations

import click

from concentric.portal.cli.output import DIFFERENCE, emit, json_option, speaks_plainly
from concentric.portal.cli.site import site


@click.command(epilog="Example: concentric verify --json")
@json_option
@speaks_plainly
def command(as_json: bool) -> None:
    """Recompute every digest and seal of facts, dimensions and audit; name the first row that is false."""
    with site():
        from concentric.facts import api as facts  # needs Django set up

        report = facts.verify()
    rows = [
        {"book": b.book, "rows": b.rows, "seals": b.seals, "ok": b.ok, "first_false": b.says}
        for b in report.books
    ]
    says = "\n".join(
        f"{row['book']}: {row['rows']} rows under {row['seals']} seals, "
        + ("all true." if row["ok"] else f"FALSE: {row['first_false']}")
        for row in rows
    )
    emit({"ok": report.ok, "books": rows}, as_json=as_json, says=says)
    if not report.ok:
        raise SystemExit(DIFFERENCE)
