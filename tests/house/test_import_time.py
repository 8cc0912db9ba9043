"""What is loaded when: the command answers without a framework, the web process without the heavy libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = (
    "duckdb",
    "ibis",
    "pyarrow",
    "pandas",
    "numpy",
    "typst",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "pypdfium2",
    "pypdf",
)

WATCH = """
import json, sys, traceback
sys.path.insert(0, "")
heavy, found = set({heavy!r}), {{}}
class Watch:
    def find_spec(self, name, path=None, target=None):
        first = name.partition(".")[0]
        if first in heavy and first not in found:
            lines = [f"{{f.filename}}:{{f.lineno}}" for f in traceback.extract_stack() if "concentric" in f.filename]
            found[first] = lines[-1] if lines else "a library"
sys.meta_path.insert(0, Watch())
{act}
print("FOUND" + json.dumps(found))
"""

START_SITE = """
import django
django.setup()
from django.urls import get_resolver
from django.core.handlers.wsgi import WSGIHandler
WSGIHandler()
def walk(patterns):
    for pattern in patterns:
        walk(getattr(pattern, "url_patterns", []))
walk(get_resolver().url_patterns)
"""

VERSION = """
from concentric.portal.cli import main
main(["--version"], standalone_mode=False)
"""


def loaded(act: str, heavy: tuple[str, ...]) -> dict[str, str]:
    """Which of these packages a new process loads while it acts, and the line of ours that asked."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH.format(heavy=heavy, act=act)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "concentric_config.settings"},
    )
    found: dict[str, str] = json.loads(done.stdout.partition("FOUND")[2])
    return found


def test_the_watch_sees_what_is_loaded() -> None:
    assert loaded("import openpyxl", HEAVY).keys() >= {"openpyxl"}


def test_the_version_is_said_without_a_framework() -> None:
    assert loaded(VERSION, ("django", "psycopg", "rich", "jsonschema", "ruamel", *HEAVY)) == {}


@pytest.mark.parametrize("package", HEAVY)
def test_the_web_process_starts_without_heavy_libraries(
    package: str, started: dict[str, str]
) -> None:
    assert package not in started, f"{started[package]} must import it where it is used"


@pytest.fixture(scope="module")
def started() -> dict[str, str]:
    return loaded(START_SITE, HEAVY)
