"""`concentric import`: lists and return workbooks, with a dry run first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from concentric.portal.cli.output import REFUSED, emit, emit_table, json_option, speaks_plainly
from concentric.portal.cli.site import site

_file = click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_apply = click.option("--apply", is_flag=True, help="Write it; without this only a dry run.")


@click.group()
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
@json_option
@speaks_plainly
def places(as_json: bool) -> None:
    """Load the packaged divisions of China, with zones, regions and county tags."""
    with site():
        from concentric.kernel.types import Actor
        from concentric.places import api

        outcome = api.load_packaged(actor=Actor.system("concentric import"))
    emit(
        {"created": outcome.created, "changed": outcome.changed},
        as_json=as_json,
        says=f"{outcome.created} divisions created, {outcome.changed} changed.",
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
