"""Drafts, chains of parents, masking and pseudonyms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import ConcentricError, Invalid
from concentric.parties import rules
from concentric.parties.types import OrganisationKind
from tests.parties.factories import draft


def test_a_draft_is_trimmed_and_gets_a_short_name() -> None:
    tidy = rules.tidy(draft("F001", legal_name=" 示例 ", short_name="", stock_code="sh600000"))
    assert (tidy.legal_name, tidy.short_name, tidy.stock_code) == ("示例", "示例", "600000.SH")


@pytest.mark.parametrize(
    "stated",
    [
        {"code": "f 1"},
        {"legal_name": "  "},
        {"kind": OrganisationKind.OUTLET},
        {"parent": "F001"},
        {"uscc": "12345"},
        {"stock_code": "abc"},
    ],
)
def test_a_draft_that_cannot_be_stored_is_refused(stated: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        rules.tidy(draft(**({"code": "F001"} | stated)))


def test_parents_are_followed_to_the_top_and_circles_refused() -> None:
    parents: dict[str, str | None] = {"c": "b", "b": "a"}
    assert rules.top_parent("c", parents) == rules.top_parent("a", parents) == "a"
    assert rules.parts_of("a", parents) == {"b", "c"}
    with pytest.raises(ConcentricError):
        rules.top_parent("x", {"x": "y", "y": "x"})
    assert rules.parts_of("x", {"x": "y", "y": "x"}) == {"y"}


def test_mergers_are_followed() -> None:
    assert rules.successor("a", {"a": "b", "b": "c"}) == "c"
    assert rules.successor("z", {"a": "b"}) == "z"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三丰", "张*"), ("Sample Officer", "S* O*"), ("", ""), ("欧阳 明", "欧* 明*")],
)
def test_names_are_masked(name: str, shown: str) -> None:
    assert rules.masked(name) == shown


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_pseudonym_depends_on_the_secret_and_hides_the_identifier(a: str, b: str) -> None:
    key = rules.person_key(a, "one")
    assert key == rules.person_key(a, "one")
    assert key != rules.person_key(a, "two")
    assert (key == rules.person_key(b, "one")) == (a == b)
    assert len(key) == 64


def test_a_person_is_recognised_by_the_work_mail_first() -> None:
    assert rules.person_identifier("A@x.example ", "1", "u") == "mail:a@x.example"
    assert rules.person_identifier("", "021 55", "u") == "phone:02155"
    assert rules.person_identifier("", "", "u") == "self:u"
