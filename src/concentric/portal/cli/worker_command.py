"""`concentric worker`."""

from __future__ import annotations

import threading

import click

from concentric.portal.cli.output import emit, json_option, speaks_plainly
from concentric.portal.cli.site import site

SEAL_EVERY_SECONDS = 0.5
"""So that what is committed is sealed within a second."""


@click.command(epilog="Example: concentric worker")
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Jobs that run at once.",
)
@json_option
@speaks_plainly
def command(concurrency: int, as_json: bool) -> None:
    """Run background work, and seal each second what was committed, until stopped."""
    with site():
        from concentric.audit import api as audit  # needs Django set up

        stop = threading.Event()
        sealer = threading.Thread(
            target=audit.keep_sealing,
            args=(stop,),
            kwargs={"every": SEAL_EVERY_SECONDS},
            daemon=True,
        )
        sealer.start()
        if as_json:
            emit({"worker": "running", "concurrency": concurrency}, as_json=True, says="")
        try:
            _work(concurrency)
        finally:
            stop.set()
            sealer.join(timeout=5)


def _work(concurrency: int) -> None:
    from procrastinate.contrib.django import app  # needs Django set up
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker = app.with_connector(connector.get_worker_connector())
    worker.run_worker(concurrency=concurrency, install_signal_handlers=True)
