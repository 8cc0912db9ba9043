"""The register as a list that comes in."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from concentric.desk.types import ImportReport
from concentric.kernel.api import Refused
from concentric.parties import api, models
from concentric.parties.types import OrganisationKind
from tests.parties.factories import SYSTEM, contact_of, draft, officer

pytestmark = pytest.mark.django_db
HEADER = "code,kind,legal_name,short_name,parent,uscc,valid_from"
ROWS = (
    "F001,firm,示例证券001股份有限公司,示例证券001,,,2015-01-01",
    "F001-1,outlet,示例营业部,,F001,,2016/02/03",
)
GOOD = "\n".join([HEADER, *ROWS])


def bring(text: str, *, dry_run: bool = False) -> ImportReport:
    return api.import_organisations(
        actor=officer(), content=text.encode(), filename="list.csv", dry_run=dry_run
    )


def test_a_dry_run_writes_nothing_and_says_what_it_would() -> None:
    report = bring(GOOD, dry_run=True)
    assert (report.ok, report.created) == (True, 2)
    assert models.Organisation.objects.count() == 0


def test_an_import_is_safe_to_repeat() -> None:
    assert bring(GOOD).created == 2
    again = bring(GOOD)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert api.organisation("F001-1").parent == "F001"


def test_codes_are_mended_but_names_are_not() -> None:
    api.register_organisation(actor=SYSTEM, draft=draft("F001"))
    name = draft("F001").legal_name
    mended = f"{HEADER},stock_code\nF001,firm,{name},,,,2015-01-01,600000\n"
    assert bring(mended).changed == 1
    assert api.organisation("F001").stock_code == "600000.SH"
    report = bring(f"{HEADER}\nF001,firm,别的名字,,,,2015-01-01\n")
    assert [(p.cell, bool(p.remedy)) for p in report.problems] == [("C2", True)]


def test_every_fault_is_named_by_its_cell_and_nothing_is_written() -> None:
    rows = [
        "F001,firm,示例,,,91110000MA0000000X,2015-01-01",
        "F002,castle,示例,,,,2015-01-01",
        "F003,firm,示例,,,,yesterday",
        "F004,outlet,示例,,F999,,2015-01-01",
        "F005,firm,示例,,,,2015-01-01",
        "F005,firm,示例,,,,2015-01-01",
        "F006,firm,,,,,2015-01-01",
    ]
    report = bring("\n".join([HEADER, *rows]))
    assert {p.cell for p in report.problems} == {"F2", "B3", "G4", "E5", "A6", "A7", "C8"}
    assert models.Organisation.objects.count() == 0


def test_workbooks_with_titles_in_either_language_are_read() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("单位")
    rows = [
        ["代码", "类型", "法定名称", "存续起始日"],
        ["S001", "School", "示例中学", "2010-09-01"],
        ["S002", "学校", "示例小学", "2010-09-01"],
    ]
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    report = api.import_organisations(
        actor=officer(), content=out.getvalue(), filename="list.xlsx", dry_run=False
    )
    assert report.problems == ()
    assert [o.code for o in api.organisations(kinds=[OrganisationKind.SCHOOL])] == ["S002", "S001"]


def test_only_staff_imports() -> None:
    with pytest.raises(Refused):
        api.import_organisations(
            actor=contact_of("F001"), content=b"", filename="x.csv", dry_run=True
        )
