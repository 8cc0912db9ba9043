"""`concentric publish`: check, sign, issue and withdraw a report."""

from __future__ import annotations

import click

from concentric.portal.cli.acting import acting, as_option, password_option
from concentric.portal.cli.output import (
    DIFFERENCE,
    Group,
    emit,
    emit_table,
    json_option,
    speaks_plainly,
)
from concentric.portal.cli.site import site

FINDINGS = ("severity", "chapter", "language", "says")
FILES = ("kind", "language", "edition", "path", "sha256")


@click.group(
    cls=Group,
    epilog="Examples: concentric publish check csr-2020; concentric publish sign csr-2020 --as leader@example.org; "
    "concentric publish issue csr-2020 --json",
)
def command() -> None:
    """Check, sign, issue or withdraw a report."""


@command.command(epilog="Example: concentric publish check csr-2020 --json")
@click.argument("report")
@as_option(required=False)
@password_option
@json_option
@speaks_plainly
def check(report: str, email: str | None, password_stdin: bool, as_json: bool) -> None:
    """Look for stale numbers, missing words and missing alternative texts; exit code 1 when one stops the report."""
    with site():
        from concentric.publications import api
        from concentric.publications.types import Severity

        found = api.check_report(actor=acting(email, password_stdin), report=report)
        rows = [
            {
                "severity": str(one.severity),
                "chapter": one.chapter,
                "language": one.language,
                "says": one.says % dict(one.params),
            }
            for one in found
        ]
        stops = sum(one.severity is Severity.STOPS for one in found)
    if rows or as_json:
        emit_table(rows, as_json=as_json, columns=FINDINGS)
    if not as_json:
        click.echo(f"{report}: {stops} findings stop it, {len(rows) - stops} want attention.")
    if stops:
        raise SystemExit(DIFFERENCE)


@command.command(epilog="Example: concentric publish sign csr-2020 --as leader@example.org")
@click.argument("report")
@as_option(required=True)
@click.option(
    "--digest", help="Sign only what has this digest, as `--json` of the step before named it."
)
@password_option
@json_option
@speaks_plainly
def sign(report: str, email: str, digest: str | None, password_stdin: bool, as_json: bool) -> None:
    """Take the next step of the chain: handler, department head, leader; three people, never one."""
    with site():
        from concentric.publications import api

        actor = acting(email, password_stdin)
        signed = api.sign_report(
            actor=actor, report=report, digest=digest or api.report(report).digest
        )
    result = {
        "report": report,
        "state": str(signed.state),
        "digest": signed.digest,
        "signed_by": email,
    }
    says = f"{email} signed {report} ({signed.digest[:12]}…); it is now {signed.state}."
    emit(result, as_json=as_json, says=says)


@command.command(
    epilog="Example: concentric publish issue csr-2020 --base https://report.example.org --json"
)
@click.argument("report")
@as_option(required=False)
@click.option("--base", default="", help="Address of the site, for links in print.")
@password_option
@json_option
@speaks_plainly
def issue(report: str, email: str | None, base: str, password_stdin: bool, as_json: bool) -> None:
    """Render the files, read every number back out of them, and let the signed report go out."""
    with site():
        from concentric.publications import api

        went_out = api.issue_report(actor=acting(email, password_stdin), report=report, base=base)
        files = [
            {
                "kind": str(one.kind),
                "language": str(one.language),
                "edition": str(one.edition),
                "path": str(one.path),
                "sha256": one.sha256,
            }
            for one in api.report_files(went_out.code)
        ]
    if as_json:
        result = {
            "issue": went_out.code,
            "position": went_out.position,
            "catalogue": went_out.catalogue,
        }
        emit({**result, "files": files}, as_json=True, says="")
        return
    click.echo(
        f"{went_out.code} went out, with numbers as recorded by position {went_out.position}."
    )
    emit_table(files, as_json=False, columns=FILES)


@command.command(
    epilog="Example: concentric publish withdraw csr-2020-1 --reason-zh ... --reason-en ... --as leader@example.org"
)
@click.argument("issued", metavar="ISSUE")
@as_option(required=False)
@click.option(
    "--reason-zh", required=True, help="Why, in Chinese; the page of the publication says it."
)
@click.option("--reason-en", required=True, help="Why, in English.")
@password_option
@json_option
@speaks_plainly
def withdraw(
    issued: str,
    email: str | None,
    reason_zh: str,
    reason_en: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Take a publication back: its page says so and why; its numbers stay traceable."""
    with site():
        from concentric.publications import api

        gone = api.withdraw_issue(
            actor=acting(email, password_stdin),
            issue=issued,
            reason_zh=reason_zh,
            reason_en=reason_en,
        )
    result = {"issue": gone.code, "withdrawn_at": gone.withdrawn_at}
    emit(result, as_json=as_json, says=f"{gone.code} is withdrawn.")
