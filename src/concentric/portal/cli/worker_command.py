"""`concentric worker`."""

from __future__ import annotations

import logging
import threading

import click

from concentric.portal.cli.output import speaks_plainly
from concentric.portal.cli.site import site

SEAL_EVERY_SECONDS = 1.0

log = logging.getLogger(__name__)


@click.command(epilog="Example: concentric worker")
@click.option("--concurrency", type=int, default=2, show_default=True)
@speaks_plainly
def command(concurrency: int) -> None:
    """Run background work, and seal each second what was committed, until stopped."""
    with site():
        stop = threading.Event()
        sealer = threading.Thread(target=_seal_until, args=(stop,), daemon=True)
        sealer.start()
        try:
            _work(concurrency)
        finally:
            stop.set()
            sealer.join(timeout=5)


def _work(concurrency: int) -> None:
    from procrastinate.contrib.django import app  # needs Django set up

    worker = app.with_connector(app.connector.get_worker_connector())
    worker.run_worker(concurrency=concurrency, install_signal_handlers=True)


def _seal_until(stop: threading.Event) -> None:
    from django.db import connection  # needs Django set up

    from concentric.audit import api as audit

    while not stop.wait(SEAL_EVERY_SECONDS):
        try:
            audit.seal_all()
        except Exception:
            log.exception("sealing failed; it is tried again in a second")
            connection.close()
    connection.close()
