"""The embedded server: start, stop, sudden ends, many users, and what it leaves alone."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from concentric_config import embedded
from concentric_config.embedded import binaries, process
from tests import run

STARTER = """
import sys
from pathlib import Path
from concentric_config import embedded
server = embedded.start(Path(sys.argv[1]), fast=True)
print(server.pid, flush=True)
sys.stdin.readline()
print(server.stop(), flush=True)
"""

BLOCK = """
import sys, time
from pathlib import Path
from concentric_config import embedded
with embedded.running(Path(sys.argv[1]), fast=True) as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for a server; what runs in it afterwards is ended."""
    folder = Path(tempfile.mkdtemp(prefix="server-", dir=run.run_folder()))
    folder.chmod(0o711)
    yield folder / "postgres"
    embedded.stop(folder / "postgres", even_if_used=True)


def child(program: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def leave(started: subprocess.Popen[str]) -> str:
    return started.communicate("\n", timeout=60)[0].strip()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]  # texts of this file
    return row[0] if row else None


def write_row(server: embedded.Server) -> None:
    with psycopg.connect(server.url_owner) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (7)")


def test_start_stop_and_start_again_keep_the_data(home: Path) -> None:
    first = embedded.start(home, fast=True)
    assert ask(first.url_web, "SELECT current_user") == "concentric_web"
    assert ask(first.url_web, "SHOW server_encoding") == "UTF8"
    write_row(first)
    assert first.stop()
    assert not embedded.is_running(home)
    assert embedded.known(home) is None
    second = embedded.start(home, fast=True)
    assert second.pid != first.pid
    assert ask(second.url_owner, "SELECT id FROM kept") == 7


def test_starting_twice_in_one_process_is_one_server(home: Path) -> None:
    assert (
        embedded.start(home, fast=True) == embedded.start(home, fast=True) == embedded.known(home)
    )


def test_a_killed_server_recovers(home: Path) -> None:
    first = embedded.start(home, fast=False)
    write_row(first)
    os.kill(first.pid, signal.SIGKILL)
    while embedded.is_running(home):
        time.sleep(0.01)
    assert (home / "data" / "postmaster.pid").is_file()
    second = embedded.start(home, fast=False)
    assert ask(second.url_owner, "SELECT id FROM kept") == 7


def test_a_pid_file_that_names_another_program_is_not_believed(home: Path) -> None:
    embedded.start(home, fast=True).stop()
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (home / "data" / "postmaster.pid").write_text(f"{other.pid}\n{home}/data\n0\n1\n\n\n")
        assert not embedded.is_running(home)
        assert ask(embedded.start(home, fast=True).url_web, "SELECT 1") == 1
    finally:
        other.kill()
        other.wait()


def test_a_killed_parent_leaves_a_server_that_the_next_one_uses(home: Path) -> None:
    parent = child(BLOCK, home)
    pid = int(said(parent))
    parent.kill()
    parent.communicate()
    assert embedded.is_running(home)
    heir = embedded.start(home, fast=True)
    assert heir.pid == pid
    assert heir.stop()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_parent_told_to_end_stops_the_server(home: Path, sign: signal.Signals) -> None:
    parent = child(BLOCK, home)
    assert int(said(parent))
    parent.send_signal(sign)
    assert parent.wait(timeout=60) != 0
    parent.communicate()
    assert not embedded.is_running(home)


def test_two_that_start_at_once_share_one_server_and_the_last_stops_it(home: Path) -> None:
    one, two = child(STARTER, home), child(STARTER, home)
    assert said(one) == said(two) != ""
    assert leave(one) == "False"
    assert embedded.is_running(home)
    assert leave(two) == "True"
    assert not embedded.is_running(home)


def test_a_start_broken_off_in_the_middle_is_made_good(home: Path) -> None:
    (home / "data.new" / "base").mkdir(parents=True)
    assert ask(embedded.start(home, fast=True).url_web, "SELECT 1") == 1


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    first = embedded.start(home, fast=True)
    first.stop()
    with socket.create_server(("127.0.0.1", first.port)):
        second = embedded.start(home, fast=True)
        assert second.port != first.port
        assert ask(second.url_web, "SELECT 1") == 1


def test_nobody_enters_without_the_password_and_the_file_of_passwords_is_closed(home: Path) -> None:
    server = embedded.start(home, fast=True)
    for role in (embedded.ADMIN, embedded.OWNER, embedded.WEB):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(
                host="127.0.0.1", port=server.port, user=role, password="guess", dbname="postgres"
            )
    assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700
    assert "password" not in repr(server)


def modes(home: Path) -> dict[Path, int]:
    folders = {*home.parents, *binaries.in_wheel().parents, Path.home(), *Path.home().parents}
    return {folder: folder.stat().st_mode for folder in folders}


def test_no_mode_of_a_folder_above_is_changed(home: Path) -> None:
    before = modes(home)
    server = embedded.start(home, fast=True)
    assert (home / "data").stat().st_uid != 0, "PostgreSQL must not be root's"
    assert Path(f"/proc/{server.pid}").stat().st_uid == (home / "data").stat().st_uid
    server.stop()
    assert modes(home) == before


def test_a_private_folder_stays_private(home: Path) -> None:
    private = home.parent / "private"
    private.mkdir(mode=0o700)
    if os.geteuid() == 0:
        with pytest.raises(embedded.ServerUnavailable, match="Set CONCENTRIC_VAR to a folder"):
            embedded.start(private / "postgres", fast=True)
    else:
        embedded.start(private / "postgres", fast=True).stop()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_another_version_of_the_data_is_refused_in_words(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(embedded.ServerUnavailable, match=r"made by PostgreSQL 17.*Dump it"):
        embedded.start(home, fast=True)


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    embedded.start(home, fast=True).stop()
    (home / "data" / "PG_VERSION").write_text("18\n")
    (home / "data" / "global" / "pg_control").unlink()
    with pytest.raises(embedded.ServerUnavailable, match=r"does not start.*pg_control"):
        embedded.start(home, fast=True)


def test_the_wheel_brings_a_program_for_backups(home: Path) -> None:
    server = embedded.start(home, fast=True)
    write_row(server)
    dumped = subprocess.run(
        [embedded.program("pg_dump"), server.url_owner], check=True, capture_output=True, text=True
    )
    assert "CREATE TABLE public.kept" in dumped.stdout


def test_a_zombie_is_not_a_running_server(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    while Path(f"/proc/{dead.pid}/cmdline").read_bytes():
        time.sleep(0.01)
    (tmp_path / "postmaster.pid").write_text(f"{dead.pid}\n")
    assert process.pid_of(tmp_path) is None
    dead.wait()


def test_a_machine_without_the_wheel_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert embedded.programs_are_present()
    monkeypatch.setattr(binaries, "MODULE", "no_such_wheel")
    assert not embedded.programs_are_present()
    with pytest.raises(embedded.ServerUnavailable, match="set CONCENTRIC_DATABASE_URL"):
        embedded.program("pg_dump")
