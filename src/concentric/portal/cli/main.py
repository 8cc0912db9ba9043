"""The `concentric` command: a group whose commands load only when they are called."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from concentric import __version__

COMMANDS = {
    "catalogue": "Check, install, compare and export the catalogue.",
    "compute": "Compute indicators for periods and breakdowns.",
    "demo": "Load the demo period, check its figures, serve the site.",
    "doctor": "Say what is missing on this machine and how to mend it.",
    "export": "Write values, facts or lists to a file.",
    "import": "Import lists or return workbooks, with a dry run first.",
    "migrate": "Bring the database to this version.",
    "publish": "Check, sign, issue or withdraw a report.",
    "report": "Render a report to HTML and PDF and name the files.",
    "serve": "Serve the site on loopback, with its database and worker.",
    "trace": "Open a number down to its facts and evidence.",
    "user": "Create people, their sign-in and their appointments.",
    "verify": "Recompute every seal of facts, audit and dimensions.",
    "worker": "Run background work and seal what is committed.",
}


class LazyGroup(click.Group):
    """Loads `concentric.portal.cli.<name>` when a command is called: `--version` imports no framework."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"concentric.portal.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 a difference was found, 2 wrong usage, 3 refused or invalid, "
    "4 a prerequisite is missing.",
)
@click.version_option(__version__, prog_name="concentric")
def main() -> Any:
    """Concentric: one record, confirmed once, becomes every number an association publishes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concentric_config.settings")
