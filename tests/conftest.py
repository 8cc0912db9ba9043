"""Fixtures of every test. Tests talk to the database as the web role, like production.

* `@pytest.mark.django_db` — an ordinary test; what it writes is rolled back.
* `committed_db` — the test gets a database of its own and may commit, use threads and other connections.
* `owner_connection` — a psycopg connection of the owner to the test's database, for what the web role may not do.
* `site_url` — the site served on a free port from such a database of its own, for browsers.
* `command_environment` — the environment for a child process on such a database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from concentric_config import embedded
from tests import run

ALIASES = ("default", "owner")
_numbers = count(1)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that began the run ends its server; workers leave it alone."""
    folder = os.environ.get(run.VARIABLE)
    if folder and not hasattr(config, "workerinput"):
        run.end(Path(folder))
        del os.environ[run.VARIABLE]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the way for tests that commit: emptying tables afterwards is not for the web role."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture committed_db to commit.")


@pytest.fixture(scope="session")
def test_server(django_db_blocker: Any) -> embedded.Server:
    """The run's database server with the migrated template."""
    folder = run.run_folder()
    with run.alone(folder):
        server = run.server(folder)
        if not run.has_database(server, run.TEMPLATE):
            draft = f"{run.TEMPLATE}_draft"
            run.drop_database(server, draft)
            run.copy_database(server, draft, "template0")
            with django_db_blocker.unblock():
                _migrate(server, draft)
            _rename(server, draft, run.TEMPLATE)
    return server


def _migrate(server: embedded.Server, database: str) -> None:
    from concentric_config.bring_up import migrate

    _point_at(server, database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONCENTRIC_DATABASE_URL", server.url(embedded.WEB, database))
        patch.setenv("CONCENTRIC_OWNER_DATABASE_URL", server.url(embedded.OWNER, database))
        migrate()
    _close()


def _rename(server: embedded.Server, old: str, new: str) -> None:
    with psycopg.connect(server.url_admin, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')  # type: ignore[arg-type]  # our own names


def _point_at(server: embedded.Server, database: str) -> None:
    """Let Django's connections of every thread lead to a database of the run's server."""
    from django.db import connections

    from concentric_config.databases import django_database

    _close()
    for alias, role in zip(ALIASES, (embedded.WEB, embedded.OWNER), strict=True):
        connections.settings[alias].update(django_database(server.url(role, database), pool=0))


def _close() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()


def _database() -> str:
    from django.db import connections

    return str(connections.settings["default"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(test_server: embedded.Server, django_db_blocker: Any) -> Iterator[None]:
    """Each worker's own copy of the template (replaces pytest-django's test database)."""
    name = f"concentric_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    run.copy_database(test_server, name)
    with django_db_blocker.unblock():
        _point_at(test_server, name)
        yield
        _close()


@pytest.fixture
def committed_db(
    django_db_setup: None, test_server: embedded.Server, django_db_blocker: Any
) -> Iterator[str]:
    """A database of the test's own, copied from the template and dropped afterwards; its name.

    Use it instead of the mark `django_db`: nothing is rolled back.
    """
    name, before = f"{_database()}_{next(_numbers)}", _database()
    run.copy_database(test_server, name)
    with django_db_blocker.unblock():
        _point_at(test_server, name)
        try:
            yield name
        finally:
            _point_at(test_server, before)
            run.drop_database(test_server, name)


@pytest.fixture
def owner_connection(
    request: pytest.FixtureRequest, test_server: embedded.Server
) -> Iterator[psycopg.Connection]:
    """The owner in the test's database. It sees only what is committed, and is rolled back unless it commits."""
    request.getfixturevalue(
        "committed_db" if "committed_db" in request.fixturenames else "django_db_setup"
    )
    connection = psycopg.connect(test_server.url(embedded.OWNER, _database()))
    yield connection
    connection.rollback()
    connection.close()


@pytest.fixture
def command_environment(committed_db: str, test_server: embedded.Server) -> dict[str, str]:
    """The environment of a `concentric` command, or any child process, on the test's own database."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "concentric_config.settings",
        "CONCENTRIC_DATABASE_URL": test_server.url(embedded.WEB, committed_db),
        "CONCENTRIC_OWNER_DATABASE_URL": test_server.url(embedded.OWNER, committed_db),
        "CONCENTRIC_EMBEDDED": "1",
    }


@pytest.fixture
def site_url(committed_db: str) -> Iterator[str]:
    """The site served by threads of this process on a free port; its address without a slash at the end."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread
    from django.test.utils import modify_settings

    with modify_settings(ALLOWED_HOSTS={"append": "127.0.0.1"}):
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        try:
            yield f"http://127.0.0.1:{thread.port}"
        finally:
            thread.terminate()
