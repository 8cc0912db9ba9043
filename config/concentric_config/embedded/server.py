"""Starting, finding and stopping the server of one folder.

Every process that uses the server holds a shared lock; the last one to leave stops it. The system drops the locks of
a killed process, so nothing has to be cleaned up: the next start finds the server running and uses it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from concentric_config.embedded import cluster, process, sizing, state
from concentric_config.embedded.account import Account, server_account
from concentric_config.embedded.binaries import home_of_programs, make_public
from concentric_config.embedded.state import ADMIN, DATABASE, OWNER, WEB, State
from concentric_config.embedded.trouble import ServerUnavailable
from concentric_config.environment import PUBLIC_VAR, is_reachable

ATTEMPTS = 6
PAUSE_SECONDS = 0.5
READY_SECONDS = 60.0
LOG_BYTES = 5 * 1024 * 1024

_uses: dict[Path, int] = {}
"""The open lock of each server this process uses."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its folder, its process, and how each role reaches it."""

    home: Path
    pid: int
    state: State

    @property
    def port(self) -> int:
        return self.state.port

    @property
    def data_dir(self) -> Path:
        return self.home / "data"

    @property
    def url_owner(self) -> str:
        return self.url(OWNER)

    @property
    def url_web(self) -> str:
        return self.url(WEB)

    @property
    def url_admin(self) -> str:
        """The superuser: for backups, and for tests that copy databases."""
        return self.url(ADMIN, "postgres")

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for a role."""
        return self.state.url(role, database)

    def stop(self) -> bool:
        """See `stop`."""
        return stop(self.home)


def start(home: Path, *, fast: bool = False) -> Server:
    """Start the server of `home`, or use the one that runs, and hold it until `stop` or the end of the process.

    `home` is made if missing and holds `data`, the log and the passwords. `fast` gives up durability, for tests.
    Raises `ServerUnavailable` with the sentence to show.
    """
    home = home.resolve()
    account = server_account()
    _make_home(home, account)
    with _locked(home):
        remembered = state.read(home) or State()
        pid = process.pid_of(home / "data")
        if pid is None:
            remembered = _launch(home, account, remembered, fast=fast)
        _wait_until_ready(home, remembered)
        if pid is None:
            cluster.make_roles(remembered)
        _hold(home)
        found = process.pid_of(home / "data")
    if found is None:
        raise ServerUnavailable(f"The database server stopped at once: {_last_words(home)}")
    return Server(home=home, pid=found, state=remembered)


def stop(home: Path, *, even_if_used: bool = False) -> bool:
    """Leave the server of `home`, and stop it if no other process uses it. Returns whether it stands still now."""
    home = home.resolve()
    if not home.is_dir():
        return True
    _release(home)
    with _locked(home):
        pid = process.pid_of(home / "data")
        if pid is None:
            return True
        if not even_if_used and _is_used(home):
            return False
        process.end(home / "data", pid)
    return True


def is_running(home: Path) -> bool:
    """Whether the server of `home` runs."""
    return process.pid_of(home.resolve() / "data") is not None


def known(home: Path) -> Server | None:
    """The server of `home` if it runs, without starting or holding it."""
    home = home.resolve()
    pid = process.pid_of(home / "data")
    remembered = state.read(home) if pid else None
    return Server(home=home, pid=pid, state=remembered) if pid and remembered else None


@contextmanager
def running(home: Path, *, fast: bool = False) -> Iterator[Server]:
    """The server for as long as a block runs; also a SIGTERM leaves the block in good order."""
    with _term_as_exit():
        server = start(home, fast=fast)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _term_as_exit() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _frame: Any) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _make_home(home: Path, account: Account) -> None:
    if not account.is_other:
        home.mkdir(parents=True, exist_ok=True)
        return
    make_public(home)  # `data` and the passwords inside stay closed
    if not is_reachable(home):
        raise ServerUnavailable(
            f"The user {account.name}, who runs the database for root, cannot reach {home}: "
            "a folder above it is private.",
            f"Set CONCENTRIC_VAR to a folder that others may enter, such as {PUBLIC_VAR}.",
        )


def _launch(home: Path, account: Account, remembered: State, *, fast: bool) -> State:
    """Start the programs; answers the state with the port that was free."""
    data, conf, programs = home / "data", home / "server.conf", home_of_programs(account)
    state.write(home, remembered)  # before the cluster: its passwords must never be lost
    cluster.make(data, programs, account, remembered, fast=fast)
    log = _log(home, account)
    for _ in range(ATTEMPTS):
        process.drop_stale_file(data)
        port = (
            remembered.port
            if process.is_free(remembered.port) and remembered.port
            else process.free_port()
        )
        remembered = replace(remembered, port=port)
        conf.write_text(sizing.settings_text(port, fast=fast), encoding="ascii")
        conf.chmod(0o644)
        state.write(home, remembered)
        done = account.run(
            [
                programs / "bin" / "pg_ctl",
                "start",
                "-D",
                data,
                "-l",
                log,
                "-s",
                "-w",
                "-t",
                str(int(READY_SECONDS)),
            ]
        )
        if done.returncode == 0:
            return remembered
        # Somebody took the port, or sessions of a killed server are still leaving.
        remembered = replace(remembered, port=0)
        time.sleep(PAUSE_SECONDS)
    raise ServerUnavailable(
        f"The database server does not start: {_last_words(home)}", f"See {log}."
    )


def _log(home: Path, account: Account) -> Path:
    log = home / "server.log"
    if log.is_file() and log.stat().st_size > LOG_BYTES:
        log.replace(home / "server.log.1")
    log.touch(mode=0o640)
    account.take(log)
    return log


def _last_words(home: Path) -> str:
    lines = (home / "server.log").read_text(encoding="utf-8", errors="replace").splitlines()
    telling = (
        [line for line in lines if "FATAL" in line or "could not" in line] or lines or ["no log"]
    )
    return telling[-1]


def _wait_until_ready(home: Path, remembered: State) -> None:
    """Wait for a server that another process is starting, or that recovers after a crash."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            psycopg.connect(remembered.url(ADMIN, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not is_running(home):
                raise ServerUnavailable(f"The database server does not answer: {error}") from error
            time.sleep(process.STEP_SECONDS)
        else:
            return


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a folder."""
    with (home / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _hold(home: Path) -> None:
    if home in _uses:
        return
    handle = os.open(home / "uses", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    _uses[home] = handle


def _release(home: Path) -> None:
    handle = _uses.pop(home, None)
    if handle is not None:
        os.close(handle)


def _is_used(home: Path) -> bool:
    handle = os.open(home / "uses", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
