"""What the web role may do with every table, sequence and function: exactly what its room needs."""

from __future__ import annotations

import re

import psycopg
import pytest
from django.apps import apps
from psycopg import sql

from concentric_config import embedded
from tests.house.rooms import none

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
RIGHTS = (READ, ADD, CHANGE, REMOVE, "TRUNCATE", "REFERENCES", "TRIGGER")

ORDINARY = {READ, ADD, CHANGE, REMOVE}
APPEND_ONLY = {READ, ADD}
READABLE = {READ}

KEPT = {
    "audit_entry": APPEND_ONLY,
    "audit_book": READABLE,
    "audit_seal": READABLE,
    "audit_queue": READABLE,
    "audit_position": READABLE,
    "facts_fact": APPEND_ONLY,
    "facts_position": READABLE,
    "facts_queue": READABLE,
    "facts_dimension": APPEND_ONLY,
    "facts_dimension_position": READABLE,
    "facts_dimension_queue": READABLE,
    "facts_catalogue_version": APPEND_ONLY,
    "indicators_change": APPEND_ONLY,
    "indicators_chase": APPEND_ONLY,
    "indicators_message": APPEND_ONLY,
    "indicators_return_act": APPEND_ONLY,
    "indicators_sealed_page": APPEND_ONLY,
    "indicators_upload": APPEND_ONLY,
    "indicators_value": APPEND_ONLY,
    "indicators_verdict": APPEND_ONLY,
    "members_act": APPEND_ONLY,
    "parties_organisation_act": APPEND_ONLY,
    "publications_erratum": APPEND_ONLY,
    "publications_issue_file": APPEND_ONLY,
    "publications_issue_value": APPEND_ONLY,
    "publications_sign_off": APPEND_ONLY,
    "django_migrations": READABLE,
}
"""Tables with less than the ordinary rights. Whoever adds a row here says why in the model."""

LIBRARIES = re.compile(r"auth_|django_|account_|mfa_|procrastinate_")
"""Tables of the libraries: ordinary unless named above."""

PROMISES = re.compile(r"[Aa]ppend-only|[Ii]mmutable|[Rr]ows are only added|added, never changed")
"""Words of a model's docstring by which its table must refuse changes."""

DEFINERS = {"audit_seal_book", "facts_queue_add", "facts_dimension_queue_add", "audit_queue_add"}
"""Functions with the owner's rights. Each is a door in a wall: it is listed here and has a fixed search path."""


@pytest.fixture
def web(django_db_setup: None, test_server: embedded.Server) -> psycopg.Connection:
    """A connection of the web role to the worker's database; whatever it tries is rolled back."""
    from django.db import connections

    name = str(connections.settings["default"]["NAME"])
    with psycopg.connect(test_server.url(embedded.WEB, name)) as connection:
        yield connection
        connection.rollback()


def tables(connection: psycopg.Connection) -> list[str]:
    """Every table and view of the schema."""
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v','m','f')"
        " ORDER BY 1"
    )
    return [row[0] for row in found]


def rights_of(connection: psycopg.Connection, table: str) -> set[str]:
    """What the connected role may do with a table, by whatever way it got the right."""
    return {
        right
        for right in RIGHTS
        if connection.execute(
            "SELECT has_table_privilege(%s, %s)", [f'public."{table}"', right]
        ).fetchone()[0]
    }


def needed(table: str) -> set[str] | None:
    """The rights a table's room needs; `None` for a table nobody knows."""
    if table in KEPT:
        return KEPT[table]
    ours = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    return ORDINARY if table in ours or LIBRARIES.match(table) else None


def test_a_table_nobody_knows_is_found() -> None:
    assert needed("members_membership") == ORDINARY
    assert needed("facts_fact") == APPEND_ONLY
    assert needed("somebody_was_here") is None


def test_the_web_role_has_exactly_the_rights_each_room_needs(web: psycopg.Connection) -> None:
    names = tables(web)
    assert set(KEPT) <= set(names), set(KEPT) - set(names)
    assert len(names) > 50
    none(
        f"{name}: may {sorted(rights_of(web, name))}, needs {sorted(needed(name) or [])}"
        for name in names
        if rights_of(web, name) != needed(name)
    )


def unkept_promises(docstrings: dict[str, str]) -> list[str]:
    """Tables whose model says that rows never change, and whose rights let them."""
    return [
        table
        for table, text in docstrings.items()
        if PROMISES.search(" ".join(text.split())) and CHANGE in (needed(table) or ())
    ]


def test_what_a_model_promises_the_database_keeps() -> None:
    assert unkept_promises({"members_membership": "Append-only."}) == ["members_membership"]
    assert unkept_promises({"facts_fact": "Append-only."}) == []
    none(
        f"{table}: the model says that rows never change, the web role may change them"
        for table in unkept_promises(
            {
                m._meta.db_table: m.__doc__ or ""
                for m in apps.get_models()
                if "concentric" in m.__module__
            }
        )
    )


@pytest.mark.parametrize("table", [name for name, rights in KEPT.items() if CHANGE not in rights])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_kept_refuses_the_web_role(
    web: psycopg.Connection, table: str, statement: str
) -> None:
    column = web.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " ORDER BY is_identity LIMIT 1",
        [table],
    ).fetchone()[0]
    names = [sql.Identifier(table), sql.Identifier(column), sql.Identifier(column)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(sql.SQL(statement).format(*names[: statement.count("{}")]))


def test_an_ordinary_table_does_not(web: psycopg.Connection) -> None:
    web.execute("UPDATE desk_job SET says = says")
    web.execute("DELETE FROM desk_job")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("TRUNCATE desk_job")


def test_the_owner_is_refused_too_unless_it_says_repair(
    owner_connection: psycopg.Connection,
) -> None:
    for table in (
        "facts_fact",
        "audit_entry",
        "audit_seal",
        "facts_dimension",
        "facts_catalogue_version",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner_connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))
        owner_connection.rollback()


def test_the_web_role_owns_nothing_and_is_nobody_else(web: psycopg.Connection) -> None:
    owned = web.execute(
        "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
        " UNION ALL SELECT proname FROM pg_proc WHERE proowner = current_user::regrole"
        " UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole"
        " UNION ALL SELECT typname FROM pg_type WHERE typowner = current_user::regrole"
    ).fetchall()
    assert owned == []
    powers = web.execute(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,"
        " EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid),"
        " has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')"
        " FROM pg_roles r WHERE rolname = current_user"
    ).fetchone()
    assert not any(powers), powers


def test_nothing_is_granted_to_everybody(web: psycopg.Connection) -> None:
    granted = web.execute(
        "SELECT c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0"
    ).fetchall()
    assert granted == []


def test_sequences_are_drawn_from_and_not_set(web: psycopg.Connection) -> None:
    found = web.execute(
        "SELECT relname, has_sequence_privilege(oid, 'USAGE'), has_sequence_privilege(oid, 'UPDATE')"
        " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
    ).fetchall()
    assert len(found) > 30
    none(
        f"{name}: drawn from {drawn}, set {set_}"
        for name, drawn, set_ in found
        if not drawn or set_
    )


def test_functions_hold_no_surprise(web: psycopg.Connection) -> None:
    found = web.execute(
        "SELECT proname, prosecdef, coalesce(array_to_string(proconfig, ','), ''),"
        " has_function_privilege(oid, 'EXECUTE'), prorettype = 'trigger'::regtype"
        " FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    ).fetchall()
    definers = {name for name, definer, *_ in found if definer}
    assert definers == DEFINERS
    assert [
        n for n, definer, path, *_ in found if definer and "search_path=public, pg_temp" not in path
    ] == []
    callable_by_web = {
        name
        for name, _, _, execute, trigger in found
        if execute and not trigger and not name.startswith("procrastinate_")
    }
    assert callable_by_web == {"audit_seal_book"}


def test_the_machinery_of_repair_is_not_for_the_web_role(web: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("SELECT audit_requeue_book('facts')")
    web.rollback()
    web.execute("SET LOCAL concentric.repair = 'on'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("DELETE FROM facts_fact")
