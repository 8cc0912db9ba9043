"""60 indicators × 140 firms × 5 years, reversals and distinct counts included, against hand-written SQL.

The peer is the best DuckDB SQL we could write over the same files for the same 42,000 figures, and only for
those: the engine also gives, for each of them, how many facts stand behind it, their fingerprint, how many are
confirmed and within which bounds. Both hand over Arrow; rounds alternate, so that a busy machine slows both.

    python bench/engine.py [rows …]        1000000 10000000 without arguments
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb

from bench import engine_data as data
from bench.harness import Report, median
from concentric.indicators.compute import flags
from concentric.indicators.compute.engine import Engine
from concentric.indicators.compute.questions import Question

ROUNDS = 7
RATIO_LARGE, RATIO_SMALL, EXTRA_MS = 1.3, 2.0, 50.0
LARGE = 10_000_000
THREADS, MEMORY = 2, "4GB"

_LIVE = """
    FROM '{root}/facts/*.parquet' f ANTI JOIN '{root}/reversals/*.parquet' r ON r.reverses_position = f.position
    WHERE covers_to BETWEEN '2016-01-01' AND '2020-12-31'
"""
AMOUNTS = (
    "SELECT fact_type, organisation, year(covers_to) AS year, sum(attributed) AS amount, "
    "sum(attributed) FILTER (d_board = 'star') AS chosen, "
    f"count(*) FILTER (flags & {flags.ZERO} = 0) AS reports {_LIVE} GROUP BY ALL"
)
DISTINCT = (
    "SELECT fact_type, organisation, year, count(object) AS things FROM ("
    f"SELECT DISTINCT fact_type, organisation, year(covers_to) AS year, object {_LIVE} "
    f"AND fact_type >= 'bench.t20' AND flags & {flags.ZERO} = 0) GROUP BY ALL"
)


def main() -> int:
    """Measure each size; exit 1 when a limit was missed or a figure differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rows", nargs="*", type=int, default=[1_000_000, LARGE])
    parser.add_argument("--lakes", type=Path, help="keep the made lakes in this folder")
    chosen = parser.parse_args()
    report = Report("engine")
    with TemporaryDirectory(prefix="concentric-bench-") as folder:
        for rows in chosen.rows:
            measure(report, (chosen.lakes or Path(folder)) / f"lake-{rows}", rows)
    return 0 if report.finish() else 1


def measure(report: Report, root: Path, rows: int) -> None:
    """Make a lake (unless it is there) and measure both on it."""
    engine = Engine(data.lake(root, rows), memory=MEMORY, threads=THREADS)
    book, world = data.Book(), data.World()
    question = Question(tuple(book.indicators), data.YEARS, ("organisation",), rows)
    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    connection.execute("SET parquet_metadata_cache = true")

    def ours() -> Any:
        return engine.answer(book, question, world)  # type: ignore[arg-type]  # as much of a rulebook as is asked

    def peer() -> tuple[Any, Any]:
        queries = (query.format(root=root) for query in (AMOUNTS, DISTINCT))
        first, second = (connection.sql(query).to_arrow_table() for query in queries)
        return first, second

    cold, _ = timed(ours)
    timed(peer)
    pairs = [(timed(ours), timed(peer)) for _ in range(ROUNDS)]
    our_time, peer_time = (median([pair[side][0] for pair in pairs]) for side in (0, 1))
    answers, tables = pairs[-1][0][1], pairs[-1][1][1]
    read, _ = timed(lambda: len(answers))
    size = f"{rows // 1_000_000} M"
    report.add(f"{size}: best SQL", peer_time * 1000, "ms")
    report.add(f"{size}: engine", our_time * 1000, "ms")
    report.add(f"{size}: engine, first question of a process", cold * 1000, "ms")
    report.add(f"{size}: 42,000 answers made as values", read * 1000, "ms")
    ratio = our_time / peer_time
    allowed = RATIO_LARGE if rows >= LARGE else max(RATIO_SMALL, 1 + EXTRA_MS / 1000 / peer_time)
    report.add(f"{size}: engine / SQL", ratio, "times", at_most=allowed)
    report.add(f"{size}: figures that differ", differing(answers, tables), "figures", at_most=0)


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of an act, and what it gave."""
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def differing(answers: Any, tables: tuple[Any, Any]) -> int:
    """How many figures are not the same to the last digit, or are given by one side only."""
    expected: dict[tuple[str, str, str], Any] = {}
    for row in tables[0].to_pylist():
        key = (row["organisation"], str(row["year"]))
        if row["fact_type"] in data.TYPES[: data.SUMMED]:
            expected[f"S-{row['fact_type']}", *key] = row["amount"]
            if row["chosen"] is not None:
                expected[f"W-{row['fact_type']}", *key] = row["chosen"]
        else:
            expected[f"N-{row['fact_type']}", *key] = row["reports"]
    for row in tables[1].to_pylist():
        expected[f"D-{row['fact_type']}", row["organisation"], str(row["year"])] = row["things"]
    found = {
        (a.indicator, a.cell[0][1], str(a.period)): a.figure.value if a.figure else None
        for a in answers
    }
    return len(expected.keys() ^ found.keys()) + sum(
        1 for key, value in expected.items() if key in found and found[key] != value
    )


if __name__ == "__main__":
    raise SystemExit(main())
