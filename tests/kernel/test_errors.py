"""The error family, the Actor, the door."""

from __future__ import annotations

import ast
from pathlib import Path
from uuid import uuid4

import pytest

import concentric.kernel
from concentric.kernel import api, types
from concentric.kernel.api import (
    Actor,
    ConcentricError,
    Conflict,
    Invalid,
    Missing,
    Refused,
    Role,
    Unavailable,
    msgid,
)


def test_an_error_says_what_why_and_what_next() -> None:
    error = Invalid("%(n)s is odd.", why="86 %% are even.", remedy="Halve %(n)s.", n=3)
    assert str(error) == "3 is odd. 86 % are even. Halve 3."
    assert (error.what, error.params) == ("%(n)s is odd.", {"n": 3})
    assert str(Missing("Nothing is here.")) == "Nothing is here."


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Invalid, 422), (Refused, 403), (Missing, 404), (Conflict, 409), (Unavailable, 503)],
)
def test_every_kind_of_error_has_its_status(kind: type[ConcentricError], status: int) -> None:
    assert kind.status == status
    assert issubclass(kind, ConcentricError)


def test_roles_and_organisation_of_an_actor() -> None:
    actor = Actor(uuid4(), uuid4(), "F001", frozenset({Role.CHECKER}), False, None, "Wang")
    assert actor.has(Role.PREPARER, Role.CHECKER)
    assert not actor.has(Role.PREPARER)
    assert not actor.has()
    assert actor.acts_for("F001")
    assert not actor.acts_for("F002")


def test_nobody_may_nothing_and_the_system_says_its_name() -> None:
    nobody, system = Actor.anonymous(), Actor.system("seal")
    assert not nobody.has(*Role)
    assert not nobody.acts_for("")
    assert system.has(Role.SYSTEM)
    assert system.name == "seal"


def test_the_doors_are_complete() -> None:
    for door in (api, types):
        assert len(door.__all__) == len(set(door.__all__)) > 0
        assert all(hasattr(door, name) for name in door.__all__)


def test_the_kernel_has_no_float_and_needs_no_library() -> None:
    allowed = {
        "__future__", "calendar", "collections", "concentric", "dataclasses", "datetime", "decimal",
        "enum", "fractions", "itertools", "math", "os", "re", "secrets", "threading", "time",
        "typing", "uuid", "zoneinfo",
    }  # fmt: skip
    for path in Path(concentric.kernel.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] in allowed, path
            if isinstance(node, ast.Import):
                assert {name.name.split(".")[0] for name in node.names} <= allowed, path


def test_a_marked_text_comes_back_unchanged() -> None:
    assert msgid("Choose one.") == "Choose one."
