"""The demo's lists: members, people, signatures of the accord, pairings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sample_period.chance import Chance
from sample_period.counties import county_names, pairings
from sample_period.firms import ALL_FIRMS, RETURN_FIRMS, Firm, firms, groups, sample_uscc
from sample_period.words import region_names, words
from sample_period.workbook import Book

INVITED_ON = date(2021, 10, 25)
COUNTED_ON = date(2022, 4, 15)
SIGNED, DECLINED = 61, 9
BRANCH_FIRMS, BRANCHES_EACH = 12, 3
FIRM_ROLES = ("contact", "preparer", "checker", "signatory")
CONVENER_STAFF = {
    "officer": 6,
    "department_head": 2,
    "leader": 2,
    "editor": 2,
    "auditor": 2,
    "analyst": 1,
    "administrator": 1,
}

Record = dict[str, Any]


def _named(pattern: dict[str, str], **values: Any) -> tuple[str, str]:
    return pattern["zh"].format(**values), pattern["en"].format(**values)


def firm_names(firm: Firm) -> tuple[str, str, str, str]:
    """Full and short name in Chinese and English: (zh, en, short zh, short en)."""
    names = words()["firm"]
    return (*_named(names["name"], n=firm.number), *_named(names["short"], n=firm.number))


def _sheet(book: Book, name: str, rows: Sequence[Record]) -> None:
    """A list as the site takes it in: titles in two languages, codes of the columns, rows."""
    titles = dict(zip(("zh", "en"), name.split(" ", 1), strict=True))
    book.list_sheet(name, titles, list(rows[0]), [[_text(v) for v in row.values()] for row in rows])


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _member_rows() -> list[Record]:
    chance = Chance("members")
    regions = list(region_names())
    group_of = {firm: group for group, members in groups().items() for firm in members}
    rows = []
    for firm in firms():
        zh, en, short_zh, short_en = firm_names(firm)
        returns = firm.number <= RETURN_FIRMS
        first_year, last_year = (2003, 2017) if returns else (2019, 2021)
        joined = date(
            chance.between(first_year, last_year), chance.between(1, 12), chance.between(1, 28)
        )
        rows.append(
            {
                "code": firm.code,
                "legal_name": zh,
                "short_name": short_zh,
                "legal_name_en": en,
                "short_name_en": short_en,
                "firm_kind": firm.kind,
                "group": group_of.get(firm.code, ""),
                "place": regions[chance.between(0, len(regions) - 1)].removeprefix("CN-REG-"),
                "uscc": sample_uscc(firm.number),
                "admitted_on": joined,
                "populations": "members; returns@2019-01-01" if returns else "members",
            }
        )
    return rows


def _office_rows() -> list[Record]:
    return [
        _organisation(kind, words()[key], date(2000, 1, 1))
        for key, kind in (("convener", "association"), ("regulator", "government_office"))
    ]


def _organisation(kind: str, named: dict[str, str], since: date, **more: str) -> Record:
    return {
        "code": named["code"],
        "kind": kind,
        "legal_name": named["zh"],
        "legal_name_en": named["en"],
        "parent": more.get("parent", ""),
        "place": more.get("place", ""),
        "valid_from": since,
    }


def _branch_rows() -> list[Record]:
    chance = Chance("branches")
    places = list(county_names())
    owners = sorted(firms(), key=lambda firm: firm.place)[:BRANCH_FIRMS]
    rows = []
    for firm in sorted(owners, key=lambda firm: firm.number):
        _, _, short_zh, short_en = firm_names(firm)
        pattern = words()["branch"]
        for number in range(1, BRANCHES_EACH + 1):
            named = {
                "code": f"{firm.code}-B{number:02d}",
                "zh": pattern["zh"].format(firm=short_zh, n=number),
                "en": pattern["en"].format(firm=short_en, n=number),
            }
            place = places[chance.between(0, len(places) - 1)]
            since = date(chance.between(2008, 2018), chance.between(1, 12), 15)
            rows.append(
                _organisation("branch_company", named, since, parent=firm.code, place=place)
            )
    return rows


def write_members(path: Path) -> None:
    """members.xlsx: all firms, with their groups and populations."""
    book = Book(path)
    _sheet(book, words()["lists"]["members"], _member_rows())
    book.book.close()


def write_organisations(path: Path) -> None:
    """organisations.xlsx: the convener, the regulator and some branch companies."""
    book = Book(path)
    _sheet(book, words()["lists"]["organisations"], [*_office_rows(), *_branch_rows()])
    book.book.close()


def _write_csv(path: Path, rows: Iterable[Record]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _person(organisation: str, role: str, number: str, since: date) -> Record:
    zh, en = _named(words()["people"][role], n=number)
    return {
        "code": f"{organisation}-{role}-{number}",
        "name_zh": zh,
        "name_en": en,
        "organisation": organisation,
        "role": role,
        "email": f"{role.replace('_', '-')}.{number}@{organisation.lower()}.example",
        "valid_from": since.isoformat(),
        "valid_to": "",
    }


def people() -> list[Record]:
    """Four per returning firm, a contact for the others, the convener's staff, a regulator."""
    since = date(2020, 12, 1)
    found = []
    for role, count in CONVENER_STAFF.items():
        convener = words()["convener"]["code"]
        found += [_person(convener, role, f"{n:02d}", since) for n in range(1, count + 1)]
    found.append(_person(words()["regulator"]["code"], "regulator", "01", since))
    for firm in firms():
        roles = FIRM_ROLES if firm.number <= RETURN_FIRMS else FIRM_ROLES[:1]
        found += [_person(firm.code, role, f"{firm.number:03d}", since) for role in roles]
    return found


def write_people(path: Path) -> None:
    """people.csv"""
    _write_csv(path, people())


def write_pairings(path: Path) -> None:
    """pairings.csv: the register of pairings; the one that F031 will claim is not in it."""
    _write_csv(
        path,
        (
            {
                "firm": pairing.firm,
                "county": pairing.county,
                "county_name": county_names()[pairing.county],
                "kind": pairing.kind,
                "agreed_on": pairing.agreed_on.isoformat(),
            }
            for pairing in pairings()
            if pairing.on_record
        ),
    )


def signatures() -> list[Record]:
    """All firms invited to the accord: some signed by the day of the count, some declined."""
    chance = Chance("signatures")
    chosen = chance.picks([firm.size for firm in firms()], SIGNED + DECLINED)
    signed, declined = set(chosen[:SIGNED]), set(chosen[SIGNED:])
    rows = []
    for index, firm in enumerate(firms()):
        row: Record = {
            "code": firm.code,
            "state": "silent",
            "invited_on": INVITED_ON,
            "signed_on": None,
            "countersigned_on": None,
            "declined_on": None,
            "decline_reason": "",
        }
        if index in signed:
            row["state"] = "countersigned"
            row["signed_on"] = INVITED_ON + timedelta(days=chance.between(3, 160))
            row["countersigned_on"] = row["signed_on"] + timedelta(days=chance.between(1, 9))
        if index in declined:
            reasons = words()["signatures"]["reasons"]
            row["state"] = "declined"
            row["declined_on"] = INVITED_ON + timedelta(days=chance.between(5, 90))
            row["decline_reason"] = reasons[chance.between(0, len(reasons) - 1)]
        rows.append(row)
    late = [row for row in rows if row["countersigned_on"] and row["countersigned_on"] > COUNTED_ON]
    if late or len(rows) != ALL_FIRMS:
        raise ValueError("every signature must be complete on the day of the count")
    return rows


def write_signatures(path: Path) -> None:
    """accord_signatures.xlsx"""
    book = Book(path)
    _sheet(book, words()["lists"]["signatures"], signatures())
    book.book.close()
