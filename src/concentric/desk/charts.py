"""One chart, two places: a spec becomes an ECharts option for the page, and the same option an SVG for files."""

from __future__ import annotations

import atexit
import json
import os
import queue
import shutil
import subprocess
import threading
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from concentric.desk.types import ChartKind, ChartSpec, Series
from concentric.kernel.api import Invalid, Unavailable, msgid, round_half_up

PROGRAM = Path(__file__).parent / "assets" / "charts.mjs"
ANSWER_WITHIN_SECONDS = 20
_WHOLE = 100
_SHARE_DECIMALS = 2
_WITHHELD = "\u00b7"


def chart_option(spec: ChartSpec) -> dict[str, Any]:
    """The ECharts option of a chart. Colours and fonts come from the theme, titles stand outside the picture.

    A withheld value is a grey dot, a missing one a dash, neither is a zero; on a line both are gaps, and the category
    of a withheld one carries the dot. Shares are drawn as percent of their category's total and keep the exact value.
    """
    is_share = spec.kind is ChartKind.SHARE
    categories = {"type": "category", "data": [_category(spec, name) for name in spec.categories]}
    values: dict[str, Any] = {
        "type": "value",
        "name": "%" if is_share else spec.unit,
        "scale": spec.kind is ChartKind.LINE,
    }
    if is_share:
        values["max"] = _WHOLE
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


def _category(spec: ChartSpec, name: str) -> str:
    is_marked = spec.kind is ChartKind.LINE and name in spec.withheld
    return f"{name} {_WITHHELD}" if is_marked else name


def _series(spec: ChartSpec, one: Series) -> dict[str, Any]:
    points = zip(spec.categories, one.values, strict=True)
    option: dict[str, Any] = {
        "name": one.name,
        "type": "line" if spec.kind is ChartKind.LINE else "bar",
        "data": [_point(spec, at, category, value) for at, (category, value) in enumerate(points)],
    }
    if spec.kind in {ChartKind.STACKED, ChartKind.SHARE}:
        option["stack"] = "all"
    if len(spec.series) == 1:
        option["label"] = {"show": True, "position": "right" if spec.horizontal else "top"}
    return option


def _point(spec: ChartSpec, at: int, category: str, value: Decimal | None) -> dict[str, Any]:
    if category in spec.withheld:
        return {"value": None, "withheld": True}
    if value is None:
        return {"value": None, "missing": True}
    drawn = round_half_up(value, spec.decimals)
    if spec.kind is ChartKind.SHARE:
        total = sum((one.values[at] or Decimal(0) for one in spec.series), Decimal(0))
        drawn = round_half_up(value * _WHOLE / total, _SHARE_DECIMALS) if total else Decimal(0)
    return {"value": float(drawn), "exact": f"{value:f}"}


class ChartServer:
    """The kept-warm Node program that draws charts. One per process, started at the first chart.

    Threads draw one after the other. A program that dies or does not answer is replaced; the chart it held is drawn
    again once. It ends with this process, however that ends: its input closes.
    """

    def __init__(self, program: Path = PROGRAM, *, within: float = ANSWER_WITHIN_SECONDS) -> None:
        self._program = program
        self._within = within
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._number = 0
        self._of_parent: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """The running program's process, if one runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def svg(self, option: dict[str, Any], *, width: int, height: int) -> str:
        """The chart as SVG.

        Raises `Unavailable` without Node or when it does not answer, and `Invalid` when the option cannot be drawn.
        """
        text = _json(option)
        with self._lock:
            try:
                return self._ask(text, width, height)
            except (OSError, queue.Empty):
                self._stop()
            try:
                return self._ask(text, width, height)
            except (OSError, queue.Empty) as error:
                self._stop()
                raise Unavailable(
                    msgid("The chart could not be drawn."),
                    why=msgid("The chart program did not answer in time."),
                    remedy=msgid("Run `concentric doctor` and try again."),
                ) from error

    def close(self) -> None:
        """Stop the program; the next chart starts it anew."""
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """In a forked child: the program, and the lock that a thread may hold, belong to the parent.

        The child's copy of the program's input leads nowhere from now on, so that it still ends with the parent.
        """
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, process.stdin.fileno())
        os.close(nowhere)
        process.returncode = 0
        self._of_parent = process  # closing its pipes could wait for the parent's threads

    def _ask(self, option: str, width: int, height: int) -> str:
        process = self._running()
        assert process.stdin is not None
        self._number += 1
        process.stdin.write(
            f'{{"id":{self._number},"option":{option},"width":{width},"height":{height}}}\n'
        )
        process.stdin.flush()
        line = self._answers.get(timeout=self._within)
        if line is None:
            raise BrokenPipeError("the chart program ended")
        answer = json.loads(line)
        if "error" in answer:
            raise _undrawable(str(answer["error"]))
        return str(answer["svg"])

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        node = shutil.which("node")
        if node is None or not self._program.is_file():
            raise Unavailable(
                msgid("Charts need Node 20 or later and the built front end."),
                why=msgid("The program that draws charts for files was not found."),
                remedy=msgid("Install Node (apt-get install nodejs) and run `make frontend`."),
            )
        self._process = subprocess.Popen(
            [node, str(self._program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._answers = queue.SimpleQueue()
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), daemon=True
        ).start()
        return self._process

    def _stop(self) -> None:
        """End the program, and with it every answer that was still due: the next one has a queue of its own."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            with suppress(OSError):  # words it did not read any more
                process.stdin.close()


def _listen(pipe: IO[str], answers: queue.SimpleQueue[str | None]) -> None:
    """Pass answers on; `None` says that the program ended."""
    with pipe:
        for line in pipe:
            answers.put(line)
    answers.put(None)


def _json(option: dict[str, Any]) -> str:
    try:
        return json.dumps(option, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise _undrawable(str(error)) from error


def _undrawable(said: str) -> Invalid:
    return Invalid(
        msgid("The chart could not be drawn."),
        why=msgid("The chart program said: %(said)s"),
        remedy=msgid("Check the chart's categories and values."),
        said=said,
    )


_server = ChartServer()
atexit.register(_server.close)
os.register_at_fork(after_in_child=_server.forget)


def chart_svg(spec: ChartSpec, *, width: int = 720, height: int = 360) -> str:
    """The chart as SVG, for PDF and other files."""
    return _server.svg(chart_option(spec), width=width, height=height)
