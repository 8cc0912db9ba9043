"""How commands speak: a sentence or a table for people, one JSON object for programs, an exit code for both."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

DIFFERENCE = 1
REFUSED = 3
INTERRUPTED = 130
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


class Group(click.Group):
    """A command of commands whose list says whole sentences instead of cutting them off."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(200)) for name, one in named if one])


def speaks_plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the product's errors, and files that cannot be read or written, into a sentence and exit code 3.

    Ctrl-C ends with code 130, as it does in every other program, once everything was put away.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from concentric.kernel.api import ConcentricError  # keeps `--version` quick

        try:
            return command(*args, **kwargs)
        except ConcentricError as error:
            _refuse(str(error), as_json=bool(kwargs.get("as_json")))
        except OSError as error:
            if error.filename is None:
                raise
            _refuse(_about_file(error), as_json=bool(kwargs.get("as_json")))
        except KeyboardInterrupt:
            console.print("Stopped.")
            raise SystemExit(INTERRUPTED) from None

    return run


def _refuse(sentence: str, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": sentence}, ensure_ascii=False))
    else:
        console.print(sentence, style="red", highlight=False, markup=False)
    raise SystemExit(REFUSED)


def _about_file(error: OSError) -> str:
    """Where and what, and how to mend it for the folder that everything is written to."""
    from concentric_config import environment  # keeps `--version` quick

    said = f"{error.filename}: {error.strerror}."
    var = environment.var_folder()
    if var in (Path(error.filename), *Path(error.filename).parents):
        return f"{said} Set CONCENTRIC_VAR to a folder that you may write to."
    return said
