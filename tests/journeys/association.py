"""A small association for journeys: four firms, everybody's account, and the workbooks the firms hand in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from openpyxl import load_workbook

from concentric.access import api as access
from concentric.audit import api as audit
from concentric.kernel.api import Role
from concentric.members import api as members
from tests.access import factories as make
from tests.programmes import factories as programme_factories

PASSWORD = make.PASSWORD
FIRMS = ("F001", "F002", "F003", "F004")
STAFF = (Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER, Role.EDITOR)
CHAIN = (Role.PREPARER, Role.CHECKER, Role.SIGNATORY)
POPULATION = "returns"
COUNTY = "141031"
YES_NO_LINES = ("A11", "C10", "D04", "G07")
_FIRST_ROW = 5
_LINE, _VALUE = 1, 5
_LISTING = ("company_code", "company", "board", "amount", "partners")


class QuickHasher(PBKDF2PasswordHasher):
    """The product's way of keeping passwords, with one round: the site strengthens it when they sign in."""

    iterations = 1


def email(role: Role, code: str = "ASSOC") -> str:
    """The address of whoever acts in a role."""
    return f"{role}@{code.lower()}.example"


def founded() -> None:
    """The catalogue, the firms as members, and an account for everybody who acts in the story."""
    programme_factories.catalogue()
    programme_factories.county(COUNTY)
    people = [*((role, "ASSOC") for role in STAFF), *((r, f) for f in FIRMS for r in CHAIN)]
    for role, code in people:
        person = make.appointed(role, code, name=f"{role} {code}").person
        access.create_user(
            actor=make.SYSTEM, person=person, email=email(role, code), password=PASSWORD
        )
    for code in FIRMS:
        members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=date(2019, 1, 1))
    members.define_population(
        actor=make.SYSTEM, code=POPULATION, organisations=FIRMS, valid_from=date(2019, 1, 1)
    )
    audit.seal_all()


@dataclass(frozen=True, slots=True)
class Listing:
    """A company's listing as a firm types it: the whole amount in 10,000 yuan, the partners' shares."""

    company: str
    board: str
    amount: str
    partners: str = ""

    def part_of(self, firm: str) -> Decimal:
        """The firm's part in 10,000 yuan."""
        if not self.partners:
            return Decimal(self.amount)
        share = dict(one.split(":") for one in self.partners.split(";"))[firm]
        above, below = share.split("/")
        return Decimal(self.amount) * int(above) / int(below)


def filled(
    content: bytes, firm: str, listings: Sequence[Listing], lines: Mapping[str, str]
) -> bytes:
    """A downloaded workbook as its firm sends it in: listings, their control lines, a nought elsewhere."""
    book = load_workbook(io.BytesIO(content))
    typed: dict[str, Any] = {
        **dict.fromkeys(YES_NO_LINES, "否"),
        "B01": len(listings),
        "B02": sum((one.part_of(firm) for one in listings), Decimal(0)),
        **lines,
    }
    for sheet in book.worksheets:
        if sheet.cell(_FIRST_ROW - 2, _LINE).value == "line":
            _fill_lines(sheet, typed)
    sheet = book["B-IPO"]
    codes = [cell.value for cell in sheet[_FIRST_ROW - 2]]
    for row, one in enumerate(listings, start=_FIRST_ROW):
        cells = (one.company, f"Company {one.company}", one.board, one.amount, one.partners)
        for code, value in zip(_LISTING, cells, strict=True):
            sheet.cell(row, codes.index(code) + 1).value = value or None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_lines(sheet: Any, typed: Mapping[str, Any]) -> None:
    for row in range(_FIRST_ROW, sheet.max_row + 1):
        line, cell = sheet.cell(row, _LINE).value, sheet.cell(row, _VALUE)
        if not line:
            continue
        if line in typed:
            cell.value = str(typed[line])
        elif cell.number_format != "@":
            cell.value = 0
