"""Return forms: references resolve, and no form counts the same thing twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from concentric.rulebook.api import check, load
from concentric.rulebook.types import LineBasis, MissingRule
from tests.rulebook.packs import BASE, copy_of_demo

FORM = """code: return-2020
title: {zh: 报送表, en: Return}
period: year
valid_from: 2020-01-01
valid_to: 2020-12-31
sections:
  - code: A
    area: giving
    name: {zh: 捐赠, en: Giving}
    lines:
      - code: A01
        name: {zh: 收入, en: Income}
        kind: amount
        unit: CNY
        entry_unit: CNY_10k
        basis: declared
        fact_type: demo.income_declared
        indicator: D-INCOME
        missing: required
      - code: A02
        name: {zh: 捐赠, en: Given}
        kind: amount
        unit: CNY
        basis: room
        indicator: D-SUM
        missing: zero_is_reported
      - code: A03
        name: {zh: 发行金额, en: Deals}
        kind: amount
        unit: CNY
        basis: control
        missing: zero_is_reported
    tables:
      - code: A-DEALS
        name: {zh: 项目, en: Deals}
        object_kind: company
        columns:
          - {code: stock_code, name: {zh: 代码, en: Code}, kind: object_code, required: true}
          - {code: board, name: {zh: 板块, en: Board}, kind: choice, list: boards, required: true}
          - {code: amount, name: {zh: 金额, en: Amount}, kind: amount, unit: CNY, required: true}
          - {code: partners, name: {zh: 合作方, en: Partners}, kind: partners}
        facts:
          - fact_type: demo.deal_closed
            value: amount
            share: partners
            object: stock_code
            dims: {board: board}
        totals: {A03: amount}
    rules:
      - code: A-R1
        severity: soft
        kind: not_less
        left: A01
        right: A02
        says: {zh: 收入不小于捐赠, en: Income is not less than giving}
"""

DOUBLE = """      - code: A04
        name: {zh: 其他, en: Other}
        kind: amount
        unit: CNY
        basis: %s
        fact_type: %s
        missing: may_be_absent
    tables:
"""


def pack_with(tmp_path: Path, form: str) -> Path:
    pack = copy_of_demo(tmp_path)
    (pack / "forms").mkdir()
    (pack / "forms/return-2020.yaml").write_text(form, encoding="utf-8")
    return pack


def said(tmp_path: Path, form: str) -> list[str]:
    return [problem.what for problem in check([BASE, pack_with(tmp_path, form)])]


def test_a_form_is_read(tmp_path: Path) -> None:
    form = load([BASE, pack_with(tmp_path, FORM)]).form("return-2020")
    income, given, _ = form.lines()
    assert (income.basis, income.missing) == (LineBasis.DECLARED, MissingRule.REQUIRED)
    assert (income.entry_unit, given.entry_unit) == ("CNY_10k", "CNY")
    fact = form.tables()[0].facts[0]
    assert (fact.value, fact.share, dict(fact.dims)) == ("amount", "partners", {"board": "board"})
    assert not isinstance(fact.value, Decimal)


def test_a_sound_form_has_no_problem(tmp_path: Path) -> None:
    assert said(tmp_path, FORM) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("area: giving", "area: taking", "area taking"),
        ("demo.income_declared", "demo.none", "no fact type demo.none"),
        ("indicator: D-INCOME", "indicator: D-NONE", "no indicator D-NONE"),
        ("indicator: D-INCOME", "indicator: D-AMOUNT", "but D-AMOUNT sums demo.deal_closed"),
        ("entry_unit: CNY_10k", "entry_unit: person", "cannot be turned into CNY"),
        ("unit: CNY\n        entry_unit: CNY_10k", "unit: person", "A01 is in person"),
        ("basis: room\n        indicator: D-SUM", "basis: room", "names no indicator"),
        ("basis: control", "basis: declared", "must name a fact type"),
        ("code: A03", "code: A01", "code A01 more than once"),
        ("totals: {A03: amount}", "totals: {A01: amount}", "is no control line"),
        ("list: boards", "list: moons", "no code list moons"),
        ("value: amount", "value: price", "price does not fit in table A-DEALS"),
        ("share: partners", "share: board", "board does not fit in table A-DEALS"),
        ("dims: {board: board}", "dims: {colour: board}", "board does not fit"),
        ("object_kind: company", "object_kind: school", "lists school, but demo.deal_closed"),
        ("right: A02", "right: A99", "refers to A99"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in FORM
    found = said(tmp_path, FORM.replace(old, new, 1))
    assert any(words in what for what in found), found


def test_a_declared_line_may_not_repeat_what_a_room_records(tmp_path: Path) -> None:
    form = FORM.replace("    tables:\n", DOUBLE % ("declared", "demo.money_given"), 1)
    assert any("which line A02 takes from the rooms" in what for what in said(tmp_path, form))


def test_a_residual_line_may_add_the_rest(tmp_path: Path) -> None:
    form = FORM.replace("    tables:\n", DOUBLE % ("residual", "demo.money_given"), 1)
    assert said(tmp_path, form) == []


def test_two_places_may_not_write_the_same_facts(tmp_path: Path) -> None:
    form = FORM.replace("    tables:\n", DOUBLE % ("declared", "demo.income_declared"), 1)
    found = said(tmp_path, form)
    assert any("A01 and A04 both write demo.income_declared" in what for what in found)
