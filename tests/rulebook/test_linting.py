"""Each fault the linter knows is found, on its line, with a way to mend it; the sound packs have
none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from concentric.kernel.api import Missing
from concentric.rulebook.api import check
from concentric.rulebook.types import Problem
from tests.rulebook.packs import BASE, DEMO, copy_of_demo, edit

SUM = "indicators/giving/D-SUM.yaml"
RATIO = "indicators/giving/D-RATIO.yaml"
DEALS = "indicators/giving/D-DEALS.yaml"
STAFF = "indicators/giving/D-STAFF.yaml"
MONEY = "fact_types/demo/money_given.yaml"
KEPT = "fact_types/demo/staff_declared.yaml"
CASE = "cases/sum.yaml"

# file, text to replace, replacement, words of the problem, line (0: do not care)
FAULTS = [
    (SUM, "unit: CNY", "unit: CNX", "unit CNX is not in the list of units", 4),
    (SUM, "area: giving", "area: taking", "area taking is not in the list of areas", 3),
    (SUM, "population: returns", "population: nobody", "no population nobody", 8),
    (SUM, "demo.money_given", "demo.money_taken", "no fact type demo.money_taken", 10),
    (SUM, "of: attributed", "of: object", "sum of object cannot be computed", 10),
    (SUM, "[organisation]", "[organisation, colour]", "cannot be broken down by colour", 12),
    (SUM, "unit: CNY\n", "unit: person\n", "is in person but sums demo.money_given in CNY", 4),
    (SUM, "time: within", "time: at_end", "is no state, but D-SUM takes its last value", 11),
    (SUM, "valid_to: null", "valid_to: 2018-01-01", "ends on 2018-01-01, before it begins", 15),
    (SUM, "issued_on: null", "issued_on: null, url: https://example.org/", "home page", 16),
    (SUM, "unverified", "verified", "called verified but has no date of issue", 16),
    (SUM, "en: Money given.", "en: 捐赠", "English text holds Chinese characters", 0),
    (SUM, "code: D-SUM", "code: D-TOTAL", "defines D-TOTAL", 1),
    (SUM, "area: giving\nunit: CNY", "unit: CNY\narea: giving", "not in the canonical order", 0),
    (SUM, "decimals: 2", "decimals: two", "value does not fit", 5),
    (SUM, "decimals: 2", "decimal: 2", "a key is not known", 5),
    (SUM, "formula: sum", "formula: total", "not one of those allowed", 9),
    (SUM, "valid_from: 2019-01-01", "valid_from: 2019-13-01", "wrong form", 14),
    (SUM, "population: returns\n", "", "'population' is a required property", 0),
    (SUM, "decimals: 2", "decimals: 2\ndecimals: 2", "key decimals is written twice", 6),
    (DEALS, "of: object", "of: object, where: {colour: red}", "no dimension colour", 10),
    (DEALS, "of: object", "of: object, where: {board: moon}", "list boards has no code moon", 10),
    (DEALS, "demo.deal_closed", "demo.money_given", "have no object to count", 10),
    (STAFF, "time: at_end", "time: within", "D-STAFF adds up states of demo.staff_declared", 11),
    (RATIO, "D-SUM", "D-NONE", "no indicator D-NONE", 10),
    (RATIO, "denominator:", "heads:", "ratio needs the inputs numerator, denominator", 10),
    ("indicators/giving/D-SHARE.yaml", "D-AMOUNT", "D-STAFF", "different units", 10),
    ("indicators/giving/D-TOP2.yaml", ", n: 2", "", "top_n needs the inputs of, n", 10),
    ("indicators/giving/D-CUM.yaml", "of: D-SUM", "of: D-STAFF", "cumulative cannot be taken", 0),
    ("indicators/giving/D-STATE.yaml", "of: D-STAFF", "of: D-PUPILS", "state_at cannot be", 0),
    (MONEY, "additive_over_time: true", "additive_over_time: false", "not additive over time", 9),
    (
        MONEY,
        "additive_over_organisations: true",
        "additive_over_organisations: false",
        "not additive over members",
        9,
    ),
    (MONEY, "dimensions: {}", "dimensions: {kind: {list: kinds}}", "no code list kinds", 9),
    (KEPT, "additive_over_time: false", "additive_over_time: true", "cannot be additive", 6),
    ("code_lists/boards.yaml", "code: star", "code: main", "in the list twice", 0),
    ("code_lists/boards.yaml", "STAR market}", "STAR market}, parent: x", "refers to x", 5),
    (CASE, "indicator: D-COUNT", "indicator: D-NONE", "no indicator D-NONE", 0),
    (CASE, "demo.money_given", "demo.money_taken", "no fact type demo.money_taken", 7),
    (CASE, "returns:", "nobody:", "no population nobody", 11),
    ("cases/distinct.yaml", "board: main}", "board: moon}", "no dimension board with a code", 9),
    ("pack.yaml", "requires: [base]", "requires: [ground]", "requires ground", 0),
]


def problems_after(tmp_path: Path, file: str, old: str, new: str) -> list[Problem]:
    pack = copy_of_demo(tmp_path)
    edit(pack / file, lambda text: text.replace(old, new, 1))
    return check([BASE, pack])


def test_sound_packs_have_no_problem() -> None:
    assert check([BASE, DEMO]) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "words", "line"), FAULTS, ids=[fault[3] for fault in FAULTS]
)
def test_a_fault_is_found(
    tmp_path: Path, file: str, old: str, new: str, words: str, line: int
) -> None:
    found = problems_after(tmp_path, file, old, new)
    matching = [problem for problem in found if words in problem.what]
    assert matching, [str(problem) for problem in found]
    here = [problem for problem in matching if problem.file.endswith(file)]
    assert here or file == MONEY
    assert all(problem.why and problem.remedy for problem in matching)
    if line and here:
        assert line in {problem.line for problem in here}, [str(problem) for problem in here]


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    file = pack / SUM
    file.write_bytes(file.read_text(encoding="utf-8").encode("gbk"))

    (found,) = check([pack])
    assert (found.file, found.line) == (str(file), 2)
    assert "not written in UTF-8" in found.what


def test_no_folder_is_passed_over_in_silence(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="nowhere"):
        check([copy_of_demo(tmp_path), tmp_path / "nowhere"])


def test_a_circle_is_spelled(tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    edit(pack / RATIO, lambda text: text.replace("numerator: D-SUM", "numerator: D-MEDIAN"))
    said = [problem.what for problem in check([BASE, pack]) if "circle" in problem.what]
    assert any("D-RATIO → D-MEDIAN → D-RATIO" in what for what in said)
    assert any("D-MEDIAN → D-RATIO → D-MEDIAN" in what for what in said)


def test_versions_may_follow_but_not_overlap(tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    text = (pack / SUM).read_text(encoding="utf-8")
    later = text.replace("valid_from: 2019-01-01", "valid_from: 2022-01-01")
    (pack / "indicators/giving/D-SUM@2022-01-01.yaml").write_text(later, encoding="utf-8")
    found = check([BASE, pack])
    assert [problem.what for problem in found if "overlaps" in problem.what]
    assert any("2021-12-31" in problem.remedy for problem in found)
    edit(pack / SUM, lambda before: before.replace("valid_to: null", "valid_to: 2021-12-31"))
    assert check([BASE, pack]) == []


SOURCE = "source: {title: t, article: null, issued_on: null, status: unverified}"
PARAMETER = f"""- code: least
  name: {{zh: 下限, en: Least}}
  values:
    - from: 2019-01-01
      to: 2020-06-30
      value: 3
      {SOURCE}
    - from: 2020-07-01
      value: 5
      {SOURCE}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2020-06-30", "2020-06-01", "leave a gap"),
        ("2020-06-30", "2020-08-01", "overlap or leave"),
        ("from: 2020-07-01", "from: 2019-01-01", "not in the order of their days"),
    ],
)
def test_parameters_have_one_value_on_each_day(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    pack = copy_of_demo(tmp_path)
    file = pack / "parameters/rules.yaml"
    file.parent.mkdir()
    file.write_text(PARAMETER, encoding="utf-8")
    assert check([BASE, pack]) == []
    edit(file, lambda text: text.replace(old, new))
    assert any(words in problem.what for problem in check([BASE, pack]))


def test_a_make_up_day_is_a_weekend(tmp_path: Path) -> None:
    pack = copy_of_demo(tmp_path)
    text = "year: 2030\nholidays: []\nmake_up_days: [2030-01-02, 2030-01-05, 2029-12-29]\n" + SOURCE
    (pack / "calendar").mkdir()
    (pack / "calendar/2030.yaml").write_text(text + "\n", encoding="utf-8")
    said = [problem.what for problem in check([BASE, pack])]
    assert len(said) == 2
    assert "2030-01-02" in said[0] + said[1] and "2029-12-29" in said[0] + said[1]


def test_a_problem_can_be_said_in_another_language(tmp_path: Path) -> None:
    found = problems_after(tmp_path, SUM, "unit: CNY", "unit: CNX")
    problem = next(problem for problem in found if "unit CNX" in problem.what)
    other = problem.translated(lambda text: f"«{text}»")
    assert other.what == "«The unit CNX is not in the list of units.»"
    assert (other.file, other.line) == (problem.file, problem.line)
