"""`concentric import`: lists and return workbooks, with a dry run first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from concentric.portal.cli.acting import acting, as_option, password_option
from concentric.portal.cli.output import (
    REFUSED,
    Group,
    emit,
    emit_table,
    json_option,
    speaks_plainly,
)
from concentric.portal.cli.site import site

_file = click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_apply = click.option("--apply", is_flag=True, help="Write it; without this only a dry run.")


RETURN_COLUMNS = (
    "firm",
    "taken_in",
    "created",
    "changed",
    "unchanged",
    "findings",
    "problems",
)


@click.group(
    cls=Group,
    epilog="Examples: concentric import organisations schools.xlsx; concentric import members members.xlsx --apply",
)
def command() -> None:
    """Import lists or return workbooks. A dry run unless --apply is given; all or nothing."""


@command.command(epilog="Example: concentric import members members.xlsx --apply")
@_file
@_apply
@json_option
@speaks_plainly
def members(path: Path, apply: bool, as_json: bool) -> None:
    """Bring in a member list."""
    with site():
        from concentric.members import api

        _take_in(api.import_members, path, apply=apply, as_json=as_json)


@command.command(epilog="Example: concentric import organisations schools.xlsx --apply")
@_file
@_apply
@json_option
@speaks_plainly
def organisations(path: Path, apply: bool, as_json: bool) -> None:
    """Bring in organisations: branches, schools, offices, charities."""
    with site():
        from concentric.parties import api

        _take_in(api.import_organisations, path, apply=apply, as_json=as_json)


@command.command(epilog="Example: concentric import places")
@click.option(
    "--divisions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another country's list instead: a CSV with the columns of the packaged one.",
)
@click.option("--source", default="", help="Name and version of that list.")
@json_option
@speaks_plainly
def places(divisions: Path | None, source: str, as_json: bool) -> None:
    """Load the packaged divisions of China, with zones, regions and county tags; or another list of divisions."""
    if (divisions is None) != (not source.strip()):
        raise click.UsageError("--divisions and --source belong together.")
    with site():
        from concentric.kernel.types import Actor
        from concentric.places import api

        actor = Actor.system("concentric import")
        if divisions is None:
            outcome = api.load_packaged(actor=actor)
        else:
            outcome = api.load_list(actor=actor, path=divisions, source=source.strip())
    _say_divisions(outcome, as_json=as_json)


@command.command(epilog="Example: concentric import communities 141031 villages.csv")
@click.argument("county")
@_file
@click.option("--source", default="", help="Name and version; the packaged divisions' without it.")
@json_option
@speaks_plainly
def communities(county: str, path: Path, source: str, as_json: bool) -> None:
    """Load the communities of one county from the villages.csv of china-division."""
    with site():
        from concentric.kernel.types import Actor
        from concentric.places import api

        actor = Actor.system("concentric import")
        given = {"source": source.strip()} if source.strip() else {}
        outcome = api.load_communities(actor=actor, county=county, path=path, **given)
    _say_divisions(outcome, as_json=as_json)


@command.command(
    epilog="Example: concentric import returns 2020 F001.xlsx --as preparer@firm.example --apply"
)
@click.argument("cycle")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@as_option(required=True)
@click.option(
    "--reason", default="", help="Why figures change; needed once a return was submitted."
)
@_apply
@password_option
@json_option
@speaks_plainly
def returns(
    cycle: str,
    path: Path,
    email: str,
    reason: str,
    apply: bool,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Take in return workbooks: one file, or a folder of files, each named by its firm's code."""
    files = sorted(path.glob("*.xlsx")) if path.is_dir() else [path]
    with site():
        from concentric.indicators import api

        report = api.import_workbooks(
            actor=acting(email, password_stdin),
            cycle=cycle,
            files=[
                api.WorkbookFile(firm=file.stem, content=file.read_bytes(), filename=file.name)
                for file in files
            ],
            dry_run=not apply,
            reason=reason,
        )
        rows = [
            {
                "firm": one.firm,
                "taken_in": one.ok and apply,
                "created": one.created,
                "changed": one.changed,
                "unchanged": one.unchanged,
                "findings": len(one.findings),
                "problems": "; ".join(f"{p.sheet} {p.cell} {p.says}".strip() for p in one.problems),
            }
            for one in report.reports
        ]
    emit_table(rows, as_json=as_json, columns=RETURN_COLUMNS, right=RETURN_COLUMNS[2:6])
    if not as_json:
        done = "taken in" if apply else "would be taken in"
        click.echo(f"{len(report.taken)} of {len(rows)} workbooks {done}.")
    if report.refused:
        raise SystemExit(REFUSED)


def _say_divisions(outcome: Any, *, as_json: bool) -> None:
    emit(
        {
            "created": outcome.created,
            "changed": outcome.changed,
            "unchanged": outcome.unchanged,
        },
        as_json=as_json,
        says=f"Divisions: {outcome.created} new, {outcome.changed} changed, {outcome.unchanged} unchanged.",
    )


def _take_in(act: Callable[..., Any], path: Path, *, apply: bool, as_json: bool) -> None:
    from concentric.kernel.types import Actor

    report = act(
        actor=Actor.system("concentric import"),
        content=path.read_bytes(),
        filename=path.name,
        dry_run=not apply,
    )
    if report.problems:
        rows = [
            {"sheet": p.sheet, "cell": p.cell, "says": str(p.says), "remedy": str(p.remedy)}
            for p in report.problems
        ]
        emit_table(rows, as_json=as_json, columns=("sheet", "cell", "says", "remedy"))
        raise SystemExit(REFUSED)
    done = "Written" if apply else "Would be written"
    emit(
        {
            "created": report.created,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "applied": apply,
        },
        as_json=as_json,
        says=f"{done}: {report.created} new, {report.changed} changed, {report.unchanged} unchanged.",
    )
