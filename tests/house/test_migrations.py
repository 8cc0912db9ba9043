"""Migrations: nothing is missing, they stand alone, they run on any PostgreSQL, and they can be undone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.utils import translation

from tests.house.rooms import migration_files, none, rooms, shown


def missing(state: ProjectState) -> list[str]:
    """What `makemigrations` would write for the rooms."""
    loader = MigrationLoader(connection=None)
    with translation.override(None):  # migrations hold English words, as makemigrations writes them
        changes = MigrationAutodetector(loader.project_state(), state).changes(graph=loader.graph)
    return [
        f"{app}: {operation.describe()}"
        for app, found in changes.items()
        if app in rooms()
        for migration in found
        for operation in migration.operations
    ]


def test_no_migration_is_missing() -> None:
    state = ProjectState.from_apps(apps)
    state.add_model(
        ModelState("desk", "Forgotten", [("id", models.BigAutoField(primary_key=True))])
    )
    assert "desk: Create model Forgotten" in missing(state)
    none(missing(ProjectState.from_apps(apps)))


DEFAULTS = re.compile(
    r"concentric\.kernel\.(?:api|identifiers|quantities)|concentric(?:\.\w+){1,2}\.types"
)
"""Where Django finds the functions and words that are defaults of columns."""
SEALING = {"concentric.audit.schema", "concentric.audit.api"}
SEALING_NAMES = {"schema", "seal_table", "guard_table"}
"""What makes a table a sealed book is written once, in audit."""


def foreign_code(source: str, room: str) -> list[str]:
    """Imports of the product that would let a migration change after it ran."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [
                f"{node.lineno} imports {a.name}"
                for a in node.names
                if a.name.startswith("concentric")
                and not DEFAULTS.fullmatch(a.name)
                and a.name != f"concentric.{room}.models"
            ]
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("concentric"):
            names = {a.name for a in node.names}
            is_sealing = node.module in {*SEALING, "concentric.audit"} and names <= SEALING_NAMES
            is_default = DEFAULTS.fullmatch(node.module or "") and names <= {"uuid7"}
            if not (is_sealing or is_default):
                found.append(f"{node.lineno} imports {', '.join(sorted(names))} from {node.module}")
    return found


def test_migrations_import_nothing_that_changes() -> None:
    assert foreign_code("from concentric.members import services", "members")
    assert foreign_code("import concentric.members.rules", "members")
    assert foreign_code("import concentric.kernel.api\nimport concentric.desk.types", "desk") == []
    assert foreign_code("from concentric.audit.api import seal_table", "facts") == []
    none(
        f"{shown(path)}:{fault}"
        for path in migration_files()
        for fault in foreign_code(path.read_text(encoding="utf-8"), path.parts[-3])
    )


EXTENSION = re.compile(
    r"CREATE\s+EXTENSION|\w+Extension\(|\bpg_trgm\b|gin_trgm_ops|\bcitext\b|CIText", re.IGNORECASE
)


def needs_extension(text: str) -> bool:
    """Whether a migration needs what the wheel's PostgreSQL does not bring."""
    return EXTENSION.search(text) is not None


def test_no_migration_needs_an_extension() -> None:
    assert needs_extension("TrigramExtension()") and needs_extension("create  extension citext")
    assert not needs_extension("CREATE TABLE extension_piece ()")
    none(shown(p) for p in migration_files() if needs_extension(p.read_text(encoding="utf-8")))


def one_way(operations: Iterable[migrations.operations.base.Operation]) -> list[str]:
    """Operations that cannot be undone."""
    return [operation.describe() for operation in operations if not operation.reversible]


def test_every_migration_can_be_undone_and_has_one_successor() -> None:
    assert one_way([migrations.RunSQL("SELECT 1")]) and not one_way(
        [migrations.RunSQL("SELECT 1", "")]
    )
    loader = MigrationLoader(connection=None)
    assert loader.detect_conflicts() == {}
    none(
        f"{app}.{name}: {operation}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in rooms()
        for operation in one_way(migration.operations)
    )


def test_migrations_are_named_by_what_they_do() -> None:
    nameless = re.compile(r"_auto_|_alter_|\d{8}")
    assert nameless.search("0002_auto_20261121") and not nameless.search("0002_sealing")
    none(shown(Path(p)) for p in migration_files() if nameless.search(p.name))
