"""Storeys and doors, also where the import linter cannot see: texts that name a room, keys, templates, addresses."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db.models import Field

from tests.house import rooms
from tests.house.rooms import ROOT, SOURCE, is_above, none, python_files, shown, template_files

# --- Import contracts -------------------------------------------------------------------------


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of `.importlinter` checked over the packages that lie in `root` (or in the checkout)."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": f"{root}/src:{root}/config:{ROOT}", "COLUMNS": "400"},
    )


def test_import_contracts_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


BREACHES = {
    "members/queries.py": ("import concentric.portal.views", "an import that looks up"),
    "members/services.py": ("from concentric.parties import models", "a side door"),
    "members/rules.py": ("import django.conf", "a framework in a rule"),
    "members/models.py": ("import concentric.members.services", "a model above its services"),
}
SAID = {
    "members/queries.py": "concentric.members.queries -> concentric.portal.views",
    "members/services.py": "concentric.members.services imports concentric.parties.models",
    "members/rules.py": "concentric.members.rules -> django",
    "members/models.py": "concentric.members.models -> concentric.members.services",
}


@pytest.fixture(scope="module")
def broken_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a house with the same rooms and four breaches."""
    root = tmp_path_factory.mktemp("house")
    (root / "config" / "concentric_config").mkdir(parents=True)
    (root / "config" / "concentric_config" / "__init__.py").touch()
    source = root / "src" / "concentric"
    files = ("__init__", "rules", "types", "models", "queries", "services", "api", "views")
    inner = ("indicators/compute", "indicators/returns")
    for room in (*rooms.rooms(), *inner):
        (source / room).mkdir(parents=True)
        for name in files:
            (source / room / f"{name}.py").touch()
    (source / "__init__.py").touch()
    for path, (line, _) in BREACHES.items():
        (source / path).write_text(f"{line}\n", encoding="utf-8")
    shutil.copy(ROOT / ".importlinter", root)
    done = lint_imports(root)
    assert done.returncode != 0
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("path", BREACHES, ids=lambda path: BREACHES[path][1])
def test_a_deliberate_breach_is_reported(broken_house: str, path: str) -> None:
    assert SAID[path] in broken_house


def test_every_room_is_a_folder_and_every_folder_a_room() -> None:
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert folders == set(rooms.rooms())


def uncontracted(text: str) -> set[str]:
    """Packages with layers of their own (they have `services`) that the contract *inside* does not list."""
    listed = set(
        re.findall(
            r"^\s+(concentric\.[\w.]+)$",
            text.split("contract:inside")[1].split("layers =")[0],
            re.M,
        )
    )
    layered = {
        ".".join(("concentric", *path.parent.relative_to(SOURCE).parts))
        for path in [*SOURCE.rglob("services.py"), *SOURCE.rglob("services/__init__.py")]
        for path in [path if path.stem == "services" else path.parent]
    }
    return layered - listed


def test_the_order_inside_is_checked_in_every_room() -> None:
    stated = (ROOT / ".importlinter").read_text(encoding="utf-8")
    assert uncontracted(stated.replace("concentric.members\n", "\n")) >= {"concentric.members"}
    none(
        f".importlinter: the contract 'inside' does not list {name}"
        for name in uncontracted(stated)
    )


# --- Pure files, wherever they lie ------------------------------------------------------------

FRAMEWORKS = {"django", "psycopg", "duckdb", "ibis", "pyarrow", "procrastinate", "allauth"}


def impure(path: Path) -> list[str]:
    """Frameworks that a file imports, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        found += [
            f"{shown(path)}:{node.lineno} imports {name}"
            for name in names
            if name.split(".")[0] in FRAMEWORKS
        ]
    return found


def pure_files() -> list[Path]:
    """Rules and types of every depth, and the two rooms that are pure as a whole."""
    return [
        path
        for path in python_files()
        if rooms.room_of_file(path) in {"kernel", "rulebook"}
        or (SOURCE in path.parents and {path.stem, path.parent.name} & {"rules", "types"})
    ]


def test_rules_and_types_know_no_framework(tmp_path: Path) -> None:
    bad = tmp_path / "rules.py"
    bad.write_text("def f():\n    from django.db import models\n", encoding="utf-8")
    assert impure(bad) == ["rules.py:2 imports django.db"]
    assert len(pure_files()) > 40
    none(fault for path in pure_files() for fault in impure(path))


# --- Names of rooms in texts ------------------------------------------------------------------

MODULE = re.compile(r"concentric\.([a-z_]+)(?:\.[a-z_]+)*")


def modules_named_upward(source: str, room: str) -> Iterator[str]:
    """Modules of upper rooms that stand in texts: `include()`, `import_module`, dotted settings."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        match = MODULE.fullmatch(node.value)
        if match and match[1] in rooms.rooms() and is_above(match[1], room):
            yield f"{node.lineno} names {node.value}"


def test_no_text_names_a_module_of_an_upper_room() -> None:
    assert [*modules_named_upward('include("concentric.portal.urls")', "desk")]
    assert not [*modules_named_upward('include("concentric.desk.urls")', "portal")]
    wrong = [
        f"{shown(path)}:{fault}"
        for path in python_files()
        if (room := rooms.room_of_file(path))
        for fault in modules_named_upward(path.read_text(encoding="utf-8"), room)
    ]
    none(wrong)


def tables_by_room() -> dict[str, str]:
    """The room of every table of the product."""
    return {
        model._meta.db_table: rooms.room_of(model.__module__)
        for model in apps.get_models()
        if model.__module__.startswith("concentric.")
    }


def foreign_tables(source: str, room: str, tables: dict[str, str]) -> Iterator[str]:
    """Tables of other rooms in texts that read like SQL: they pass by the door."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        for table in re.findall(
            r"(?i)\b(?:from|join|into|update|table|on)\s+\"?([a-z_]+)", node.value
        ):
            if tables.get(table, room) != room:
                yield f"{node.lineno} names the table {table}"


def test_no_room_reads_the_table_of_another() -> None:
    tables = tables_by_room()
    assert [*foreign_tables('q("SELECT 1 FROM facts_fact")', "members", tables)]
    assert not [*foreign_tables('q("SELECT 1 FROM facts_fact")', "facts", tables)]
    wrong = [
        f"{shown(path)}:{fault}"
        for path in python_files()
        if (room := rooms.room_of_file(path))
        for fault in foreign_tables(path.read_text(encoding="utf-8"), room, tables)
    ]
    none(wrong)


def signals_outside_apps(path: str, source: str) -> list[int]:
    """Lines that listen to signals anywhere but in `apps.py`, where one looks for them."""
    if path.endswith("apps.py"):
        return []
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "receiver")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "connect"
                and any(k.arg in {"sender", "dispatch_uid"} for k in node.keywords)
            )
        )
    ]


def test_signals_are_heard_only_where_a_room_starts() -> None:
    assert signals_outside_apps("models.py", "post_save.connect(f, sender=Firm)") == [1]
    assert signals_outside_apps("models.py", "@receiver(post_save)\ndef f(): ...") == [1]
    assert signals_outside_apps("apps.py", "post_save.connect(f, sender=Firm)") == []
    wrong = [
        f"{shown(p)}:{n}"
        for p in python_files()
        for n in signals_outside_apps(p.name, p.read_text(encoding="utf-8"))
    ]
    none(wrong)


# --- Keys, templates, addresses ---------------------------------------------------------------


def downward_keys(models: Iterable[type]) -> Iterator[tuple[type, Field]]:
    """The keys between rooms: the model they stand in, and the field."""
    for model in models:
        for field in model._meta.get_fields():  # type: ignore[attr-defined]  # models are given
            related = getattr(field, "related_model", None)
            if related is None or field.auto_created or not is_ours(related):
                continue
            if rooms.room_of(related.__module__) != rooms.room_of(model.__module__):
                yield model, field


def is_ours(model: type) -> bool:
    return model.__module__.startswith("concentric.")


def keys_up(models: Iterable[type]) -> list[str]:
    """Keys that lead to a room that does not stand lower, or would take rows of it away with them."""
    wrong = []
    for model, field in downward_keys(models):
        room, target = (rooms.room_of(m.__module__) for m in (model, field.related_model))
        if is_above(target, room):
            wrong.append(f"{room}: {model.__name__}.{field.name} points up to {target}")
        elif field.remote_field.on_delete.__name__ != "PROTECT":
            wrong.append(f"{room}: {model.__name__}.{field.name} is not on_delete=PROTECT")
    return wrong


def _key(module: str, target: str, on_delete: str = "PROTECT") -> type:
    """A model with one key, as far as the rule looks at it."""
    field = SimpleNamespace(
        related_model=SimpleNamespace(__module__=target, __name__="Target"),
        auto_created=False,
        name="key",
        remote_field=SimpleNamespace(on_delete=SimpleNamespace(__name__=on_delete)),
    )
    meta = SimpleNamespace(get_fields=lambda: [field])
    return SimpleNamespace(__module__=module, __name__="Model", _meta=meta)  # type: ignore[return-value]  # a double


def test_foreign_keys_point_down() -> None:
    up, down = "concentric.members.models", "concentric.parties.models"
    assert keys_up([_key(up, down)]) == []
    assert "points up" in keys_up([_key(down, up)])[0]
    assert "PROTECT" in keys_up([_key(up, down, "CASCADE")])[0]
    none(keys_up(m for m in apps.get_models() if is_ours(m)))


def walks_back(source: str, names: set[str]) -> list[str]:
    """Names under which rows of an upper room are reached through a key, used in a lookup or a walk."""
    found = []
    for name in sorted(names):
        lookup = (
            rf"\b{name}__\w|\.{name}\.(?:all|filter|exclude|order_by|values|exists|count|get)\b"
        )
        related = rf"(?:select_related|prefetch_related|Prefetch)\([^)]*['\"]{name}\b"
        if re.search(rf"{lookup}|{related}", source):
            found.append(name)
    return found


def test_no_room_walks_a_key_of_an_upper_room_backwards() -> None:
    assert walks_back("Firm.objects.filter(memberships__ends_on=None)", {"memberships"}) == [
        "memberships"
    ]
    assert walks_back("firm.memberships.all()", {"memberships"}) == ["memberships"]
    assert walks_back("page.memberships", {"memberships"}) == []
    names: dict[str, set[str]] = {}
    for _, field in downward_keys(m for m in apps.get_models() if is_ours(m)):
        remote = field.remote_field
        if not remote.hidden:
            room = rooms.room_of(field.related_model.__module__)
            names.setdefault(room, set()).update(
                {remote.get_accessor_name(), field.related_query_name()}
            )
    none(
        f"{shown(path)} walks back to {name}"
        for path in python_files()
        if (room := rooms.room_of_file(path))
        for name in walks_back(path.read_text(encoding="utf-8"), names.get(room, set()))
    )


def test_migrations_depend_on_lower_rooms_only() -> None:
    from django.db.migrations.loader import MigrationLoader

    graph = MigrationLoader(connection=None).disk_migrations
    assert len(graph) > 10
    wrong = [
        f"{app}.{name} depends on {other}"
        for (app, name), migration in graph.items()
        if app in rooms.rooms()
        for other, _ in migration.dependencies
        if other in rooms.rooms() and is_above(other, app)
    ]
    none(wrong)


USES = re.compile(
    r"{%\s*(?:include|extends)\s+['\"]([a-z_]+)/|render(?:_to_string)?\([^)]*?['\"]([a-z_]+)/[\w/-]+\.\w+['\"]"
)


def templates_up(text: str, room: str) -> list[str]:
    """Upper rooms whose templates a template or a view uses."""
    named = [left or right for left, right in USES.findall(text)]
    return [target for target in named if target in rooms.rooms() and is_above(target, room)]


def test_templates_use_templates_of_lower_rooms() -> None:
    assert templates_up('{% include "portal/home.html" %}', "desk") == ["portal"]
    assert templates_up('render(request, "members/member.html", {})', "parties") == ["members"]
    assert templates_up('{% extends "desk/page.html" %}', "members") == []
    wrong = [
        f"{shown(path)} uses a template of {target}"
        for path in [*template_files(), *python_files()]
        if (room := rooms.room_of_file(path))
        for target in templates_up(path.read_text(encoding="utf-8"), room)
    ]
    none(wrong)


ADDRESS = re.compile(
    r"""(?:{%\s*url\s+|\breverse\(|\bredirect\(|\breverse_lazy\(|\burl_name=)\s*['"]([a-z_]+):"""
)


def addresses_up(text: str, room: str) -> list[str]:
    """Upper rooms whose addresses a text names."""
    return [t for t in ADDRESS.findall(text) if t in rooms.rooms() and is_above(t, room)]


def test_addresses_named_belong_to_lower_rooms() -> None:
    assert addresses_up("{% url 'members:member' code %}", "parties") == ["members"]
    assert addresses_up('MenuItem(url_name="portal:home")', "desk") == ["portal"]
    assert addresses_up("{% url 'parties:organisation' code %}", "members") == []
    wrong = [
        f"{shown(path)} names an address of {target}"
        for path in [*python_files(), *template_files()]
        if (room := rooms.room_of_file(path))
        for target in addresses_up(path.read_text(encoding="utf-8"), room)
    ]
    none(wrong)


# --- Doors ------------------------------------------------------------------------------------


def test_every_view_of_the_product_declares_its_permission() -> None:
    from concentric.desk.declare import public_view

    assert hasattr(public_view()(lambda request: None), "permission")
    assert not hasattr(lambda request: None, "permission")
    undeclared = [
        address
        for _, address, pattern in rooms.routes()
        if pattern.callback.__module__.startswith("concentric.")
        and not hasattr(pattern.callback, "permission")
    ]
    none(undeclared)


def list_order(name: str) -> tuple[int, str]:
    """The order of `__all__` that ruff keeps: constants, classes, functions, each by the alphabet."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name


def is_sorted(names: list[str]) -> bool:
    return names == sorted(names, key=list_order)


@pytest.mark.parametrize("room", [r for r in rooms.rooms() if r != "portal"])
def test_every_room_has_a_door_with_a_sorted_list(room: str) -> None:
    assert is_sorted(["SHANGHAI", "Actor", "msgid"]) and not is_sorted(["Actor", "SHANGHAI"])
    module = __import__(f"concentric.{room}.api", fromlist=["__all__"])
    assert is_sorted(list(module.__all__))
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_nobody_enters_the_top_storey() -> None:
    """The portal has no door: nothing stands above it."""
    assert not (SOURCE / rooms.rooms()[0] / "api.py").exists()
