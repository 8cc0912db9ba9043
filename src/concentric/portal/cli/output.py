"""How commands speak: a sentence or a table for people, one JSON object for programs, an exit code for both."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

DIFFERENCE = 1
REFUSED = 3
MISSING_PREREQUISITE = 4

console = Console(stderr=True)
"""Progress and remarks; results go to standard output."""


class MissingPrerequisite(click.ClickException):
    """Something the machine lacks; the message names the command that mends it."""

    exit_code = MISSING_PREREQUISITE


def plain(value: Any) -> Any:
    """A value as JSON can carry it: decimals as text, so that no digit is lost."""
    if isinstance(value, Decimal | UUID | Path):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def emit(result: Mapping[str, Any], *, as_json: bool, says: str) -> None:
    """Print a result: the JSON object, or the sentence."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, default=plain))
    else:
        click.echo(says)


def emit_table(
    rows: Sequence[Mapping[str, Any]],
    *,
    as_json: bool,
    columns: Sequence[str],
    right: Sequence[str] = (),
) -> None:
    """Print rows: one JSON object per line, or a table."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=plain))
        return
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(row.get(column)) for column in columns))
    width = None if sys.stdout.isatty() else 200
    Console(width=width).print(table)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The `--json` flag of every command."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")(
        command
    )


def speaks_plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the product's errors into their sentence and exit code 3."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from concentric.kernel.api import ConcentricError  # keeps `--version` quick

        try:
            return command(*args, **kwargs)
        except ConcentricError as error:
            if kwargs.get("as_json"):
                click.echo(json.dumps({"error": str(error)}, ensure_ascii=False))
            else:
                console.print(f"[red]{error}[/red]", highlight=False)
            raise SystemExit(REFUSED) from error

    return run
