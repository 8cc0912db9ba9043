"""Help for tests of the sealed books: many writers, and an owner who cheats."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.db import connection
from psycopg import sql

from concentric.audit import api as audit
from concentric.audit.types import Book
from concentric.kernel.api import Actor, Role, uuid7

WRITER = Actor.system("test")
AUDITOR = Actor(
    person=uuid7(), appointment=uuid7(), organisation="ASSOC", roles=frozenset({Role.AUDITOR}),
    is_convener=True, acting_for=None, name="Auditor",
)  # fmt: skip


def log_some(count: int, kind: str = "thing") -> None:
    """Log acts, each in a transaction of its own."""
    for number in range(count):
        audit.log(actor=WRITER, act="test.done", object_kind=kind, details={"number": number})


def log_from_threads(threads: int, each: int) -> None:
    """Log acts from many threads at once."""

    def write(number: int) -> None:
        log_some(each, f"thing{number}")
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(write, range(threads)))


def positions(book: Book) -> list[int]:
    """The positions given so far, in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT position FROM {book.positions} ORDER BY position")
        return [position for (position,) in cursor.fetchall()]


def cheat(owner: psycopg.Connection, *statements: tuple[str, Iterable[object]]) -> None:
    """What only the owner of the tables can do, and only on purpose: change rows that are never
    changed.
    """
    owner.execute("SET LOCAL concentric.repair = 'on'")
    for statement, params in statements:
        owner.execute(sql.SQL(statement), list(params))  # type: ignore[arg-type]  # statements of these tests
    owner.commit()
