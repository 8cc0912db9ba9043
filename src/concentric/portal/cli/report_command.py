"""`concentric report`: render a report and name its files."""

from __future__ import annotations

import click

from concentric.portal.cli.output import emit_table, json_option, speaks_plainly
from concentric.portal.cli.site import site

COLUMNS = ("report", "edition", "language", "kind", "path", "sha256")


@click.command(epilog="Example: concentric report csr-2020 --json")
@click.argument("code", default="csr-2020")
@click.option(
    "--render",
    is_flag=True,
    help="Render the draft anew; without it the files that stand are named.",
)
@json_option
@speaks_plainly
def command(code: str, render: bool, as_json: bool) -> None:
    """Render a report to HTML and PDF, read its numbers back, and name the files."""
    with site():
        from concentric.kernel.types import Actor
        from concentric.publications import api

        if render:
            api.render_report(actor=Actor.system("concentric report"), code=code)
        rows = [
            {
                "report": f.report,
                "edition": f.edition,
                "language": f.language,
                "kind": f.kind,
                "path": str(f.path),
                "sha256": f.sha256,
            }
            for f in api.report_files(code)
        ]
    emit_table(rows, as_json=as_json, columns=COLUMNS)
