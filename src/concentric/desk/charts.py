"""One chart, two places: a spec becomes an ECharts option for the page, and the same option an SVG for files."""

from __future__ import annotations

import atexit
import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import IO, Any

from concentric.desk.types import ChartKind, ChartSpec, Series
from concentric.kernel.api import Unavailable, msgid

PROGRAM = Path(__file__).parent / "assets" / "charts.mjs"
ANSWER_WITHIN_SECONDS = 20


def chart_option(spec: ChartSpec) -> dict[str, Any]:
    """The ECharts option of a chart. Colours and fonts come from the theme, titles stand outside the picture."""
    categories = {"type": "category", "data": list(spec.categories)}
    values = {"type": "value", "name": spec.unit, "scale": spec.kind is ChartKind.LINE}
    across, up = (values, categories) if spec.horizontal else (categories, values)
    if spec.horizontal:
        up = {**up, "inverse": True}
    return {
        "aria": {"enabled": True, "label": {"description": spec.alt}},
        "xAxis": across,
        "yAxis": up,
        "legend": {"show": len(spec.series) > 1},
        "series": [_series(spec, one) for one in spec.series],
    }


def _series(spec: ChartSpec, one: Series) -> dict[str, Any]:
    option: dict[str, Any] = {
        "name": one.name,
        "type": "line" if spec.kind is ChartKind.LINE else "bar",
        "data": [_point(spec, category, value) for category, value in zip(spec.categories, one.values, strict=True)],
    }
    if spec.kind in {ChartKind.STACKED, ChartKind.SHARE}:
        option["stack"] = "all"
    if len(spec.series) == 1:
        option["label"] = {"show": True, "position": "right" if spec.horizontal else "top"}
    return option


def _point(spec: ChartSpec, category: str, value: Any) -> dict[str, Any]:
    if category in spec.withheld:
        return {"value": None, "withheld": True}
    if value is None:
        return {"value": None}
    return {"value": float(round(value, spec.decimals)), "exact": f"{value:f}"}


class ChartServer:
    """The kept-warm Node program that draws charts. One per process, started at the first chart.

    A program that dies or does not answer is replaced; the chart it held is drawn again once.
    """

    def __init__(self, program: Path = PROGRAM) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._number = 0

    def svg(self, option: dict[str, Any], *, width: int, height: int) -> str:
        """The chart as SVG. Raises `Unavailable` without Node, or when the option cannot be drawn."""
        with self._lock:
            for attempt in (1, 2):
                try:
                    return self._ask(option, width, height)
                except (OSError, queue.Empty) as error:
                    self._stop()
                    if attempt == 2:
                        raise Unavailable(
                            msgid("The chart could not be drawn."),
                            why=msgid("The chart program did not answer in time."),
                            remedy=msgid("Run `concentric doctor` and try again."),
                        ) from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Stop the program; the next chart starts it anew."""
        with self._lock:
            self._stop()

    def _ask(self, option: dict[str, Any], width: int, height: int) -> str:
        process = self._running()
        self._number += 1
        asked = {"id": self._number, "option": option, "width": width, "height": height}
        assert process.stdin is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        while True:
            answer = json.loads(self._answers.get(timeout=ANSWER_WITHIN_SECONDS))
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise Unavailable(
                msgid("The chart could not be drawn."), why=msgid("The chart program said: %(said)s"),
                remedy=msgid("Check the chart's categories and values."), said=answer["error"],
            )
        return str(answer["svg"])

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        node = shutil.which("node")
        if node is None or not self._program.is_file():
            raise Unavailable(
                msgid("Charts need Node 20 or later and the built front end."),
                why=msgid("The program that draws charts for files was not found."),
                remedy=msgid("Install Node (apt-get install nodejs) and run `make frontend`."),
            )
        self._process = subprocess.Popen(
            [node, str(self._program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._answers = queue.SimpleQueue()
        assert self._process.stdout is not None
        threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _listen(pipe: IO[str], answers: queue.SimpleQueue[str]) -> None:
    try:
        for line in pipe:
            answers.put(line)
    except ValueError:
        return  # the pipe was closed under us: the program was stopped


_server = ChartServer()
atexit.register(_server.close)


def chart_svg(spec: ChartSpec, *, width: int = 720, height: int = 360) -> str:
    """The chart as SVG, for PDF and other files."""
    return _server.svg(chart_option(spec), width=width, height=height)
