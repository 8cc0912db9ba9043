"""The running server as a process: which it is, starting it, ending it by its own id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from concentric_config.embedded.state import LOOPBACK

STEP_SECONDS = 0.02
STOP_SECONDS = 60.0


def pid_of(data: Path) -> int | None:
    """The id of the live server of this folder; `None` where none runs, whatever a stale file says.

    After `kill -9`, or a restart of the machine, the file may name a process that is gone or is another
    program by now; so the process is asked whether it is a server of this very folder.
    """
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return pid if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            words = (proc / str(pid) / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(data) in words  # a zombie has no words
    shown = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], check=False, capture_output=True, text=True
    )
    return f"-D {data}" in shown.stdout


def drop_stale_file(data: Path) -> None:
    """Remove a pid file whose id now belongs to another program; PostgreSQL would believe it.

    A file whose process is gone stays: PostgreSQL needs it to wait for orphaned sessions of a killed server.
    """
    file = data / "postmaster.pid"
    if not file.is_file() or pid_of(data) is not None:
        return
    first = file.read_text(encoding="utf-8").split("\n", 1)[0]
    if not first.isdigit() or _is_alive(int(first)):
        file.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(data: Path, pid: int) -> None:
    """Stop the server: sessions are cut, data is flushed. After a minute it is stopped without flushing."""
    for sign in (signal.SIGINT, signal.SIGQUIT):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        if _is_gone(data, pid):
            return
    raise TimeoutError(f"the server {pid} of {data} does not stop")


def _is_gone(data: Path, pid: int) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if not _serves(pid, data):
            return True
        time.sleep(STEP_SECONDS)
    return False


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that was free a moment ago; the caller tries again if somebody was quicker."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
