"""The registry: one item per name and kind, in order."""

from __future__ import annotations

from typing import Any

import pytest

from concentric.desk import registry, types
from concentric.desk.api import register, registered, registered_one


@pytest.fixture(autouse=True)
def _a_shelf_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    monkeypatch.setattr(registry, "_entries", {kind: {} for kind in registry._entries})


def may_see(_actor: Any) -> bool:
    return True


def item(code: str, order: int = 0) -> types.MenuItem:
    return types.MenuItem(
        code, code, "desk:styleguide", types.MenuGroup.WORK, order, "house", may_see
    )


def test_items_stand_by_order_and_then_by_name() -> None:
    for one in (item("c", 2), item("b", 1), item("a", 2)):
        register(one)
    assert [one.code for one in registered(types.MenuItem)] == ["b", "a", "c"]
    assert registered(types.Panel) == ()


def test_the_same_again_changes_nothing_and_another_of_its_name_is_refused() -> None:
    register(item("a"))
    register(item("a"))
    assert len(registered(types.MenuItem)) == 1
    with pytest.raises(ValueError, match="'a' is registered twice"):
        register(item("a", 5))


def test_kinds_do_not_share_names_and_are_known_by_code_kind_or_room() -> None:
    resolver = types.TraceResolver(room="a", resolve=lambda actor, uuids: {})
    gate = types.FileGate(kind="a", may_open=lambda actor, uuid: True)
    for one in (item("a"), resolver, gate):
        register(one)
    assert registered_one(types.TraceResolver, "a") is resolver
    assert registered_one(types.FileGate, "a") is gate
    assert registered_one(types.FileGate, "b") is None


def test_what_is_no_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="str is not a kind"):
        register("a")  # type: ignore[arg-type]  # the point of the test


def test_every_kind_has_a_name_of_its_own() -> None:
    for kind in registry._entries:
        assert {"code", "kind", "room"} & set(kind.__dataclass_fields__), kind
