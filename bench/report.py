"""The report with its 104 firm pages as PDF, and all of it in HTML and PDF, against the plain Typst compiler.

The peer is `typst.compile` of the same source with no standard, no check of warnings and no reading back: what the
tagged, archivable and proven print costs beside the bare one. Every compilation starts cold, in a process of its own.

    python -m bench.report
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import typst as peer

import bench.django_ready  # noqa: F401  # rooms are imported below
from bench.harness import Report, median
from concentric.desk import api as desk
from concentric.publications.render import html, readback, typst
from concentric.publications.types import Document, Language
from tests.publications import trees

FIRMS = 104
ROUNDS = 3
PDF_SECONDS, ALL_SECONDS = 2.0, 20.0


def main() -> int:
    """Measure; exit 1 when a limit was missed."""
    if sys.argv[1:]:
        return _child(sys.argv[1], Path(sys.argv[2]))
    report = Report("report")
    with TemporaryDirectory(prefix="concentric-bench-") as folder:
        (Path(folder) / "report.typ").write_bytes(typst.TEMPLATE.read_bytes())
        rounds = [(_cold("ours", Path(folder)), _cold("peer", Path(folder))) for _ in range(ROUNDS)]
    ours, theirs = ([pair[who] for pair in rounds] for who in (0, 1))
    report.add(
        f"PDF/A-2a and PDF/UA-1 of {FIRMS} firm pages", median(ours), "s", at_most=PDF_SECONDS
    )
    report.add("the plain Typst compile of the same source", median(theirs), "s")
    report.add("ours against the plain compile", median(ours) / median(theirs), "x")
    started = time.perf_counter()
    numbers = _everything()
    report.add(
        "both languages in HTML and PDF, every number read back",
        time.perf_counter() - started,
        "s",
        at_most=ALL_SECONDS,
    )
    report.add("numbers read back", numbers, "")
    return 0 if report.finish() else 1


def _cold(who: str, folder: Path) -> float:
    """Seconds that a new process needs for one compilation, its start left out."""
    command = [sys.executable, "-m", "bench.report", who, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"])


def _child(who: str, folder: Path) -> int:
    made = trees.outline_document(Language.ZH, firms=FIRMS)
    paper = trees.paper()
    given = json.dumps(typst.given(made, paper), ensure_ascii=False)
    started = time.perf_counter()
    if who == "ours":
        typst.pdf(made, paper)
    else:
        peer.compile(
            folder / "report.typ", font_paths=[str(desk.FONTS)], ignore_system_fonts=True,
            sys_inputs={"paper": given},
        )  # fmt: skip
    print(json.dumps({"seconds": time.perf_counter() - started}))
    return 0


def _everything() -> int:
    """Compose, draw, print and read back both languages; how many numbers were compared."""
    count = 0
    for language in Language:
        made = trees.outline_document(language, firms=FIRMS)
        paper = trees.paper(picture=desk.chart_svg)
        for read in _files(made, paper):
            stated = readback.expected(made)
            if readback.differences(stated, read):
                raise SystemExit("a file states another number than its tree")
            count += len(read)
    return count


def _files(made: Document, paper: typst.Paper) -> list[Any]:
    frame = trees.frame(option=desk.chart_option, picture=desk.chart_svg)
    page = html.file(made, frame, styles="", program="")
    return [readback.read_html(page), readback.read_pdf(typst.pdf(made, paper))]


if __name__ == "__main__":
    raise SystemExit(main())
