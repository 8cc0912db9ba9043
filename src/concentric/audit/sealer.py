"""The loop that seals every second; the worker runs it in a thread of its own."""

from __future__ import annotations

import logging
from threading import Event

from django.db import DatabaseError, connection

from concentric.audit import sealing

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0


def keep_sealing(stop: Event, every: float = EVERY_SECONDS) -> None:
    """Seal all books every `every` seconds until `stop` is set.

    A database that does not answer is tried again at the next turn; what was committed waits in the
    queues.
    """
    while not stop.is_set():
        try:
            sealing.seal_all()
        except DatabaseError:
            log.exception("sealing failed and will be tried again")
            connection.close()
        stop.wait(every)
    connection.close()
