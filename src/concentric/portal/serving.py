"""The processes of a site on one machine: web server and worker as children, stopped together.

A guard beside them ends them, and the embedded database, should this process be killed before it can.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from concentric.kernel.api import Unavailable, msgid

LOOPBACK = "127.0.0.1"
PORTS = range(8000, 8050)
STOP_WITHIN_SECONDS = 10


def free_port(preferred: int | None = None) -> int:
    """A port on loopback nobody listens on: the preferred one, else the first of 8000 to 8049, else any."""
    for port in [preferred] if preferred else [*PORTS, 0]:
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unavailable(
        msgid("Port %(port)s is in use."),
        remedy=msgid("Stop the program that listens there, or choose another with --port."),
        port=preferred,
    )


@contextmanager
def running(*, port: int, web_workers: int = 2) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """Web server and worker for as long as the block runs. They inherit the environment."""
    children: list[subprocess.Popen[bytes]] = []
    with guarded() as tell:
        try:
            for command in (_web(port, web_workers), _worker()):
                children.append(_child(command))
                tell(children[-1].pid)
            _wait_until_answering(port, children[0])
            yield children
        finally:
            _stop(children)


@contextmanager
def guarded() -> Iterator[Callable[[int], None]]:
    """A guard for as long as the block runs; it is told of process groups it must end if this process cannot."""
    guard = subprocess.Popen(
        [sys.executable, "-m", "concentric.portal.guard"],
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert guard.stdin is not None

    def tell(group: int) -> None:
        print(group, file=guard.stdin, flush=True)

    try:
        yield tell
    finally:
        guard.kill()  # what it guarded is stopped in order
        guard.wait()
        guard.stdin.close()


def wait(children: Sequence[subprocess.Popen[bytes]], said: Callable[[str], None]) -> None:
    """Wait until interrupted; say so when a child ends by itself."""
    try:
        while True:
            ended = next((c for c in children if c.poll() is not None), None)
            if ended is not None:
                said(f"A process of the site ended with code {ended.returncode}; the site stops.")
                return
            time.sleep(0.5)
    except KeyboardInterrupt:
        return


def _web(port: int, workers: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "concentric_config.wsgi:application",
        "--interface",
        "wsgi",
        "--host",
        LOOPBACK,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "concentric.portal", "worker"]


def _child(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own, so that Ctrl-C reaches us first and we stop it in order."""
    return subprocess.Popen(command, env=os.environ.copy(), start_new_session=True)


def _wait_until_answering(port: int, web: subprocess.Popen[bytes], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if web.poll() is not None:
            raise Unavailable(
                msgid("The web server ended at once, with code %(code)s."),
                why=msgid("What it said stands above."),
                remedy=msgid("Run `concentric doctor`."),
                code=web.returncode,
            )
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise Unavailable(
        msgid("The web server does not answer."),
        remedy=msgid("Run `concentric doctor` and try again."),
    )


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every child's group to end, then insist. Nothing is left running."""
    for child in children:
        _signal(child, signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.wait()


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
