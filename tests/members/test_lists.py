"""The member list: dry run, all or nothing, safe to repeat, errors by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from django.utils import translation

from concentric.desk.types import ImportReport
from concentric.kernel.api import Period, Refused, Role
from concentric.members import api as members
from concentric.members.models import Membership
from concentric.members.types import Attribute
from tests.access import factories as make

pytestmark = pytest.mark.django_db

FIRMS = (
    {
        "code": "F001",
        "legal_name": "Sample Securities 001",
        "firm_kind": "comprehensive",
        "admitted_on": "2019-01-01",
        "populations": "returns@2020-01-01~2020-12-31",
    },
    {
        "code": "F002",
        "legal_name": "Sample Securities 002",
        "firm_kind": "underwriting",
        "parent": "F001",
        "admitted_on": "2019-01-01",
        "populations": "returns@2020-01-01~2020-12-31; pilot",
    },
)


def listed(rows: Sequence[Mapping[str, str]]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def bring_in(rows: Sequence[Mapping[str, str]], *, dry_run: bool = False) -> ImportReport:
    return members.import_members(
        actor=make.SYSTEM, content=listed(rows), filename="members.csv", dry_run=dry_run
    )


def test_a_dry_run_says_what_it_would_do_and_writes_nothing() -> None:
    report = bring_in(FIRMS, dry_run=True)
    assert (report.ok, report.created) == (True, 2)
    assert not Membership.objects.exists()


def test_a_list_brings_members_kinds_groups_and_populations() -> None:
    assert bring_in(FIRMS).created == 2
    assert members.members_on(date(2020, 1, 1)) == ("F001", "F002")
    assert members.population("returns", period=Period.year(2020)) == ("F001", "F002")
    assert members.population("pilot", on=date(2019, 1, 1)) == ("F002",)
    assert members.attribute_of(Attribute.GROUP) == {"F001": "F001", "F002": "F001"}
    assert members.attribute_of(Attribute.FIRM_KIND)["F002"] == "underwriting"


def test_a_list_is_safe_to_repeat() -> None:
    bring_in(FIRMS)
    report = bring_in(FIRMS)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        ({"admitted_on": "yesterday"}, "D2"),
        ({"parent": "F777"}, "F2"),
        ({"parent": "F001"}, "F2"),
        ({"code": "F002"}, "A3"),
        ({"populations": "returns:half"}, "E2"),
        ({"populations": "returns:consolidated@2020-01-01"}, "E2"),
        ({"legal_name": ""}, "B2"),
    ],
)
def test_a_fault_names_its_cell_and_stops_the_whole_list(change: dict[str, str], cell: str) -> None:
    rows = [{**FIRMS[0], "parent": "", **change}, {**FIRMS[1]}]
    report = bring_in(rows)
    assert cell in {problem.cell for problem in report.problems}
    assert not Membership.objects.exists()


def test_another_name_is_a_dated_act_and_no_import() -> None:
    bring_in(FIRMS)
    report = bring_in([{**FIRMS[0], "legal_name": "Other Securities"}])
    assert [problem.cell for problem in report.problems] == ["B2"]


def test_titles_are_found_in_both_languages() -> None:
    titles = {column.code: column.titles for column in members.member_columns()}
    with translation.override("zh-hans"):
        assert members.member_columns()[0].titles[0] in titles["code"]
    assert "Code" in titles["code"]


def test_a_firm_does_not_bring_in_members() -> None:
    with pytest.raises(Refused):
        members.import_members(
            actor=make.acting(Role.CONTACT),
            content=listed(FIRMS),
            filename="members.csv",
            dry_run=True,
        )
