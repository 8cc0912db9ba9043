"""`concentric serve`."""

from __future__ import annotations

import click

from concentric.portal import serving
from concentric.portal.cli.output import console, emit, json_option, speaks_plainly
from concentric.portal.cli.site import site


@click.command(epilog="Example: concentric serve --port 8080")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on loopback; the first free one from 8000 without it.",
)
@click.option(
    "--web-workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that answer requests.",
)
@json_option
@speaks_plainly
def command(port: int | None, web_workers: int, as_json: bool) -> None:
    """Serve the site on loopback with its database and its worker, until Ctrl-C."""
    with site():
        serve(port=port, web_workers=web_workers, as_json=as_json)


def serve(*, port: int | None = None, web_workers: int = 2, as_json: bool = False) -> None:
    """Serve until interrupted; the database is up already."""
    chosen = serving.free_port(port)
    with serving.running(port=chosen, web_workers=web_workers) as children:
        url = f"http://{serving.LOOPBACK}:{chosen}/"
        emit({"url": url}, as_json=as_json, says=f"{url}   (Ctrl-C stops everything)")
        serving.wait(children, lambda text: console.print(text, highlight=False))
