"""`concentric serve`."""

from __future__ import annotations

import click

from concentric.portal import serving
from concentric.portal.cli.output import console, speaks_plainly
from concentric.portal.cli.site import site


@click.command(epilog="Example: concentric serve --port 8080")
@click.option("--port", type=int, help="Port on loopback; the first free one from 8000 without it.")
@click.option("--web-workers", type=int, default=2, show_default=True)
@speaks_plainly
def command(port: int | None, web_workers: int) -> None:
    """Serve the site on loopback with its database and its worker, until Ctrl-C."""
    with site():
        serve(port=port, web_workers=web_workers)


def serve(*, port: int | None = None, web_workers: int = 2) -> None:
    """Serve until interrupted; the database is up already."""
    chosen = serving.free_port(port)
    with serving.running(port=chosen, web_workers=web_workers) as children:
        click.echo(f"http://{serving.LOOPBACK}:{chosen}/   (Ctrl-C stops everything)")
        serving.wait(children, lambda text: console.print(text, highlight=False))
