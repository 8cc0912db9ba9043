"""The one sealing mechanism of the three books: positions, seals, verification.

No writer touches a shared row: a statement that adds rows leaves one line in the book's queue.
`seal` gives the rows of committed statements their positions without a gap and chains a seal over
their digests, all in one database function under one advisory lock; killed at any moment it has
done the whole of it or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from concentric.audit import models, rules
from concentric.audit.types import (
    Book,
    Column,
    ColumnKind,
    Finding,
    FindingKind,
    Seal,
    SealResult,
    VerifyReport,
)
from concentric.kernel.api import Invalid, msgid

STATEMENTS_PER_SEAL = 1000
ROWS_PER_READ = 20_000
FINDINGS_SHOWN = 100

ENTRIES = Book(
    name="audit",
    version=1,
    table="audit_entry",
    positions="audit_position",
    queue="audit_queue",
    columns=(
        Column("uuid", ColumnKind.UUID),
        Column("at", ColumnKind.MOMENT),
        Column("act", ColumnKind.TEXT),
        Column("person", ColumnKind.UUID),
        Column("appointment", ColumnKind.UUID),
        Column("acting_organisation", ColumnKind.TEXT),
        Column("acting_for", ColumnKind.TEXT),
        Column("agent", ColumnKind.TEXT),
        Column("object_kind", ColumnKind.TEXT),
        Column("object_uuid", ColumnKind.UUID),
        Column("organisation", ColumnKind.TEXT),
        Column("details", ColumnKind.JSON),
    ),
)

_books: dict[str, Book] = {}


def register_book(book: Book) -> None:
    """Make a book known to `books()` and so to the sealer and to verification. Called in `apps.py:
    ready()`.
    """
    _books[book.name] = book


def books() -> tuple[Book, ...]:
    """Every registered book, by name."""
    return tuple(_books[name] for name in sorted(_books))


def book(name: str) -> Book:
    """The registered book with this name: `audit`, `facts` or `dimensions`. Raises `KeyError` for
    another.
    """
    return _books[name]


def seal(book: Book) -> SealResult:
    """Seal every row of the book that was committed before the call.

    Call it outside a transaction: inside one, the book's lock is held until that ends.
    """
    sealed = 0
    while True:
        statements, rows, last = _one(
            "SELECT statements, sealed, last_position FROM audit_seal_book(%s, %s)",
            [book.name, STATEMENTS_PER_SEAL],
        )
        sealed += rows
        if statements < STATEMENTS_PER_SEAL:
            return SealResult(book=book.name, sealed=sealed, last_position=last)


def seal_all() -> tuple[SealResult, ...]:
    """Seal every registered book."""
    return tuple(seal(book) for book in books())


def position(book: Book) -> int:
    """The last sealed position, 0 before the first seal."""
    newest = newest_seal(book)
    return newest.last_position if newest else 0


def position_at(book: Book, moment: datetime) -> int:
    """The last position sealed at or before the moment, 0 when nothing was."""
    row = (
        models.Seal.objects.filter(book=book.name, sealed_at__lte=moment)
        .order_by("-number")
        .first()
    )
    return row.last_position if row else 0


def newest_seal(book: Book) -> Seal | None:
    """The newest seal of the book, `None` before the first."""
    row = models.Seal.objects.filter(book=book.name).order_by("-number").first()
    return _seal(row) if row else None


def seal_of(book: Book, position: int) -> Seal | None:
    """The seal that covers a position, `None` when it is not sealed."""
    rows = models.Seal.objects.filter(book=book.name, last_position__gte=position).order_by(
        "number"
    )
    row = rows.first() if position > 0 else None
    return _seal(row) if row else None


def anchor_line(seal: Seal) -> str:
    """The seal as one line of text to be kept outside this installation: mailed, printed,
    published.
    """
    moment = rules.moment_text(seal.sealed_at)
    return f"concentric-seal {seal.book} {seal.number} {seal.last_position} {seal.hash} {moment}"


def is_anchored(line: str) -> bool:
    """True when the seal named in an anchor line stands here unchanged. Raises `Invalid` for
    another text.
    """
    words = line.split()
    if len(words) != 6 or words[0] != "concentric-seal" or not words[2].isdecimal():
        raise Invalid(
            msgid("This is not the line of a seal."),
            remedy=msgid("Copy the whole line, beginning with concentric-seal."),
        )
    row = models.Seal.objects.filter(book=words[1], number=int(words[2])).first()
    return row is not None and anchor_line(_seal(row)) == " ".join(words)


def restamp_queue(book: Book) -> int:
    """Rebuild the book's queue from its rows without a position; returns how many wait. For the
    owner, after a restore.
    """
    return int(_one("SELECT audit_requeue_book(%s)", [book.name])[0])


def verify(book: Book) -> VerifyReport:
    """Recompute every digest and every seal of the book, in order, and name what is false.

    The first `FINDINGS_SHOWN` findings are kept. Reading goes by runs of positions, so it holds no
    long transaction.
    """
    check = _Verification(book)
    check.run()
    return VerifyReport(
        book=book.name,
        rows=check.rows,
        seals=check.seals,
        last_position=check.last_position,
        newest=newest_seal(book),
        findings=tuple(check.findings[:FINDINGS_SHOWN]),
    )


class _Verification:
    """One pass over a book. `expected` is the position that must come next."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.findings: list[Finding] = []
        self.rows = 0
        self.seals = 0
        self.last_position = 0
        self._hash = rules.FIRST_HASH
        self._start = rules.prefix(book)
        self._writers = rules.column_rewriters(book)
        self._columns = ", ".join(f'r."{column.name}"' for column in book.columns)

    def run(self) -> None:
        """Walk the seals and the positions under them, then look for what no seal covers."""
        for row in models.Seal.objects.filter(book=self.book.name).order_by("number").iterator(500):
            self._check_seal(_seal(row))
        self._check_waiting()
        self._check_outside()

    def _find(self, kind: FindingKind, **place: Any) -> None:
        self.findings.append(Finding(kind=kind, book=self.book.name, **place))

    def _check_seal(self, seal: Seal) -> None:
        self.seals += 1
        continues = (
            seal.number == self.seals
            and seal.first_position == self.last_position + 1
            and seal.previous_hash == self._hash.hex()
        )
        if not continues:
            self._find(
                FindingKind.SEAL_BROKEN_CHAIN, seal=seal.number, position=seal.first_position
            )
            self.seals = seal.number
        running = hashlib.sha256(bytes.fromhex(seal.previous_hash) + rules.seal_header(seal))
        expected = seal.first_position
        for position, row_id, sealed_digest, row in self._positions(seal):
            if position != expected:
                self._find(FindingKind.POSITION_GAP, position=expected, seal=seal.number)
            expected = position + 1
            running.update(sealed_digest)
            self._check_row(position, row_id, sealed_digest, row, seal.number)
        if expected != seal.last_position + 1:
            self._find(FindingKind.POSITION_GAP, position=expected, seal=seal.number)
        if running.hexdigest() != seal.hash:
            self._find(FindingKind.SEAL_CHANGED, seal=seal.number, position=seal.first_position)
        self._hash = bytes.fromhex(seal.hash)
        self.last_position = seal.last_position

    def _check_row(
        self, position: int, row_id: int, sealed: bytes, row: Sequence[Any] | None, seal: int
    ) -> None:
        if row is None:
            self._find(
                FindingKind.ROW_MISSING,
                position=position,
                seal=seal,
                details={"row_id": str(row_id)},
            )
            return
        self.rows += 1
        uuid, digest, *values = row
        if bytes(digest) != sealed:
            self._find(FindingKind.DIGEST_CHANGED, position=position, uuid=uuid, seal=seal)
            return
        if self._digest(values) != sealed:
            self._find(FindingKind.ROW_CHANGED, position=position, uuid=uuid, seal=seal)

    def _digest(self, values: Sequence[Any]) -> bytes:
        texts = [None if v is None else w(v) for w, v in zip(self._writers, values, strict=True)]
        return rules.line_digest(self._start, rules.copy_line(texts))

    def _check_waiting(self) -> None:
        """The rows that wait for their position: nobody has sealed them, but each names its digest."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT u.row_id, r.id, r.uuid, r.digest, {self._columns} FROM {self.book.queue} q "
                f"CROSS JOIN unnest(q.row_ids) AS u(row_id) LEFT JOIN {self.book.table} r "
                "ON r.id = u.row_id ORDER BY u.row_id LIMIT %s",
                [ROWS_PER_READ],
            )
            for row_id, found, uuid, digest, *values in cursor.fetchall():
                if found is None:
                    self._find(FindingKind.ROW_MISSING, details={"row_id": str(row_id)})
                elif self._digest(values) != bytes(digest):
                    self._find(FindingKind.ROW_CHANGED, uuid=uuid)

    def _positions(self, seal: Seal) -> Iterator[tuple[int, int, bytes, Sequence[Any] | None]]:
        sql = (
            f"SELECT p.position, p.row_id, p.digest, r.id, r.uuid, r.digest, {self._columns} "
            f"FROM {self.book.positions} p LEFT JOIN {self.book.table} r ON r.id = p.row_id "
            "WHERE p.position BETWEEN %s AND %s ORDER BY p.position"
        )
        for first in range(seal.first_position, seal.last_position + 1, ROWS_PER_READ):
            last = min(first + ROWS_PER_READ - 1, seal.last_position)
            with connection.cursor() as cursor:
                cursor.execute(sql, [first, last])
                for position, row_id, digest, found, *row in cursor.fetchall():
                    yield position, row_id, bytes(digest), row if found is not None else None

    def _check_outside(self) -> None:
        beyond = _one(
            f"SELECT min(position) FROM {self.book.positions} WHERE position > %s",
            [self.last_position],
        )[0]
        if beyond is not None and position(self.book) == self.last_position:
            self._find(FindingKind.POSITION_UNSEALED, position=beyond)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT r.uuid FROM {self.book.table} r "
                f"WHERE NOT EXISTS (SELECT 1 FROM {self.book.positions} p WHERE p.row_id = r.id) "
                f"AND NOT EXISTS (SELECT 1 FROM {self.book.queue} q WHERE r.id = ANY (q.row_ids)) "
                "ORDER BY r.id LIMIT %s",
                [FINDINGS_SHOWN],
            )
            for (uuid,) in cursor.fetchall():
                self._find(FindingKind.ROW_UNQUEUED, uuid=uuid)


def _seal(row: models.Seal) -> Seal:
    return Seal(
        book=row.book,
        number=row.number,
        first_position=row.first_position,
        last_position=row.last_position,
        count=row.count,
        previous_hash=bytes(row.previous_hash).hex(),
        hash=bytes(row.hash).hex(),
        sealed_at=row.sealed_at,
    )


def _one(sql: str, params: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
