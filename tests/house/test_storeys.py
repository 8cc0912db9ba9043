"""Storeys and doors, also where the import linter cannot see."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.rooms import ROOT, SOURCE, height, python_files, storeys, template_files

ROOMS = [room for level in storeys() for room in level]


def room_of(path: str) -> str:
    return path.removeprefix("concentric.").split(".")[0]


def test_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": f"{ROOT}/src:{ROOT}/config:{ROOT}", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_is_a_folder_and_every_folder_a_room() -> None:
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert folders == set(ROOMS)


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("concentric."):
            continue
        room = room_of(model.__module__)
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            if related is None or field.auto_created or not related.__module__.startswith("concentric."):
                continue
            target = room_of(related.__module__)
            if target != room and height(target) >= height(room):
                wrong.append(f"{model.__name__}.{field.name} points up to {related.__name__}")
    assert wrong == []


def test_includes_of_templates_point_down() -> None:
    tag = re.compile(r"{%\s*(?:include|extends)\s+['\"]([a-z_]+)/")
    wrong = []
    for path in template_files():
        room = path.relative_to(SOURCE).parts[0]
        for target in tag.findall(path.read_text(encoding="utf-8")):
            if target in ROOMS and target != room and height(target) >= height(room):
                wrong.append(f"{path.relative_to(SOURCE)} uses a template of {target}")
    assert wrong == []


def test_reversed_names_point_down() -> None:
    name = re.compile(r"""(?:{%\s*url\s+|reverse\(|redirect\(|reverse_lazy\()['"]([a-z_]+):""")
    wrong = []
    for path in [*python_files(), *template_files()]:
        if SOURCE not in path.parents:
            continue
        room = path.relative_to(SOURCE).parts[0]
        for target in name.findall(path.read_text(encoding="utf-8")):
            if target in ROOMS and target != room and height(target) > height(room):
                wrong.append(f"{path.relative_to(SOURCE)} names an address of {target}")
    assert wrong == []


def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += walk(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern))
    return found


def test_every_view_of_the_product_declares_its_permission() -> None:
    undeclared = [
        address
        for address, pattern in walk(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith("concentric.") and not hasattr(pattern.callback, "permission")
    ]
    assert undeclared == []


@pytest.mark.parametrize("room", [r for r in ROOMS if r not in {"kernel", "rulebook"}])
def test_every_room_has_a_door_with_a_sorted_list(room: str) -> None:
    if room == "portal":
        return_door = SOURCE / room / "urls.py"
        assert return_door.is_file()
        return
    module = __import__(f"concentric.{room}.api", fromlist=["__all__"])
    assert list(module.__all__) == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)
