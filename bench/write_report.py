"""Write docs/benchmarks.md from the results in var/bench.

python -m bench.write_report
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.harness import ROOT

HEAD = """# Benchmarks

What was really measured, also where it falls short. Each figure is a ratio against a peer or limit named beside it and
measured in the same run; single absolute times depend on the machine. Written by `python -m bench.write_report`
from the results of the programs in `bench/`; run one with `python -m bench.<name>`.
"""


def main() -> None:
    """Read every result and write the page."""
    results = [
        json.loads(p.read_text(encoding="utf-8"))
        for p in sorted((ROOT / "var" / "bench").glob("*.json"))
    ]
    notes = ROOT / "bench" / "notes"
    parts = [HEAD, *(_section(result, notes / f"{result['name']}.md") for result in results)]
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(parts), encoding="utf-8")


def _section(result: dict[str, Any], note: Path) -> str:
    machine = result["machine"]
    lines = [
        f"## {result['name']}",
        "",
        f"{result['at'][:10]} · {machine['cpu']}, {machine['cores']} cores · Python {machine['python']}",
        "",
        "| measured | value | limit | |",
        "|---|---:|---|---|",
        *(_row(row) for row in result["rows"]),
        "",
    ]
    if note.is_file():
        lines += [note.read_text(encoding="utf-8").strip(), ""]
    return "\n".join(lines)


def _row(row: dict[str, Any]) -> str:
    limit = ""
    if row["at_least"] is not None:
        limit = f"≥ {row['at_least']:g}"
    if row["at_most"] is not None:
        limit = f"≤ {row['at_most']:g}"
    return f"| {row['what']} | {row['value']:,.3f} {row['unit']} | {limit} | {row['verdict']} |"


if __name__ == "__main__":
    main()
