"""`concentric catalogue`: check, install, compare, export."""

from __future__ import annotations

from pathlib import Path

import click

from concentric.portal.cli.output import (
    DIFFERENCE,
    Group,
    emit,
    emit_table,
    json_option,
    speaks_plainly,
)
from concentric.portal.cli.site import site


@click.group(
    cls=Group,
    epilog="Examples: concentric catalogue check; concentric catalogue changes; concentric catalogue install",
)
def command() -> None:
    """Check, install, compare and export the catalogue."""


def _paths(folders: tuple[Path, ...]) -> list[Path]:
    from concentric.rulebook.api import default_paths  # keeps `--version` quick

    return list(folders) or list(default_paths())


_folders = click.argument(
    "packs", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@command.command(
    epilog="Example: concentric catalogue check catalogue/base catalogue/cn-securities"
)
@_folders
@json_option
@speaks_plainly
def check(packs: tuple[Path, ...], as_json: bool) -> None:
    """Lint packs and run their worked cases; each problem with its file and line."""
    from concentric.rulebook.api import check as lint
    from concentric.rulebook.api import load, run_cases

    paths = _paths(packs)
    problems = [
        {"file": p.file, "line": p.line, "what": p.what, "why": p.why, "remedy": p.remedy}
        for p in lint(paths)
    ]
    if not problems:
        problems = [
            {"file": f.file, "line": f.line, "what": f.what, "why": "", "remedy": ""}
            for f in run_cases(load(paths))
        ]
    emit_table(
        problems,
        as_json=as_json,
        columns=("file", "line", "what", "why", "remedy"),
        right=("line",),
    )
    if problems:
        raise SystemExit(DIFFERENCE)
    if not as_json:
        click.echo("The catalogue is in order and every worked case comes out as written.")


@command.command(epilog="Example: concentric catalogue install")
@_folders
@json_option
@speaks_plainly
def install(packs: tuple[Path, ...], as_json: bool) -> None:
    """Install packs as a new immutable version."""
    with site():
        from concentric.facts import api as facts
        from concentric.kernel.types import Actor

        version = facts.install_catalogue(
            actor=Actor.system("concentric catalogue"), rulebook_paths=_paths(packs)
        )
    result = {"hash": version.hash, "packs": {pack.code: pack.version for pack in version.packs}}
    emit(result, as_json=as_json, says=f"The catalogue in force is {version.hash[:12]}.")


@command.command(epilog="Example: concentric catalogue changes")
@_folders
@json_option
@speaks_plainly
def changes(packs: tuple[Path, ...], as_json: bool) -> None:
    """Say what would change if these packs were installed."""
    with site():
        from concentric.facts import api as facts
        from concentric.rulebook.api import load, what_changes

        found = what_changes(facts.catalogue(), load(_paths(packs)))
    rows = [
        {
            "kind": c.kind,
            "object": c.key,
            "change": c.change,
            "keys": ", ".join(c.keys),
            "because_of": c.because_of,
        }
        for c in found
    ]
    emit_table(rows, as_json=as_json, columns=("kind", "object", "change", "keys", "because_of"))


@command.command(epilog="Example: concentric catalogue export /tmp/catalogue")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
@speaks_plainly
def export(folder: Path, as_json: bool) -> None:
    """Write the installed catalogue as YAML in canonical order."""
    with site():
        from concentric.facts import api as facts
        from concentric.rulebook.api import dump

        rulebook = facts.catalogue()
        dump(rulebook, folder)
    emit(
        {"folder": str(folder), "hash": rulebook.hash},
        as_json=as_json,
        says=f"Written to {folder}.",
    )
