"""The look: contrast of every pair, one source of colours, templates fit for the page's policy and both languages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from concentric.kernel.api import Actor

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
DESK = ROOT / "src" / "concentric" / "desk"
TEMPLATES = DESK / "templates"
TOKENS: dict[str, Any] = json.loads((FRONTEND / "tokens.json").read_text(encoding="utf-8"))
MODES = ("light", "dark")
SHELL = {
    "avatar",
    "icon",
    "bottom_bar",
    "crumb",
    "drawer",
    "masthead",
    "page_head",
    "preferences",
    "rail",
    "ribbon",
    "toasts",
}
"""Components that stand around every page and so are seen on the style guide without being named there."""
OF_RECORDS = {"data_table", "import_report", "job", "pager"}
"""Components that show records; the style guide holds them inside `list`, or holds the parts they are made of."""
SAMPLE_NAMES = re.compile(
    "[张李王]\\*|切换为中文|中文|同心圆|口径|填报 → 复核 → 签批|签批|退回修改"
)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return red, green, blue


def _contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio."""
    light, dark = sorted(
        (
            sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _rgb(x), strict=True))
            for x in (one, other)
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def _pairs() -> Iterator[tuple[str, str, str, float]]:
    for rule in TOKENS["pairs"]:
        for mode in MODES:
            for ground in rule["on"]:
                for ink in rule["colours"]:
                    yield mode, ink, ground, rule["least"]


@pytest.mark.parametrize(("mode", "ink", "ground", "least"), list(_pairs()))
def test_every_pair_meets_its_contrast(mode: str, ink: str, ground: str, least: float) -> None:
    colours = TOKENS["colour"]
    assert _contrast(colours[ink][mode], colours[ground][mode]) >= least


def test_every_ink_is_paired_with_a_ground() -> None:
    paired = {name for rule in TOKENS["pairs"] for name in (*rule["on"], *rule["colours"])}
    assert set(TOKENS["colour"]) - paired == {"line"}  # hairlines carry no meaning


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert _contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


# Machado, Oliveira and Fernandes 2009, severity 1: how red-, green- and blue-blind readers see linear RGB.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}
TO_CONE = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB = (
    (0.2104542553, 0.793617785, -0.0040720468),
    (1.9779984951, -2.428592205, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.808675766),
)
Matrix = tuple[tuple[float, float, float], ...]


def _times(matrix: Matrix, vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _seen(colour: str, blindness: str) -> tuple[float, ...]:
    """The colour in OKLab as such a reader sees it."""
    linear = tuple(min(1.0, max(0.0, part)) for part in _times(BLINDNESS[blindness], _rgb(colour)))
    return _times(TO_LAB, tuple(cone ** (1 / 3) for cone in _times(TO_CONE, linear)))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_chart_hues_stay_apart_for_every_reader(mode: str, blindness: str) -> None:
    hues = [*TOKENS["chart"][mode], TOKENS["chart"]["others"][mode]]
    seen = {hue: _seen(hue, blindness) for hue in hues}
    for one, other in combinations(hues, 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert apart > 0.055, (one, other)


@pytest.mark.parametrize("mode", MODES)
def test_charts_begin_with_the_primary_colour_and_stand_out(mode: str) -> None:
    hues = TOKENS["chart"][mode]
    assert len(hues) == 8
    assert hues[0] == TOKENS["colour"]["primary"][mode]
    for hue in (*hues, TOKENS["chart"]["others"][mode]):
        assert _contrast(hue, TOKENS["colour"]["surface"][mode]) >= 3


def test_colours_are_named_in_the_token_file_only() -> None:
    for sheet in (FRONTEND / "styles").glob("*.css"):
        if sheet.name == "print.css":
            continue  # paper is black on white by definition
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?!-)", sheet.read_text(encoding="utf-8")), (
            sheet.name
        )
    for script in (*(FRONTEND / "charts").glob("*.ts"), *(FRONTEND / "islands").glob("*.ts")):
        assert not re.findall(r"#[0-9a-fA-F]{6}\b", script.read_text(encoding="utf-8")), script.name


def _templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def _source(path: Path) -> str:
    """A template's text without its comments."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", _templates(), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_keep_to_the_page_policy(path: Path) -> None:
    text = _source(path)
    assert not re.search(r"<style\b|\sstyle=", text)
    assert not re.search(r"\son[a-z]+=|\shx-on|javascript:", text)
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    for attributes in re.findall(r"<script\b([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes


@pytest.mark.parametrize("path", _templates(), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_say_nothing_untranslated_in_chinese(path: Path) -> None:
    assert not re.search("[\u4e00-\u9fff]", SAMPLE_NAMES.sub("", _source(path)))


def _msgids() -> set[str]:
    found: set[str] = set()
    for path in _templates():
        text = _source(path)
        quoted = r"""("([^"]*)"|'([^']*)')"""
        for pattern in (r"\{%\s*translate\s+" + quoted, r"_\(" + quoted + r"\)"):
            found |= {(m[2] or m[3]).replace("%", "%%") for m in re.finditer(pattern, text)}
        blocks = r"\{%\s*blocktranslate[^%]*%\}(.*?)(?:\{%\s*(?:plural|endblocktranslate))"
        for block in re.finditer(blocks, text, re.DOTALL):
            found.add(re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", block[1].replace("%", "%%")))
    return found


def test_every_word_has_its_chinese() -> None:
    with (DESK / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    said = {
        m.id[0] if isinstance(m.id, tuple) else m.id
        for m in catalogue
        if m.id and all(m.string or ())
    }
    assert _msgids() - said == set()


def test_every_component_says_its_parameters_and_is_on_the_style_guide() -> None:
    guide = "".join(
        p.read_text(encoding="utf-8") for p in (TEMPLATES / "desk").rglob("styleguide*/*.html")
    )
    for path in sorted((TEMPLATES / "cotton").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(("{#", "{% comment")), path.name
        if path.stem in SHELL | OF_RECORDS:
            continue
        assert f"<c-{path.stem.replace('_', '-')}" in guide, path.name


def test_every_icon_is_in_the_sprite() -> None:
    icons = set(json.loads((FRONTEND / "icons.json").read_text(encoding="utf-8")))
    for path in _templates():
        text = _source(path)
        named = set(re.findall(r'<c-icon name="([a-z0-9-]+)"', text)) | set(
            re.findall(r'\sicon="([a-z0-9-]+)"', text)
        )
        assert named <= icons, path.name


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "样式指南"), ("en", "Style guide")])
def test_the_style_guide_renders_in_both_languages(
    rf: RequestFactory, language: str, word: str
) -> None:
    request = rf.get("/styleguide/")
    request.actor = Actor.anonymous()  # type: ignore[attr-defined]  # access's middleware sets it on a live request
    if not (DESK / "locale/zh_Hans/LC_MESSAGES/django.mo").is_file():
        pytest.skip("the words are not compiled: run scripts/compile_messages.py")
    with translation.override(language):
        page = render_to_string("desk/styleguide.html", {}, request)
    assert page.lstrip().startswith("<!doctype html>")
    assert f"<h1>{word}</h1>" in page
    assert "<c-" not in page
    assert 'class="data-table' in page
    assert not re.search(r"\sstyle=", page)


@pytest.fixture
def chart_program() -> Iterator[subprocess.Popen[str]]:
    """The built chart program, running."""
    program, node = DESK / "assets" / "charts.mjs", shutil.which("node")
    if node is None or not program.is_file():
        pytest.skip("the front end is not built: run `make frontend`")
    running = subprocess.Popen(
        [node, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with running:
        yield running
        if running.poll() is None:
            running.kill()


def _asked(program: subprocess.Popen[str], line: str) -> dict[str, Any]:
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(line + "\n")
    program.stdin.flush()
    answer: dict[str, Any] = json.loads(program.stdout.readline())
    return answer


def test_charts_for_files_are_drawn_alike_and_survive_nonsense(
    chart_program: subprocess.Popen[str],
) -> None:
    option = {
        "xAxis": {"type": "category", "data": ["科创板", "主板"]},
        "yAxis": {"type": "value"},
        "series": [
            {
                "name": "n",
                "type": "bar",
                "label": {"show": True},
                "data": [1234, {"value": None, "withheld": True}],
            }
        ],
    }
    asked = {"id": 1, "option": option, "width": 480, "height": 240}
    first = _asked(chart_program, json.dumps(asked))
    assert _asked(chart_program, "not json")["error"]
    assert _asked(chart_program, json.dumps({"id": 2}))["id"] == 2
    again = _asked(chart_program, json.dumps(asked))
    assert first == again
    picture = first["svg"]
    assert 'font-family="Noto Sans SC"' in picture
    assert "style=" not in picture
    assert "<style" not in picture
    assert "1,234" in picture
    assert TOKENS["colour"]["primary"]["light"] in picture
    assert chart_program.stdin is not None
    chart_program.stdin.close()
    assert chart_program.wait(timeout=5) == 0
