"""Positions without gap or double, whatever happens; every change found and named; nothing open to
the web role.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from threading import Event, Thread

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from concentric.audit import api as audit
from concentric.audit.sealer import keep_sealing
from concentric.audit.types import FindingKind
from concentric.kernel.api import Invalid
from tests.audit.books import AUDITOR, cheat, log_from_threads, log_some, positions

BOOK = audit.book("audit")
SEALER = """
import django
django.setup()
from concentric.audit import api as audit
while True:
    audit.seal(audit.book("audit"))
"""


def last_of(count: int) -> list[int]:
    return list(range(1, count + 1))


def kinds(book: audit.Book = BOOK) -> list[FindingKind]:
    return [finding.kind for finding in audit.verify(book).findings]


def test_committed_rows_get_positions_in_order_and_a_chain_of_seals(committed_db: str) -> None:
    log_some(3)
    assert audit.seal(BOOK).sealed == 3
    log_some(2)
    result = audit.seal(BOOK)

    assert (result.sealed, result.last_position) == (2, 5)
    assert audit.seal(BOOK).sealed == 0
    report = audit.verify(BOOK)
    assert (report.ok, report.rows, report.seals, report.last_position) == (True, 5, 2, 5)
    assert report.newest == audit.newest_seal(BOOK)
    first, second = audit.seal_of(BOOK, 3), audit.seal_of(BOOK, 4)
    assert first and second and second.previous_hash == first.hash
    assert audit.position_at(BOOK, first.sealed_at) == 3
    assert audit.seal_of(BOOK, 6) is None


def test_a_transaction_in_flight_neither_blocks_nor_is_skipped(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    begun, finish = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            log_some(1, "slow")
            begun.set()
            finish.wait(20)
        connection.close()

    writer = Thread(target=slow)
    writer.start()
    assert begun.wait(20)
    log_some(2, "quick")
    started = time.monotonic()
    assert audit.seal(BOOK).last_position == 2
    assert time.monotonic() - started < 5
    finish.set()
    writer.join()
    assert audit.seal(BOOK).last_position == 3
    assert audit.verify(BOOK).ok


def test_a_rolled_back_transaction_leaves_no_gap(committed_db: str) -> None:
    log_some(1)
    with transaction.atomic():
        log_some(3)
        transaction.set_rollback(True)
    log_some(1)
    audit.seal(BOOK)

    assert positions(BOOK) == [1, 2]
    assert audit.verify(BOOK).ok


def test_killed_sealers_leave_no_gap_and_no_double(
    committed_db: str, command_environment: dict[str, str]
) -> None:
    writers = Thread(target=log_from_threads, args=(8, 60))
    writers.start()
    kills = 0
    while writers.is_alive() or kills < 3:
        sealer = subprocess.Popen([sys.executable, "-c", SEALER], env=command_environment)
        _wait_for_progress(sealer)
        sealer.send_signal(signal.SIGKILL)
        sealer.wait()
        kills += 1
        if not writers.is_alive():
            log_some(5)
    writers.join()
    audit.seal(BOOK)

    given = positions(BOOK)
    assert len(given) >= 480
    assert given == last_of(len(given))
    report = audit.verify(BOOK)
    assert report.ok and report.rows == len(given)


def attempt(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _wait_for_progress(sealer: subprocess.Popen[bytes]) -> None:
    """Until the sealer has sealed something, so that the kill falls into its work and not into its
    start.
    """
    before, patience = audit.position(BOOK), time.monotonic() + 20
    while audit.position(BOOK) == before and time.monotonic() < patience:
        assert sealer.poll() is None
        time.sleep(0.01)


def test_many_sealers_and_writers_at_once(committed_db: str) -> None:
    stop = Event()
    sealers = [Thread(target=keep_sealing, args=(stop, 0.0)) for _ in range(3)]
    for thread in sealers:
        thread.start()
    log_from_threads(4, 30)
    stop.set()
    for thread in sealers:
        thread.join()
    audit.seal(BOOK)

    assert positions(BOOK) == last_of(120)
    assert audit.verify(BOOK).ok


def test_a_changed_byte_is_found_and_named(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    log_some(5)
    audit.seal(BOOK)
    uuid = audit.entries(actor=AUDITOR)[2].uuid
    cheat(
        owner_connection, ("UPDATE audit_entry SET object_kind = 'thinG' WHERE uuid = %s", [uuid])
    )

    (finding,) = audit.verify(BOOK).findings
    assert (finding.kind, finding.position, finding.uuid, finding.seal) == (
        FindingKind.ROW_CHANGED, 3, uuid, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE audit_entry SET details = '{\"number\": 9}' WHERE id = 3",
            FindingKind.ROW_CHANGED,
        ),
        ("UPDATE audit_entry SET digest = sha256('x') WHERE id = 3", FindingKind.DIGEST_CHANGED),
        ("DELETE FROM audit_entry WHERE id = 3", FindingKind.ROW_MISSING),
        ("UPDATE audit_position SET position = 9 WHERE position = 5", FindingKind.POSITION_GAP),
        ("DELETE FROM audit_position WHERE position = 2", FindingKind.POSITION_GAP),
        (
            "UPDATE audit_position p SET digest = o.digest FROM audit_position o "
            "WHERE o.position = 3 - p.position AND p.position < 3",
            FindingKind.DIGEST_CHANGED,
        ),
        ("DELETE FROM audit_position WHERE position > 4", FindingKind.POSITION_GAP),
        ("UPDATE audit_seal SET sealed_at = sealed_at + interval '1 s'", FindingKind.SEAL_CHANGED),
        ("DELETE FROM audit_seal WHERE number = 1", FindingKind.SEAL_BROKEN_CHAIN),
        ("DELETE FROM audit_seal", FindingKind.POSITION_UNSEALED),
    ],
)
def test_every_kind_of_tampering_is_named(
    committed_db: str, owner_connection: psycopg.Connection, statement: str, expected: FindingKind
) -> None:
    log_some(5)
    audit.seal(BOOK)
    log_some(1)
    audit.seal(BOOK)
    assert audit.verify(BOOK).ok
    cheat(owner_connection, (statement, []))

    assert expected in kinds()


def test_a_row_rewritten_with_digest_and_position_breaks_its_seal(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    log_some(2)
    audit.seal(BOOK)
    line = audit.anchor_line(audit.newest_seal(BOOK))
    cheat(
        owner_connection,
        ("UPDATE audit_entry SET digest = sha256('x') WHERE id = 2", []),
        ("UPDATE audit_position SET digest = sha256('x') WHERE row_id = 2", []),
    )
    assert FindingKind.SEAL_CHANGED in kinds()
    assert audit.is_anchored(line)
    cheat(owner_connection, ("UPDATE audit_seal SET hash = sha256('x')", []))
    assert not audit.is_anchored(line)


def test_a_book_cut_at_a_seal_no_longer_knows_its_anchor(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    log_some(1)
    audit.seal(BOOK)
    log_some(1)
    audit.seal(BOOK)
    newest = audit.newest_seal(BOOK)
    assert newest is not None
    line = audit.anchor_line(newest)
    cheat(
        owner_connection,
        ("DELETE FROM audit_seal WHERE number = 2", []),
        ("DELETE FROM audit_position WHERE position = 2", []),
        ("DELETE FROM audit_entry WHERE id = 2", []),
    )

    assert not audit.is_anchored(line)


def test_a_row_changed_while_it_waits_is_found_before_and_after_it_is_sealed(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    log_some(2)
    assert kinds() == []
    cheat(owner_connection, ("UPDATE audit_entry SET act = 'other' WHERE id = 2", []))
    (found,) = audit.verify(BOOK).findings
    assert (found.kind, found.position) == (FindingKind.ROW_CHANGED, None)
    assert found.uuid is not None

    audit.seal(BOOK)
    (after,) = audit.verify(BOOK).findings
    assert (after.kind, after.position, after.uuid) == (FindingKind.ROW_CHANGED, 2, found.uuid)


def test_a_row_removed_while_it_waits_leaves_its_place_empty(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    log_some(3)
    cheat(owner_connection, ("DELETE FROM audit_entry WHERE id = 2", []))
    assert kinds() == [FindingKind.ROW_MISSING]

    assert audit.seal(BOOK).last_position == 3
    (found,) = audit.verify(BOOK).findings
    assert (found.kind, found.position, found.seal) == (FindingKind.ROW_MISSING, 2, 1)
    assert found.details == {"row_id": "2"}


def test_a_row_brought_in_past_the_guards_is_found(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    log_some(1)
    audit.seal(BOOK)
    log_some(1)
    assert audit.verify(BOOK).ok
    cheat(owner_connection, ("DELETE FROM audit_queue", []))

    assert kinds() == [FindingKind.ROW_UNQUEUED]
    queued = owner_connection.execute("SELECT audit_requeue_book('audit')").fetchone()
    owner_connection.commit()
    assert queued == (1,)
    assert audit.seal(BOOK).last_position == 2
    assert audit.verify(BOOK).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'other'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_seal SET count = 1",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
        "INSERT INTO audit_seal (book, number, first_position, last_position, count, previous_hash, hash, "
        "sealed_at) VALUES ('audit', 9, 1, 1, 1, '', '', now())",
        "INSERT INTO audit_position VALUES (9, 9, '')",
        "UPDATE audit_position SET position = 9",
        "DELETE FROM audit_position",
        "INSERT INTO audit_queue (row_ids) VALUES (ARRAY[1])",
        "DELETE FROM audit_queue",
        "TRUNCATE audit_queue",
        "INSERT INTO audit_book VALUES ('x', 'x', 'x', 'x')",
        "SELECT audit_requeue_book('audit')",
        "SELECT audit_grant('concentric_web')",
        "SELECT audit_guard('audit_entry')",
        "DROP TRIGGER audit_entry_no_change ON audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
@pytest.mark.parametrize("setting", ["off", "on"])
@pytest.mark.django_db
def test_the_web_role_can_rewrite_nothing(statement: str, setting: str) -> None:
    log_some(1)
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        attempt(f"SET LOCAL concentric.repair = '{setting}'", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry, audit_seal",
    ],
)
def test_even_the_owner_must_mean_it(
    committed_db: str, owner_connection: psycopg.Connection, statement: str
) -> None:
    log_some(1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner_connection.execute(statement)


def test_an_anchor_is_one_line_and_nothing_else(committed_db: str) -> None:
    log_some(1)
    audit.seal(BOOK)
    newest = audit.newest_seal(BOOK)
    assert newest is not None
    line = audit.anchor_line(newest)

    assert line.split()[:4] == ["concentric-seal", "audit", "1", "1"]
    assert audit.is_anchored(f"  {line}\n")
    assert not audit.is_anchored(line.replace(newest.hash, "0" * 64))
    with pytest.raises(Invalid):
        audit.is_anchored("hello")
