"""The guard of a running site: when the process that started everything is gone, however it went, nothing stays.

Run as `python -m concentric.portal.guard`. It is told the ids of process groups on its standard input, one a line, and
waits for the end of that input: it ends when its parent ends, by `kill -9` too. Then it stops what it was told of, and
the embedded database unless somebody else uses it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Collection

from concentric_config import embedded, environment
from concentric_config.databases import server_home

STOP_WITHIN_SECONDS = 10
STEP_SECONDS = 0.1


def main() -> None:
    """Wait for the end of the parent, then leave nothing running."""
    groups = {int(line) for line in sys.stdin if line.strip().isdigit()}
    stop_groups(groups)
    if environment.is_embedded():
        embedded.stop(server_home(environment.var_folder()))


def stop_groups(groups: Collection[int], *, within: float = STOP_WITHIN_SECONDS) -> None:
    """Ask every process group to end, then insist."""
    for group in groups:
        _signal(group, signal.SIGTERM)
    until = time.monotonic() + within
    while time.monotonic() < until and any(_signal(group, 0) for group in groups):
        time.sleep(STEP_SECONDS)
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Whether the group was there to be told."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
