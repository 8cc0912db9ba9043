"""What the processes of one test run share: a folder, one database server, one migrated database as template.

The first process that needs a database starts the server and migrates; the others wait for it at a lock. The
process that began the run stops the server at the end, by its own id.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from concentric_config import embedded
from concentric_config.embedded.binaries import make_public

VARIABLE = "CONCENTRIC_TEST_RUN"
PREFIX = "concentric-tests-"
TEMPLATE = "concentric_template"


def run_folder() -> Path:
    """The folder of this run, made by the first process and handed to the others by the environment.

    It lies in the system's folder for temporary files: as root, the database server's user must reach it.
    """
    if given := os.environ.get(VARIABLE):
        return Path(given)
    parent = Path(tempfile.gettempdir())
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    folder.chmod(0o711)  # our own folder, just made: others may walk through, not look
    os.environ[VARIABLE] = str(folder)
    return folder


def sweep(parent: Path) -> None:
    """End what runs killed with -9 left behind: folders whose process is gone, and their servers."""
    for folder in parent.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdigit() and not _is_alive(int(pid)) and folder.stat().st_uid == os.geteuid():
            end(folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(folder: Path) -> None:
    """Stop the server of a run and remove the folder."""
    embedded.stop(server_home(folder), even_if_used=True)
    shutil.rmtree(folder, ignore_errors=True)


def server_home(folder: Path) -> Path:
    """Where the run's server lives: where the settings look for it."""
    return folder / "var" / "postgres"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time."""
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def server(folder: Path) -> embedded.Server:
    """The run's server, started if it is not."""
    make_public(folder / "var")
    return embedded.start(server_home(folder), fast=True)


def copy_database(run: embedded.Server, name: str, template: str = TEMPLATE) -> None:
    """A new database of the owner's, equal to the template."""
    with psycopg.connect(run.url_admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(embedded.OWNER), sql.Identifier(template)
            )
        )


def drop_database(run: embedded.Server, name: str) -> None:
    """Remove a database whoever is still connected."""
    with psycopg.connect(run.url_admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def has_database(run: embedded.Server, name: str) -> bool:
    """Whether a database is there."""
    with psycopg.connect(run.url_admin) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return found is not None
