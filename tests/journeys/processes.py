"""Processes of the product beside a test: started, waited for, killed without a word."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

PATIENCE_SECONDS = 100
"""What a killed worker left is taken up each minute."""
Environment = dict[str, str]


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; say what did not."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


@contextmanager
def held(connection: psycopg.Connection, statement: str) -> Iterator[Callable[[], bool]]:
    """Hold a lock for the block; yields a question: does a session stand before a lock?"""
    connection.execute(statement)  # type: ignore[arg-type]  # texts of the tests

    def somebody_waits() -> bool:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchone()
        return row is not None and row[0] > 0

    try:
        yield somebody_waits
    finally:
        connection.rollback()


def process(program: str, environment: Environment) -> subprocess.Popen[bytes]:
    """A child that sets Django up and runs a program, in a group of its own."""
    start = "import django\ndjango.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + program], env=environment, start_new_session=True
    )


def command(*words: str, environment: Environment) -> subprocess.Popen[bytes]:
    """A `concentric` command as a child."""
    return subprocess.Popen(
        [sys.executable, "-m", "concentric.portal", *words], env=environment, start_new_session=True
    )


def descendants(pid: int) -> list[int]:
    """A process and all that it started, found in /proc."""
    found = [pid]
    for parent in found:
        for children in Path("/proc").glob(f"{parent}/task/*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def kill(child: subprocess.Popen[bytes]) -> None:
    """SIGKILL for a process and everything it started, all at once and without a word."""
    for pid in descendants(child.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child.wait()


def verified(environment: Environment) -> None:
    """`concentric verify` finds every book true."""
    done = subprocess.run(
        [sys.executable, "-m", "concentric.portal", "verify", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["ok"] and {book["book"] for book in said["books"]} >= {
        "facts",
        "dimensions",
        "audit",
    }
    assert sum(book["rows"] for book in said["books"]) > 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    """Whether somebody speaks HTTP there; what is said does not matter."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


@contextmanager
def served(environment: Environment) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The site with its web processes and its worker, as `concentric serve` runs it."""
    port = _free_port()
    serving = command("serve", "--port", str(port), environment=environment)
    try:
        until(lambda: serving.poll() is not None or _answers(port), "the site answers")
        assert serving.poll() is None
        yield serving, port
    finally:
        kill(serving)
