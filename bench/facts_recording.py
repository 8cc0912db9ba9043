"""How fast facts are recorded: what digests and sealing cost 16 writers, and record_many beside a plain COPY.

    python -m bench.facts_recording [seconds per round] [facts per batch]

Writers are processes; each transaction records one fact and its audit entry. *Without digests* is the same code
with a constant in place of every digest and without the queue triggers. *COPY* is psycopg's own `write_row` of the
same facts as Python values, prepared outside the clock, text or binary, whichever is faster, into a copy of the table
with the same indexes and constraints, and into a bare copy with neither.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from threading import Event, Thread
from typing import Any

from bench import harness

WRITERS = 16
ROUNDS = 3
COPY_ROUNDS = 5
PACK = harness.ROOT / "tests" / "facts" / "pack"


def main() -> int:
    """Measure, print, and answer 1 when a limit was missed."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 6.0
    batch = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    report = harness.Report("facts_recording")
    with harness.installation():
        from concentric.facts import api as facts
        from concentric.kernel.api import Actor

        facts.install_catalogue(actor=Actor.system("bench"), rulebook_paths=[PACK])
        _measure_writers(report, seconds)
        _measure_copy(report, batch)
    return 0 if report.finish() else 1


def _measure_writers(report: harness.Report, seconds: float) -> None:
    with_digests, without = [], []
    delays: list[float] = []
    writers = Writers()
    for _ in range(ROUNDS):
        with_digests.append(_sealed_round(writers, seconds, delays))
        without.append(_plain_round(writers, seconds))
    writers.end()
    report.add(f"{WRITERS} writers", harness.median(with_digests), "facts/s")
    report.add(f"{WRITERS} writers without digests", harness.median(without), "facts/s")
    ratio = harness.median([a / b for a, b in zip(with_digests, without, strict=True)])
    report.add("ratio", ratio, "", at_least=0.8)
    report.add("longest wait for the seal", max(delays), "s", at_most=1.5)
    report.add("median wait for the seal", harness.median(delays), "s", at_most=1.0)


def _sealed_round(writers: Writers, seconds: float, delays: list[float]) -> float:
    from concentric.audit.sealer import keep_sealing
    from concentric.facts import api as facts

    stop = Event()
    sealer = Thread(target=keep_sealing, args=(stop, 0.5))
    probe = Thread(target=_probe, args=(stop, delays))
    sealer.start()
    probe.start()
    rate = writers.run("digests", seconds)
    stop.set()
    sealer.join()
    probe.join()
    facts.seal()
    if not facts.verify().ok:
        raise SystemExit("the book does not verify after the round")
    return rate


def _plain_round(writers: Writers, seconds: float) -> float:
    triggers = {"facts_fact": "facts_queue_add", "audit_entry": "audit_queue_add"}
    for table, trigger in triggers.items():
        _as_owner(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    try:
        return writers.run("plain", seconds)
    finally:
        _as_owner("SET concentric.repair = 'on'; DELETE FROM facts_fact WHERE digest = sha256('')")
        _as_owner("SET concentric.repair = 'on'; DELETE FROM audit_entry WHERE digest = sha256('')")
        for table, trigger in triggers.items():
            _as_owner(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        _as_owner("VACUUM ANALYZE facts_fact")
        _as_owner("VACUUM ANALYZE audit_entry")


def _probe(stop: Event, delays: list[float]) -> None:
    """Record a fact now and then, and wait for its position."""
    from django.db import connection

    from concentric.facts import api as facts
    from concentric.kernel.api import Actor

    while not stop.is_set():
        uuid = facts.record(actor=Actor.system("bench"), draft=_draft()).uuid
        started = time.monotonic()
        while facts.fact(uuid).position is None and not stop.is_set():
            time.sleep(0.01)
        if not stop.is_set():
            delays.append(time.monotonic() - started)
    connection.close()


class Writers:
    """The writer processes, started once: each round they begin together."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bench.facts_recording", "--writer"]
        self._processes = [
            subprocess.Popen(
                command, cwd=harness.ROOT, env=os.environ | {"CONCENTRIC_POOL": "0"}, text=True,
                bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            for _ in range(WRITERS)
        ]  # fmt: skip
        for process in self._processes:
            _line(process)

    def run(self, how: str, seconds: float) -> float:
        """Facts per second of all writers together."""
        order = f"{how} {time.time() + 0.5} {seconds}\n"
        for process in self._processes:
            _said_to(process, order)
        return sum(int(_line(process)) for process in self._processes) / seconds

    def end(self) -> None:
        """Let every writer leave."""
        for process in self._processes:
            process.communicate("")


def _said_to(process: subprocess.Popen[str], text: str) -> None:
    if process.stdin is not None:
        process.stdin.write(text)


def _line(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise SystemExit("a writer has died")
    return line


def _write() -> None:
    """One writer: for each order on standard input, record facts and print how many."""
    import django

    django.setup()
    from concentric.audit import rules as audit_rules
    from concentric.facts import api as facts
    from concentric.facts import rows
    from concentric.kernel.api import Actor

    empty = sha256().digest()
    kept = audit_rules.row_digest, rows.line_digest
    actor = Actor.system("bench")
    facts.record(actor=actor, draft=_draft())
    print("ready", flush=True)
    for order in sys.stdin:
        how, start, seconds = order.split()
        plain = how == "plain"
        audit_rules.row_digest, rows.line_digest = (lambda *_: empty,) * 2 if plain else kept
        end = float(start) + float(seconds)
        time.sleep(max(0.0, float(start) - time.time()))
        done = 0
        while time.time() < end:
            facts.record(actor=actor, draft=_draft())
            done += 1
        print(done, flush=True)


def _measure_copy(report: harness.Report, batch: int) -> None:
    _as_owner("CREATE TABLE bench_same (LIKE facts_fact INCLUDING ALL)")
    _as_owner("CREATE TABLE bench_bare (LIKE facts_fact INCLUDING IDENTITY)")
    runs: dict[str, Callable[[list[Any]], float]] = {
        "record_many": _record_many,
        "same, text": lambda drafts: _copy("bench_same", drafts, binary=False),
        "same, binary": lambda drafts: _copy("bench_same", drafts, binary=True),
        "bare, text": lambda drafts: _copy("bench_bare", drafts, binary=False),
        "bare, binary": lambda drafts: _copy("bench_bare", drafts, binary=True),
    }
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(COPY_ROUNDS):
        for name, run in runs.items():
            rates[name].append(batch / run([_draft() for _ in range(batch)]))
    ours, middle = (
        harness.median(rates["record_many"]),
        {n: harness.median(r) for n, r in rates.items()},
    )
    for name, rate in middle.items():
        report.add(name if name == "record_many" else f"COPY ({name})", rate, "facts/s")
    best_same = max(middle["same, text"], middle["same, binary"])
    best_bare = max(middle["bare, text"], middle["bare, binary"])
    report.add("record_many beside COPY, same indexes", ours / best_same, "", at_least=0.6)
    report.add("record_many beside COPY, bare table", ours / best_bare, "")


def _record_many(drafts: list[Any]) -> float:
    from concentric.facts import api as facts
    from concentric.kernel.api import Actor

    started = time.monotonic()
    facts.record_many(actor=Actor.system("bench"), drafts=drafts)
    taken = time.monotonic() - started
    facts.seal()
    return taken


def _copy(table: str, drafts: list[Any], *, binary: bool) -> float:
    """Seconds for psycopg's own COPY of the facts as Python values."""
    from concentric.facts import rows

    values = [_values(draft) for draft in drafts]
    columns = ", ".join((*rows.COLUMNS, "digest"))
    form = "(FORMAT binary)" if binary else ""
    with _owner() as connection, connection.cursor() as cursor:
        started = time.monotonic()
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN {form}") as stream:
            if binary:
                stream.set_types(_TYPES)
            for row in values:
                stream.write_row(row)
        connection.commit()
        return time.monotonic() - started


_TYPES = [
    "uuid",
    "text",
    "int4",
    "text",
    "text",
    "text",
    "text",
    "text",
    "uuid",
    "date",
    "date",
    "numeric",
    "text",
    "int8",
    "int8",
    "numeric",
    "jsonb",
    "text",
    "text",
    "text",
    "text",
    "text",
    "text[]",
    "bool",
    "text",
    "uuid",
    "int4",
    "text",
    "uuid",
    "timestamptz",
    "bytea",
]


def _values(draft: Any) -> tuple[Any, ...]:
    from django.utils import timezone
    from psycopg.types.json import Jsonb

    from concentric.kernel.api import uuid7

    source = draft.source
    return (
        uuid7(), draft.fact_type, 1, "event", draft.organisation, draft.place, draft.person_key,
        draft.object_kind, draft.object_uuid, draft.covers_from, draft.covers_to, draft.value,
        draft.bound.value, draft.share_num, draft.share_den, draft.value, Jsonb(dict(draft.dims)),
        draft.basis.value, draft.boundary.value, draft.confirmation.value, draft.status.value,
        draft.confidentiality.value, list(draft.evidence), draft.backfilled, source.room, source.uuid,
        source.revision, source.slot, None, timezone.now(), bytes(32),
    )  # fmt: skip


def _draft() -> Any:
    from concentric.facts.types import DraftFact, FactSource
    from concentric.kernel.api import uuid7

    uuid = uuid7()
    return DraftFact(
        fact_type="test.given",
        organisation=f"F{uuid.int % 140:03}",
        value=Decimal(uuid.int % 10**9) / 100,
        source=FactSource("bench", uuid, 1, "amount"),
        covers_from=date(2020, 1, 1 + uuid.int % 28),
        covers_to=date(2020, 1, 1 + uuid.int % 28),
        place="222424",
        dims={"colour": "red", "note": "bench"},
    )


def _owner() -> Any:
    import psycopg

    return psycopg.connect(os.environ["CONCENTRIC_OWNER_DATABASE_URL"])


def _as_owner(statements: str) -> None:
    connection = _owner()
    connection.autocommit = True
    for statement in statements.split(";"):
        connection.execute(statement)
    connection.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--writer"]:
        _write()
        sys.exit(0)
    sys.exit(main())
