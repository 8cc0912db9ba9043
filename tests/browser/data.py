"""A small data set through the public doors: one convener, two firms, their people, an accord, a pairing, a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from concentric.access import api as access
from concentric.audit import api as audit
from concentric.indicators import api as indicators
from concentric.kernel.api import Period, Role, shanghai_day
from concentric.members import api as members
from concentric.programmes import api as programmes
from concentric.programmes.types import PairingKind
from tests.access import factories as make
from tests.programmes import factories

PASSWORD = make.PASSWORD
CYCLE = "2020"
STAFF = (
    Role.OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.EDITOR,
    Role.AUDITOR,
    Role.ANALYST,
    Role.ADMINISTRATOR,
)
FIRM = (Role.CONTACT, Role.PREPARER, Role.CHECKER, Role.SIGNATORY)


@dataclass(frozen=True, slots=True)
class Sample:
    """What tests of the browser name."""

    accord: UUID
    invitation: UUID


def address(role: Role, code: str = "ASSOC") -> str:
    """The address of whoever acts in a role."""
    return f"{role}@{code.lower()}.example"


def load() -> Sample:
    """Load the set into the database of the test."""
    factories.catalogue()
    people = [
        *((role, "ASSOC") for role in STAFF),
        *((r, f) for f in ("F001", "F002") for r in FIRM),
    ]
    for role, code in people:
        appointed = make.appointed(role, code, name=str(role))
        access.create_user(
            actor=make.SYSTEM, person=appointed.person, email=address(role, code), password=PASSWORD
        )
    for code in ("F001", "F002"):
        members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=date(2020, 1, 1))
    accord = factories.accord(
        title_zh="Sample accord", title_en="Sample accord", text_zh="We serve.", text_en="We serve."
    ).uuid
    programmes.invite(
        actor=make.SYSTEM,
        accord=accord,
        organisations=["F001", "F002"],
        invited_on=factories.INVITED_ON,
    )
    factories.county("141031")
    programmes.propose_pairing(
        actor=make.SYSTEM,
        programme="RURAL",
        firm="F001",
        county="141031",
        kind=PairingKind.ONE_FIRM_ONE_COUNTY,
        starts_on=date(2022, 1, 1),
    )
    members.define_population(
        actor=make.SYSTEM,
        code="returns",
        organisations=("F001", "F002"),
        valid_from=date(2019, 1, 1),
    )
    today = shanghai_day(timezone.now())
    indicators.open_cycle(
        actor=make.SYSTEM,
        code=CYCLE,
        form="annual-return-2020",
        period=Period.parse("2020"),
        population="returns",
        opens_on=today,
        due_on=today + timedelta(days=2),
    )
    audit.seal_all()
    return Sample(accord, programmes.invitations_of("F001")[0].uuid)
