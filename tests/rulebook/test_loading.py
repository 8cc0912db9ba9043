"""Reading packs: content, hash, overlays, round trip, what changes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from concentric.kernel.api import Invalid, Missing
from concentric.rulebook.api import check, default_paths, dump, load, what_changes
from concentric.rulebook.types import Formula, Rulebook, TimeRule
from tests.rulebook.packs import BASE, DEMO, copy_of_demo, edit


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load([BASE, DEMO])


def overlay(folder: Path, files: dict[str, str]) -> Path:
    pack = folder / "overlay"
    head = 'code: overlay\nversion: "1"\nname: {zh: 覆盖, en: Overlay}\noverlay: true\n'
    for path, text in {"pack.yaml": head, **files}.items():
        (pack / path).parent.mkdir(parents=True, exist_ok=True)
        (pack / path).write_text(text, encoding="utf-8")
    return pack


def test_an_indicator_is_read_with_its_measure(book: Rulebook) -> None:
    indicator = book.indicator("D-STAR", date(2020, 1, 1))
    assert indicator.formula is Formula.SUM
    assert indicator.time is TimeRule.WITHIN
    assert indicator.measure is not None
    assert indicator.measure.where == (("board", ("star",)),)
    assert indicator.name.in_language("zh-hans") == "科创板发行金额"
    assert indicator.name.in_language("en-gb") == "Amount of STAR deals"


def test_units_know_their_factor_exactly(book: Rulebook) -> None:
    assert book.units["CNY_10k"].of == "CNY"
    assert book.units["CNY_10k"].factor == Decimal(10000)
    assert book.units["permille"].factor == Decimal("0.001")


def test_outside_its_validity_an_indicator_is_missing(book: Rulebook) -> None:
    with pytest.raises(Missing, match="D-SUM"):
        book.indicator("D-SUM", date(2018, 12, 31))
    with pytest.raises(Missing, match="NOWHERE"):
        book.indicator("NOWHERE")


def test_the_hash_sees_content_and_not_formatting(book: Rulebook, tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    file = pack / "indicators/giving/D-SUM.yaml"
    edit(file, lambda text: "# a remark\n" + text.replace("decimals: 2", "decimals:   2"))
    edit(file, lambda text: text.replace("valid_to: null\n", ""))
    assert load([BASE, pack]).hash == book.hash
    edit(file, lambda text: text.replace("decimals:   2", "decimals: 3"))
    assert load([BASE, pack]).hash != book.hash


def test_a_case_is_no_definition(book: Rulebook, tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    (pack / "cases/sum.yaml").unlink()
    assert load([BASE, pack]).hash == book.hash


def test_what_is_written_reads_back_with_the_same_hash(book: Rulebook, tmp_path: Path) -> None:
    written = dump(book, tmp_path / "out")
    again = load([tmp_path / "out" / pack.code for pack in book.packs])
    assert again.hash == book.hash
    assert len(written) == len({*written})
    cases = {case.code: case.ledger for case in book.cases}
    assert {case.code: case.ledger for case in again.cases} == cases
    assert check([tmp_path / "out" / pack.code for pack in book.packs]) == []


def test_an_overlay_replaces_by_code_and_first_day(book: Rulebook, tmp_path: Path) -> None:
    text = (DEMO / "indicators/giving/D-SUM.yaml").read_text(encoding="utf-8")
    pack = overlay(
        tmp_path, {"indicators/giving/D-SUM.yaml": text.replace("decimals: 2", "decimals: 0")}
    )
    changed = load([BASE, DEMO, pack])
    assert changed.indicator("D-SUM").decimals == 0
    assert len(changed.indicators) == len(book.indicators)


def test_a_twin_without_overlay_is_refused(tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    text = (pack / "indicators/giving/D-SUM.yaml").read_text(encoding="utf-8")
    (pack / "indicators/D-SUM.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match="D-SUM@2019-01-01 is defined twice"):
        load([BASE, pack])


def test_an_overlay_adds_a_value_to_a_parameter(tmp_path: Path) -> None:
    source = "source: {title: t, article: null, issued_on: null, status: unverified}"
    entry = "- code: least\n  name: {zh: 下限, en: Least}\n  unit: firm\n  values:\n"
    values = "    - from: {day}\n      value: {value}\n      {source}\n"
    pack = copy_of_demo(tmp_path)
    (pack / "parameters").mkdir()
    first = entry + values.format(day="2020-01-01", value=3, source=source)
    (pack / "parameters/disclosure.yaml").write_text(first, encoding="utf-8")
    second = entry + values.format(day="2021-07-01", value=5, source=source)
    extra = overlay(tmp_path, {"parameters/disclosure.yaml": second})
    book = load([BASE, pack, extra])
    assert book.parameter("least", date(2021, 6, 30)).value == Decimal(3)
    assert book.parameter("least", date(2021, 7, 1)).value == Decimal(5)
    assert book.parameter("least", date(2021, 6, 30)).valid_to == date(2021, 6, 30)
    with pytest.raises(Missing):
        book.parameter("least", date(2019, 12, 31))


def test_what_changes_names_followers(book: Rulebook, tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    edit(
        pack / "indicators/giving/D-SUM.yaml",
        lambda text: text.replace("of: attributed", "of: value"),
    )
    changes = {change.key: change for change in what_changes(book, load([BASE, pack]))}
    assert changes["D-SUM@2019-01-01"].change == "changed"
    assert changes["D-SUM@2019-01-01"].keys == ("measure",)
    # D-MEDIAN rests on D-RATIO, which rests on D-SUM
    for follower in ("D-RATIO", "D-MEDIAN", "D-GROWTH", "D-CR2"):
        assert changes[f"{follower}@2019-01-01"].change == "follows"
        assert changes[f"{follower}@2019-01-01"].because_of == "D-SUM@2019-01-01"
    assert "D-AMOUNT@2019-01-01" not in changes
    assert what_changes(book, book) == ()


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    edit(
        pack / "indicators/giving/D-SUM.yaml", lambda text: text.replace("unit: CNY", "unit: [CNY")
    )
    with pytest.raises(Invalid, match=r"D-SUM\.yaml:\d+"):
        load([BASE, pack])


def test_the_installed_catalogue_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONCENTRIC_CATALOGUE", raising=False)
    assert default_paths()[0].name == "base"
    monkeypatch.setenv("CONCENTRIC_CATALOGUE", str(DEMO))
    assert default_paths() == (DEMO,)
    monkeypatch.setenv("CONCENTRIC_CATALOGUE", str(DEMO / "cases"))
    with pytest.raises(Missing, match="CONCENTRIC_CATALOGUE"):
        default_paths()


def test_no_django_is_needed() -> None:
    code = "import sys, concentric.rulebook.api; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_packs_come_after_what_they_require(book: Rulebook, tmp_path: Path) -> None:
    empty = overlay(tmp_path, {})
    loaded = load([empty, DEMO, BASE])
    assert [pack.code for pack in loaded.packs] == ["base", "demo", "overlay"]
    assert loaded.hash == book.hash
