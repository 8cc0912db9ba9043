"""A small cycle for tests: three firms with their people, the packaged catalogue, and workbooks that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from concentric.facts import api as facts
from concentric.indicators.returns import models, services
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.types import ReturnState, TypedLine, TypedRow, UploadReport
from concentric.indicators.returns.workbooks import write
from concentric.kernel.api import Actor, Period, Role
from concentric.members import api as members
from concentric.rulebook.types import LineKind
from tests.access import factories as make
from tests.programmes import factories as programme_factories

FIRMS = ("F001", "F002", "F003")
COUNTY = "141031"
DUE = date(2021, 3, 31)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a firm."""

    contact: Actor
    preparer: Actor
    checker: Actor
    signatory: Actor


@dataclass(frozen=True, slots=True)
class World:
    """An open cycle with its firms' people and an officer."""

    people: Mapping[str, People]
    officer: Actor
    cycle: str = "2020"

    def row(self, firm: str) -> models.Return:
        """The return of a firm as it stands."""
        return queries.return_of(self.cycle, firm)

    def uuid(self, firm: str) -> UUID:
        """The uuid of a firm's return."""
        return self.row(firm).uuid

    def fill(self, firm: str, reason: str = "", **changes: Any) -> UploadReport:
        """Upload a workbook of the firm that agrees in itself, apart from the changes."""
        return services.import_workbook(
            actor=self.people[firm].preparer,
            cycle=self.cycle,
            firm=firm,
            content=self.workbook(firm, **changes),
            dry_run=False,
            reason=reason,
        )

    def workbook(self, firm: str, **changes: Any) -> bytes:
        """Its content. `lines` changes values by code (base units), `rows` tables by code."""
        cycle = queries.cycle_row(self.cycle)
        book = queries.book_of(cycle)
        rows = {"A-COUNTY": [county("1000000")], **changes.get("rows", {})}
        values = _values(book.form, changes.get("lines", {}))
        return write.write_return(
            book,
            write.Filling(
                firm=changes.get("as_firm", firm),
                cycle=self.cycle,
                version="1",
                made_at=datetime(2021, 1, 4, tzinfo=UTC),
                lines=values,
                last={},
                rows={code: [TypedRow(r) for r in group] for code, group in rows.items()},
                regions={},
            ),
        )

    def sign(self, firm: str) -> None:
        """All three sign."""
        people = self.people[firm]
        for actor in (people.preparer, people.checker, people.signatory):
            services.sign_off(actor=actor, return_uuid=self.uuid(firm))

    def submit(self, firm: str, **changes: Any) -> UUID:
        """Fill, sign and begin to review; the return's uuid."""
        assert self.fill(firm, **changes).ok
        self.sign(firm)
        services.take_up(actor=self.officer, returns=[self.uuid(firm)])
        return self.uuid(firm)


def _values(form: Any, changes: Mapping[str, Any]) -> dict[str, TypedLine]:
    ones = {"A03": Decimal(1000000)}
    found = {}
    for line in form.lines():
        value = changes.get(line.code, ones.get(line.code, Decimal(0)))
        is_text = line.kind is LineKind.TEXT
        found[line.code] = (
            TypedLine(None, value if isinstance(value, str) else "")
            if is_text
            else TypedLine(value)
        )
    return found


def county(amount: str, kind: str = "education") -> dict[str, str]:
    """A row of A-COUNTY; the amount in yuan."""
    return {"county": COUNTY, "kind": kind, "amount": amount}


def listing(code: str, amount: str, partners: str = "") -> dict[str, str]:
    """A row of B-IPO; the whole amount in yuan."""
    return {
        "company_code": code,
        "company": "Sample",
        "board": "star",
        "amount": amount,
        "partners": partners,
    }


def deal(code: str, amount: str, part: str, partners: str = "") -> dict[str, Any]:
    """The changes of a workbook with one listing: its row and its two control lines."""
    return {
        "rows": {"B-IPO": [listing(code, amount, partners)]},
        "lines": {"B01": Decimal(1), "B02": Decimal(part)},
    }


def opened(firms: Sequence[str] = FIRMS) -> World:
    """The catalogue, firms, people and an open cycle."""
    programme_factories.catalogue()
    programme_factories.county(COUNTY)
    make.organisation("ASSOC")
    people = {
        firm: People(*(make.acting(role, firm) for role in (
            Role.CONTACT, Role.PREPARER, Role.CHECKER, Role.SIGNATORY,
        )))
        for firm in firms
    }  # fmt: skip
    members.define_population(
        actor=make.SYSTEM, code="returns", organisations=list(firms), valid_from=date(2019, 1, 1)
    )
    services.open_cycle(
        actor=make.SYSTEM,
        code="2020",
        form="annual-return-2020",
        period=Period.parse("2020"),
        population="returns",
        opens_on=date(2021, 2, 22),
        due_on=DUE,
    )
    return World(people, make.acting(Role.OFFICER, "ASSOC"))


def state(world: World, firm: str) -> ReturnState:
    """Where a firm's return stands."""
    return ReturnState(world.row(firm).state)


def live_facts(uuid: UUID) -> list[Any]:
    """The facts of a source row that are not reversed."""
    return [
        f
        for f in facts.facts_of_source("indicators", uuid)
        if f.reverses is None and f.reversed_by is None
    ]


__all__ = [
    "COUNTY",
    "DUE",
    "FIRMS",
    "World",
    "county",
    "deal",
    "listing",
    "live_facts",
    "opened",
    "state",
]
