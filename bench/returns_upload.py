"""104 return workbooks: from the uploaded bytes to figures written, checked, and queries raised. Limit: 30 s.

    python -m bench.returns_upload

It brings up an installation of its own and loads what stands below the returns.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from bench.harness import ROOT, Report, installation

EXAMPLES = ROOT / "examples"
LIMIT_SECONDS = 30


def main() -> int:
    """Measure both ways in: one batch, and the dry run an officer sees first."""
    with installation():
        load_below()
        files = open_cycle()
        report = Report("returns_upload")
        from concentric.indicators import api as indicators
        from concentric.indicators.returns import models
        from concentric.kernel.api import Actor

        actor = Actor.system("bench")
        started = time.perf_counter()
        dry = indicators.import_workbooks(actor=actor, cycle="2020", files=files, dry_run=True)
        report.add("104 workbooks, dry run", time.perf_counter() - started, "s")
        started = time.perf_counter()
        done = indicators.import_workbooks(actor=actor, cycle="2020", files=files, dry_run=False)
        report.add(
            "104 workbooks, upload to queries",
            time.perf_counter() - started,
            "s",
            at_most=LIMIT_SECONDS,
        )
        report.add("workbooks taken in", len(done.taken), "firms")
        report.add("refused in both", len(set(dry.refused) & set(done.refused)), "firms")
        report.add(
            "lines and rows", models.Entry.objects.count() + models.TableRow.objects.count(), "rows"
        )
        report.add("queries raised", models.Thread.objects.count(), "queries")
        return 0 if report.finish() else 1


def load_below() -> None:
    """Everything of the demo that stands below the returns."""
    from concentric.desk.api import registered
    from concentric.desk.types import DemoLoader

    for loader in registered(DemoLoader):
        if loader.code == "returns":
            return
        for _step in loader.load(EXAMPLES):
            pass


def open_cycle() -> list:
    """The cycle 2020, and its workbooks each with its firm's preparer."""
    from concentric.access import api as access
    from concentric.facts import api as facts
    from concentric.indicators import api as indicators
    from concentric.kernel.api import Actor, Period, Role

    facts.seal()
    indicators.open_cycle(
        actor=Actor.system("bench"),
        code="2020",
        form="annual-return-2020",
        period=Period.parse("2020"),
        population="returns",
        opens_on=date(2021, 2, 22),
        due_on=date(2021, 3, 31),
    )

    def preparer(firm: str) -> Actor:
        return access.actor_for_appointment(access.holders(firm, Role.PREPARER)[0].uuid)

    paths: list[Path] = sorted((EXAMPLES / "returns" / "2020").glob("*.xlsx"))
    return [
        indicators.WorkbookFile(
            firm=p.stem, content=p.read_bytes(), filename=p.name, actor=preparer(p.stem)
        )
        for p in paths
    ]


if __name__ == "__main__":
    sys.exit(main())
