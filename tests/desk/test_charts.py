"""Charts: from a spec to an option and to a picture; a program that dies, hangs, talks nonsense or is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

from concentric.desk import charts
from concentric.desk.api import chart_option, chart_svg
from concentric.desk.types import ChartKind, ChartSpec, Series
from concentric.kernel.api import Invalid, Unavailable

SPEC = ChartSpec(
    kind=ChartKind.BAR,
    title="Most firms help one county",
    subtitle="2020",
    alt="Bars of four boards",
    categories=("Main", "STAR", "ChiNext", "NEEQ"),
    series=(Series("Firms", (Decimal("1234.5"), Decimal(0), Decimal(7), None)),),
    unit="firms",
    withheld=("ChiNext",),
)
TWO = replace(
    SPEC,
    series=(
        Series("A", (Decimal(1), Decimal(0), Decimal(5), None)),
        Series("B", (Decimal(2), Decimal(0), Decimal(5), Decimal(4))),
    ),
)


@pytest.fixture
def server() -> Iterator[charts.ChartServer]:
    one = charts.ChartServer()
    yield one
    one.close()


def drawn(server: charts.ChartServer, spec: ChartSpec = SPEC) -> str:
    return server.svg(chart_option(spec), width=480, height=240)


def data(spec: ChartSpec, series: int = 0) -> list[Any]:
    found: list[Any] = chart_option(spec)["series"][series]["data"]
    return found


def test_values_are_rounded_half_up_and_kept_exactly() -> None:
    assert data(SPEC)[0] == {"value": 1235.0, "exact": "1234.5"}
    assert data(SPEC)[1] == {"value": 0.0, "exact": "0"}
    assert data(replace(SPEC, decimals=1))[0]["value"] == 1234.5


def test_withheld_and_missing_are_no_zero() -> None:
    assert data(SPEC)[2] == {"value": None, "withheld": True}
    assert data(SPEC)[3] == {"value": None, "missing": True}
    assert "7" not in json.dumps(data(SPEC)[2])


def test_a_line_marks_a_withheld_category_by_its_name() -> None:
    option = chart_option(replace(SPEC, kind=ChartKind.LINE))
    assert option["xAxis"]["data"] == ["Main", "STAR", "ChiNext \u00b7", "NEEQ"]


def test_shares_are_percent_of_the_category_and_keep_the_value() -> None:
    spec = replace(TWO, kind=ChartKind.SHARE, withheld=(), horizontal=True)
    assert data(spec)[0] == {"value": 33.33, "exact": "1"}
    assert data(spec, 1)[0] == {"value": 66.67, "exact": "2"}
    assert data(spec)[1]["value"] == 0
    assert data(spec, 1)[3]["value"] == 100
    assert chart_option(spec)["xAxis"] == {"type": "value", "name": "%", "scale": False, "max": 100}
    assert chart_option(spec)["yAxis"]["inverse"] is True


def test_a_series_of_another_length_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        chart_option(replace(SPEC, categories=("Main",)))


def test_the_number_at_the_end_of_the_longest_bar_stays_inside(
    server: charts.ChartServer,
) -> None:
    spec = replace(
        SPEC,
        horizontal=True,
        decimals=2,
        withheld=(),
        series=(Series("A", (Decimal("24957.44"), Decimal(0), Decimal(5), Decimal(4))),),
    )
    picture = drawn(server, spec)
    found = re.search(r"translate\(([\d.]+) [\d.]+\)[^>]*>24,957\.44<", picture)
    assert found is not None
    assert float(found[1]) + len("24,957.44") * 6.5 < 480


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("spec", [SPEC, TWO, replace(TWO, horizontal=True)])
def test_every_kind_is_drawn(server: charts.ChartServer, kind: ChartKind, spec: ChartSpec) -> None:
    picture = drawn(server, replace(spec, kind=kind))
    assert picture.startswith("<svg")
    assert "STAR" in picture
    assert "\u00b7" in picture
    assert ("\u2014" in picture) == (kind is ChartKind.BAR)


def test_a_killed_program_is_replaced(server: charts.ChartServer) -> None:
    first = drawn(server)
    before = server.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert drawn(server) == first
    os.kill(server.pid or 0, signal.SIGSTOP)  # now it is there and silent
    server._within = 4.0  # a busy machine needs a while to start the next one
    assert drawn(server) == first
    assert server.pid not in {None, before}


def test_a_program_killed_while_it_draws_is_replaced_at_once(server: charts.ChartServer) -> None:
    first = drawn(server)
    os.kill(server.pid or 0, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(drawn, server)
        time.sleep(0.2)
        began = time.monotonic()
        os.kill(server.pid or 0, signal.SIGKILL)
        assert waiting.result(timeout=15) == first
    assert time.monotonic() - began < charts.ANSWER_WITHIN_SECONDS / 2


@pytest.mark.parametrize(
    "option",
    [
        {"series": [{"type": "nothing"}]},
        {"xAxis": {}, "series": [{"type": "bar", "data": 5}]},
        {"a": {1, 2}},
        {"a": float("nan")},
    ],
)
def test_a_wrong_option_harms_no_later_chart(server: charts.ChartServer, option: Any) -> None:
    drawn(server)
    before = server.pid
    try:
        assert server.svg(option, width=200, height=100).startswith("<svg")
    except Invalid as error:
        assert "%(said)s" in error.why  # noqa: PT017  # either outcome is sound
    assert drawn(server).startswith("<svg")
    assert server.pid == before


def test_threads_get_each_their_own_chart(server: charts.ChartServer) -> None:
    def one(number: int) -> bool:
        spec = replace(SPEC, series=(Series("x", (Decimal(number), Decimal(1), Decimal(2), None)),))
        return f">{number:,}<" in drawn(server, spec)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(1000, 1040)))


@pytest.mark.parametrize(
    "end", ["", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(3)"]
)
def test_nothing_is_left_behind_however_the_process_ends(end: str) -> None:
    program = f"""
from concentric.desk import charts
print(charts._server.svg({{"series": []}}, width=10, height=10)[:4], charts._server.pid, flush=True)
{end}
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60,
        env=os.environ | {"PYTHONPATH": "src:config"}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    word, pid = ran.stdout.split()
    assert word == "<svg"
    for _ in range(50):
        if (
            not Path(f"/proc/{pid}").exists()
            or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]
        ):
            return
        time.sleep(0.1)
    pytest.fail("the chart program outlived its process")


def test_a_forked_child_draws_with_a_program_of_its_own() -> None:
    program = """
import os
from concentric.desk import charts
def draw(): charts._server.svg({"series": []}, width=10, height=10); return charts._server.pid
first = draw()
if not (child := os.fork()):
    print("child", draw() != first, flush=True)
    os._exit(0)
os.waitpid(child, 0)
print("parent", draw() == first)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60,
        env=os.environ | {"PYTHONPATH": "src:config"}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert ran.stdout.splitlines() == ["child True", "parent True"], ran.stderr


def test_without_node_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, server: charts.ChartServer
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="Node 20"):
        drawn(server)


def test_a_spec_stands_in_the_page_as_option_and_as_table() -> None:
    spec = replace(SPEC, title="</script><b>", alt="a < b")
    words = CottonCompiler().process('<c-chart :spec="spec" name="firms" />')
    page = Template(words).render(Context({"spec": spec}))
    island = page.split('<script type="application/json">')[1].split("</script>")[0]
    assert json.loads(island) == chart_option(spec)
    assert "<b>" not in page
    assert 'aria-label="a &lt; b"' in page
    cells = page.split("<tbody>")[1]
    assert "1,234.5" in cells
    assert "\u2014" in cells
    assert ">7<" not in page
    assert chart_svg(SPEC).startswith("<svg")
