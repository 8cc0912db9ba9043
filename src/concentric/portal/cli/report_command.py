"""`concentric report`: name the files of a report, and check its numbers."""

from __future__ import annotations

from typing import Any

import click

from concentric.portal.cli.output import DIFFERENCE, emit_table, json_option, speaks_plainly
from concentric.portal.cli.site import site

COLUMNS = ("issue", "edition", "language", "kind", "size", "path", "sha256")


@click.command(epilog="Examples: concentric report --json; concentric report csr-2020 --check")
@click.argument("code", required=False)
@click.option(
    "--check",
    is_flag=True,
    help="Read every number of the draft out of its files again and compare.",
)
@json_option
@speaks_plainly
def command(code: str | None, check: bool, as_json: bool) -> None:
    """Name the files of the newest issue of every report, or of one report or issue."""
    if check and code is None:
        raise click.UsageError("--check needs the code of a report.")
    with site():
        from concentric.publications import api

        if check:
            _check(str(code), as_json=as_json)
            return
        rows = [_row(file) for file in api.report_files(code)]
    emit_table(rows, as_json=as_json, columns=COLUMNS, right=("size",))


def _row(file: Any) -> dict[str, Any]:
    return {
        "issue": file.issue,
        "edition": str(file.edition),
        "language": str(file.language),
        "kind": file.kind,
        "size": file.size,
        "path": str(file.path),
        "sha256": file.sha256,
    }


def _check(code: str, *, as_json: bool) -> None:
    from concentric.kernel.types import Actor
    from concentric.publications import api

    found = api.check_report(actor=Actor.system("concentric report"), report=code)
    rows = [
        {"where": f"{one.chapter} {one.language}".strip(), "says": one.says % one.params}
        for one in found
    ]
    emit_table(rows, as_json=as_json, columns=("where", "says"))
    if rows:
        raise SystemExit(DIFFERENCE)
    if not as_json:
        click.echo(
            "No stale number, both languages, every picture described, every number read back."
        )
