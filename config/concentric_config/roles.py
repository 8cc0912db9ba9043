"""What the two database roles may do. The owner owns the tables; the web role owns nothing.

Ordinary tables are readable and writable for the web role by default privilege; append-only tables take rights
away again in their own migrations. Works on the embedded server and on any PostgreSQL from 15 on.
"""

from __future__ import annotations

from typing import LiteralString

import psycopg
from psycopg import sql

from concentric.kernel.api import Unavailable, msgid

PREPARE = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE CREATE ON SCHEMA public FROM {web}",
    "GRANT USAGE ON SCHEMA public TO {web}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {web}",
)

AFTER_MIGRATE = (
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {web}",
)

OLDEST_VERSION = 150000


def prepare_database(owner_url: str, web_role: str) -> None:
    """Fit a database, as its owner, for `migrate`: default privileges for `web_role`. Safe to repeat.

    Raises Unavailable if the server is too old, or the role is missing, is the owner, or could become it.
    """
    with psycopg.connect(owner_url) as connection:
        _check(connection, web_role)
        _run(connection, PREPARE, web_role)


def grant_after_migrate(owner_url: str, web_role: str) -> None:
    """The rights that new tables need and default privileges cannot give. Safe to repeat."""
    with psycopg.connect(owner_url) as connection:
        _run(connection, AFTER_MIGRATE, web_role)


def _run(
    connection: psycopg.Connection, statements: tuple[LiteralString, ...], web_role: str
) -> None:
    for statement in statements:
        connection.execute(sql.SQL(statement).format(web=sql.Identifier(web_role)))


def _check(connection: psycopg.Connection, web_role: str) -> None:
    if connection.info.server_version < OLDEST_VERSION:
        raise Unavailable(
            msgid("The database server is PostgreSQL %(version)s."),
            why=msgid("The product needs PostgreSQL 15 or later."),
            remedy=msgid(
                "Upgrade the server, or leave CONCENTRIC_DATABASE_URL unset to use the embedded one."
            ),
            version=connection.info.server_version // 10000,
        )
    row = connection.execute(
        "SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [web_role],
    ).fetchone()
    if row is None:
        raise Unavailable(
            msgid("The database role %(role)s does not exist."),
            why=msgid("The site connects as a role that owns no table."),
            remedy=msgid("Run as a superuser: CREATE ROLE %(role)s LOGIN PASSWORD '…'"),
            role=web_role,
        )
    if row[0]:
        raise Unavailable(
            msgid("The database role %(role)s may act as the owner of the tables."),
            why=msgid("The site must not be able to change what is append-only."),
            remedy=msgid("Give CONCENTRIC_DATABASE_URL a role of its own."),
            role=web_role,
        )
