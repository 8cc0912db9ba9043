"""Acts and reads of `__room__`."""

from __future__ import annotations

import pytest
from concentric.__room__ import api

from concentric.kernel.api import Actor, Conflict, Missing, Refused

SYSTEM = Actor.system("test")

pytestmark = pytest.mark.django_db


def test_an_added_entry_is_found() -> None:
    added = api.add_entry(actor=SYSTEM, code="E1", name=" First ")
    assert api.entry(actor=SYSTEM, code="E1") == added
    assert added.name == "First"


def test_a_code_is_taken_once() -> None:
    api.add_entry(actor=SYSTEM, code="E1", name="First")
    with pytest.raises(Conflict):
        api.add_entry(actor=SYSTEM, code="E1", name="Second")


def test_a_visitor_neither_adds_nor_sees() -> None:
    api.add_entry(actor=SYSTEM, code="E1", name="First")
    with pytest.raises(Refused):
        api.add_entry(actor=Actor.anonymous(), code="E2", name="Second")
    with pytest.raises(Missing):
        api.entry(actor=Actor.anonymous(), code="E1")
