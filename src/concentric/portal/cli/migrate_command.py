"""`concentric migrate`."""

from __future__ import annotations

import click

from concentric.portal.cli.output import emit, json_option, speaks_plainly
from concentric.portal.cli.site import site


@click.command(epilog="Example: concentric migrate")
@json_option
@speaks_plainly
def command(as_json: bool) -> None:
    """Bring the database to this version as its owner, and give the web role its rights."""
    from concentric_config import bring_up  # Django loads only for commands that need it

    with site(migrated=False):
        bring_up.migrate()
    emit({"migrated": True}, as_json=as_json, says="The database is at this version.")
