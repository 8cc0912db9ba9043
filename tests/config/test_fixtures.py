"""The fixtures of the test run itself: who we are, what rolls back, what commits."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import ProgrammingError, connection

COUNT = "SELECT count(*) FROM django_session"
INSERT = "INSERT INTO django_session VALUES ('probe', '', now())"


def execute(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else 0


@pytest.mark.django_db
def test_tests_are_the_web_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, count(*) FROM pg_tables WHERE tableowner = current_user"
        )
        assert cursor.fetchone() == ("concentric_web", 0)


@pytest.mark.django_db
def test_the_web_role_cannot_create_a_table() -> None:
    with pytest.raises(ProgrammingError, match="permission denied for schema public"):
        execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_the_web_role_cannot_forget_migrations() -> None:
    with pytest.raises(ProgrammingError, match="permission denied for table django_migrations"):
        execute("DELETE FROM django_migrations")


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["first", "second"])
def test_an_ordinary_test_rolls_back(time: str) -> None:
    assert execute(COUNT) == 0, f"the {time} run sees a row of the other"
    execute(INSERT)
    assert execute(COUNT) == 1


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_committing_test_has_a_database_of_its_own(
    time: str, committed_db: str, owner_connection: psycopg.Connection
) -> None:
    assert execute(COUNT) == 0, f"the {time} run sees a row of the other"
    execute(INSERT)
    seen = owner_connection.execute(
        "SELECT current_user, count(*), current_database() FROM django_session"
    )
    assert seen.fetchone() == ("concentric_owner", 1, committed_db)


def test_threads_see_the_database_of_the_test(committed_db: str) -> None:
    names = []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            names.append(cursor.fetchone()[0])
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert names == [committed_db]


@pytest.mark.django_db
def test_every_table_has_an_owner_apart_from_the_site() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("concentric_owner",)]
