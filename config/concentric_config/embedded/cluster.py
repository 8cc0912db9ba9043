"""Making the folder of a database cluster, and the roles in it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from concentric_config.embedded.account import Account
from concentric_config.embedded.binaries import MAJOR
from concentric_config.embedded.state import ADMIN, DATABASE, OWNER, WEB, State
from concentric_config.embedded.trouble import ServerUnavailable

CTYPE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
"""Which characters are letters; the C library's, because the text search parser asks it."""

WHO_MAY_CONNECT = (
    "# Loopback only, and nobody without a password.\nhost all all 127.0.0.1/32 scram-sha-256\n"
)


def make(data: Path, programs: Path, account: Account, state: State, *, fast: bool) -> None:
    """Make the cluster in `data`. It gets that name only when it is whole, so a killed start leaves no half one."""
    if data.is_dir():
        _check_version(data)
        return
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.take(draft)
    password = data.with_name(".password")
    password.unlink(missing_ok=True)
    password.touch(mode=0o600)
    password.write_text(state.passwords[ADMIN], encoding="ascii")
    account.take(password)
    try:
        done = account.run(
            [
                programs / "bin" / "initdb",
                "-D",
                draft,
                "-U",
                ADMIN,
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--lc-collate=C",
                f"--lc-ctype={CTYPE}",
                "--lc-messages=C",
                "--no-instructions",
                *(["--no-sync"] if fast else []),
            ]
        )
    finally:
        password.unlink()
    if done.returncode:
        raise ServerUnavailable(f"initdb failed: {done.stderr.strip()}")
    (draft / "pg_hba.conf").write_text(WHO_MAY_CONNECT, encoding="ascii")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\ninclude = '../server.conf'\n")
    draft.rename(data)


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != MAJOR:
        raise ServerUnavailable(
            f"The database in {data} was made by PostgreSQL {found}; this installation brings {MAJOR}.",
            f"Dump it with PostgreSQL {found}, move the folder away and load the dump.",
        )


def make_roles(state: State) -> None:
    """The two roles and the database, as the state has them; safe to repeat."""
    with psycopg.connect(state.url(ADMIN, "postgres"), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in (OWNER, WEB):
            verb = sql.SQL("ALTER" if role in known else "CREATE")
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                    verb, sql.Identifier(role), sql.Literal(state.passwords[role])
                )
            )
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if found is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
