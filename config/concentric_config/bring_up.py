"""Bringing an installation up: a database to talk to, at this version's tables.

Inside `with bring_up.database():` call `django.setup()` and, where tables may be old, `bring_up.migrate()`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from concentric.kernel.api import Unavailable, msgid
from concentric_config import embedded, environment
from concentric_config.databases import addresses, server_home
from concentric_config.roles import grant_after_migrate, prepare_database


@contextmanager
def database(*, fast: bool = False) -> Iterator[embedded.Server | None]:
    """The database for as long as the block runs: the operator's (answers `None`), else the embedded server.

    The embedded server's addresses are put into the environment, where settings and child processes find them.
    Enter before Django loads its settings. When the last process leaves, the server stops.
    """
    if environment.text("DATABASE_URL"):
        yield None
        return
    try:
        with (
            embedded.running(server_home(environment.var_folder()), fast=fast) as server,
            _told(server),
        ):
            yield server
    except embedded.ServerUnavailable as error:
        raise Unavailable(
            msgid("The embedded database does not run: %(problem)s"),
            why=msgid("No CONCENTRIC_DATABASE_URL names a database server, so one is run here."),
            problem=error,
        ) from error


def is_behind() -> bool:
    """Whether this version has migrations that the database does not. Django must be set up."""
    from django.db import connection  # as below
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(*, verbosity: int = 0) -> None:
    """Bring the tables to this version as the owner, then give the web role its rights. Django must be set up."""
    from django.conf import settings  # a command may be asked for its version without Django
    from django.core.management import call_command

    owner = addresses(settings.CONCENTRIC_VAR).owner
    if not owner:
        raise Unavailable(
            msgid("The tables cannot be changed without their owner."),
            why=msgid("The site's own database role owns no table."),
            remedy=msgid("Set CONCENTRIC_OWNER_DATABASE_URL for this command."),
        )
    prepare_database(owner, settings.CONCENTRIC_WEB_ROLE)
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    grant_after_migrate(owner, settings.CONCENTRIC_WEB_ROLE)


@contextmanager
def _told(server: embedded.Server) -> Iterator[None]:
    """The server's addresses in the environment, and no connection left when they go."""
    values = {
        "CONCENTRIC_DATABASE_URL": server.url_web,
        "CONCENTRIC_OWNER_DATABASE_URL": server.url_owner,
        "CONCENTRIC_EMBEDDED": "1",
    }
    os.environ.update(values)
    try:
        yield
    finally:
        _leave_database()
        for name in values:
            del os.environ[name]


def _leave_database() -> None:
    """Close Django's connections, so that no pool tries to reach a server that stops."""
    django_database = sys.modules.get("django.db")
    if django_database is None:
        return
    for connection in django_database.connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()
