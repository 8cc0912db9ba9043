"""`concentric demo`: load the demo period through the public doors, check its figures, serve the site."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from concentric.portal import serving
from concentric.portal.cli.output import (
    DIFFERENCE,
    console,
    emit_table,
    json_option,
    speaks_plainly,
)
from concentric.portal.cli.serve_command import serve as serve_site
from concentric.portal.cli.site import site

COLUMNS = ("figure", "bound", "expected", "computed", "ok", "trace")


def default_examples() -> Path:
    """The examples of the checkout this runs from, else of the working folder."""
    beside = Path(__file__).resolve().parents[4] / "examples"
    return beside if beside.is_dir() else Path("examples").resolve()


@click.command(
    epilog="Examples: concentric demo; concentric demo --no-serve; concentric demo --check --json"
)
@click.option(
    "--examples",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=default_examples,
    help="Folder of the demo period; the one of the checkout without it.",
)
@click.option(
    "--check", "only_check", is_flag=True, help="Only check the figures of what is loaded."
)
@click.option("--serve/--no-serve", default=True, help="End after the check, or serve the site.")
@click.option("--until", help="Stop after this loader; nothing is checked or served.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on loopback; the first free one from 8000 without it.",
)
@json_option
@speaks_plainly
def command(
    examples: Path,
    only_check: bool,
    serve: bool,
    until: str | None,
    port: int | None,
    as_json: bool,
) -> None:
    """Load the demo period, check every golden figure, and serve the site with a sign-in per kind of user."""
    started = time.monotonic()
    with site():
        if not only_check:
            with _alone(), serving.guarded():
                load(examples, until)
        if until is not None:
            return
        ok = show_findings(examples, as_json=as_json)
        if not as_json:
            say_where_files_lie()
            click.echo(f"Ready after {time.monotonic() - started:.0f} s.")
        if not ok:
            raise SystemExit(DIFFERENCE)
        if serve and not only_check and not as_json:
            say_sign_ins()
            serve_site(port=port)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time loads into a folder. Raises `Conflict` where another one is at it."""
    from django.conf import settings

    from concentric.kernel.api import Conflict, msgid

    with (settings.CONCENTRIC_VAR / "demo.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                msgid("Another `concentric demo` is loading the demo period here."),
                remedy=msgid("Wait for it, or set CONCENTRIC_VAR to a folder of your own."),
            ) from None
        yield


def load(examples: Path, until: str | None) -> None:
    """Run every registered loader in order, each with a bar that says what is being done."""
    from django.conf import settings

    from concentric.desk.api import registered
    from concentric.desk.types import DemoLoader

    (settings.CONCENTRIC_VAR / "sample").touch()
    settings.CONCENTRIC_SAMPLE = True
    with Progress(
        TextColumn("{task.fields[label]:<22}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=console,
    ) as progress:
        for loader in registered(DemoLoader):
            _run(progress, loader, examples)
            if loader.code == until:
                return


def _run(progress: Progress, loader: Any, examples: Path) -> None:
    bar = progress.add_task("", label=loader.label, total=None)
    for step in loader.load(examples):
        progress.update(bar, description=step.says, completed=step.done, total=step.total or 1)
    total = progress.tasks[bar].total or 1
    progress.update(bar, description="", completed=total, total=total)


def show_findings(examples: Path, *, as_json: bool) -> bool:
    """Print a row for each golden figure; whether all of them came out."""
    from concentric.portal import golden

    found = list(golden.findings(examples))
    emit_table(list(_rows(found)), as_json=as_json, columns=COLUMNS, right=("expected", "computed"))
    wrong = sum(not one.ok for one in found)
    if not as_json:
        said = "all as published" if not wrong else f"{wrong} DIFFER"
        click.echo(f"{len(found)} golden figures checked: {said}.")
    return not wrong


def _rows(found: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for one in found:
        yield {
            "figure": one.expected.figure,
            "bound": str(one.expected.bound),
            "expected": f"{one.expected.value.normalize():f}",
            "computed": None if one.computed is None else f"{one.computed.normalize():f}",
            "ok": one.ok,
            "trace": one.trace,
        }


def say_where_files_lie() -> None:
    """Name the files of the annual report."""
    from concentric.publications import api as publications

    for file in publications.report_files():
        click.echo(f"{file.title} ({file.kind}): {file.path}")


def say_sign_ins() -> None:
    """Print one sign-in per kind of user."""
    from concentric.access import api as access

    click.echo("\nSign in with any of these (sample people, sample data):")
    for one in access.demo_sign_ins():
        click.echo(f"  {one.role:<16} {one.email:<34} {one.password}")
