"""What the web role may do, on any server: the same steps prepare an operator's own PostgreSQL."""

from __future__ import annotations

import psycopg
import pytest

from concentric.kernel.api import Unavailable
from concentric_config import embedded
from concentric_config.roles import grant_after_migrate, prepare_database


@pytest.fixture
def owner_url(committed_db: str, test_server: embedded.Server) -> str:
    return test_server.url(embedded.OWNER, committed_db)


@pytest.fixture
def web(committed_db: str, test_server: embedded.Server) -> psycopg.Connection:
    return psycopg.connect(test_server.url(embedded.WEB, committed_db), autocommit=True)


def test_new_tables_are_for_use_and_not_for_change(
    owner_url: str, web: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    for _ in range(2):
        prepare_database(owner_url, embedded.WEB)
        grant_after_migrate(owner_url, embedded.WEB)
    owner_connection.execute("CREATE TABLE made_later (id bigserial PRIMARY KEY, word text)")
    owner_connection.commit()
    web.execute("INSERT INTO made_later (word) VALUES ('a')")
    web.execute("UPDATE made_later SET word = 'b'")
    assert web.execute("DELETE FROM made_later RETURNING word").fetchall() == [("b",)]
    for refused in (
        "DROP TABLE made_later",
        "ALTER TABLE made_later ADD COLUMN more text",
        "TRUNCATE made_later",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE concentric_owner",
        "ALTER ROLE concentric_web SUPERUSER",
    ):
        with pytest.raises(psycopg.Error, match=r"must be owner|permission denied"):
            web.execute(refused)  # type: ignore[arg-type]  # texts of this test
    web.close()


def test_a_role_that_is_missing_is_named_with_the_command(owner_url: str) -> None:
    with pytest.raises(Unavailable, match="CREATE ROLE nobody_yet LOGIN"):
        prepare_database(owner_url, "nobody_yet")


@pytest.mark.parametrize("role", [embedded.OWNER, embedded.ADMIN])
def test_a_site_that_would_own_its_tables_is_refused(owner_url: str, role: str) -> None:
    with pytest.raises(Unavailable, match="may act as the owner"):
        prepare_database(owner_url, role)
