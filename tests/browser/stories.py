"""What stands at the site when a story of the browser begins, told through the public doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from concentric.access import api as access
from concentric.indicators import api as indicators
from concentric.indicators.returns import services
from concentric.kernel.api import Actor, Period, Role, shanghai_day
from concentric.publications import api as publications
from tests.access import factories as make
from tests.browser.data import address
from tests.indicators.returns import world as returns_world
from tests.publications import world as publications_world

REPORT = publications_world.REPORT
LATE = "2019"
"""The cycle whose last day has passed."""


def _account(actor: Actor, role: Role, code: str = "ASSOC") -> None:
    assert actor.person is not None
    access.create_user(
        actor=make.SYSTEM, person=actor.person, email=address(role, code), password=make.PASSWORD
    )


def checked_report() -> publications_world.World:
    """A report with a number, a chart and a table, checked and ready for its three signatures."""
    world = publications_world.opened()
    publications_world.short_report(world)
    _account(world.editor, Role.EDITOR)
    for role, actor in zip(access.CONVENER_CHAIN, world.chain, strict=True):
        _account(actor, role)
    publications.check_report(actor=world.editor, report=REPORT)
    return world


def published_report() -> publications_world.World:
    """The same, issued, with one number that changed afterwards."""
    world = checked_report()
    world.sign_all()
    publications.issue_report(actor=world.editor, report=REPORT)
    publications_world.record("F002", "star", "EX6", "50000000")
    publications_world.compute_now()
    return world


@dataclass(frozen=True, slots=True)
class FirmStory:
    """A firm's return, filled and signed by its preparer."""

    world: returns_world.World
    people: Mapping[Role, Actor]

    @property
    def path(self) -> str:
        return f"/statistics/returns/{self.world.uuid('F001')}"

    @property
    def state(self) -> str:
        return str(self.world.row("F001").state)

    def prepares(self, reason: str = "", **changes: Any) -> None:
        """The preparer uploads a workbook and signs it."""
        assert self.world.fill("F001", reason=reason, **changes).ok
        services.sign_off(actor=self.people[Role.PREPARER], return_uuid=self.world.uuid("F001"))


def prepared_return() -> FirmStory:
    """Three firms and a cycle; F001's preparer has signed, with hours of training that no peer comes near."""
    world = returns_world.opened()
    people = world.people["F001"]
    held = {
        Role.PREPARER: people.preparer,
        Role.CHECKER: people.checker,
        Role.SIGNATORY: people.signatory,
    }
    for role, actor in held.items():
        _account(actor, role, "F001")
    _account(world.officer, Role.OFFICER)
    for firm in ("F002", "F003"):
        assert world.fill(firm, lines={"F05": 40, "F06": 10}).ok
    story = FirmStory(world, held)
    story.prepares(**returns_world.deal("EX1", "600", "600"))
    return story


def late_cycle() -> None:
    """A cycle of the year before whose last day was yesterday, beside the sample's."""
    today = shanghai_day(timezone.now())
    indicators.open_cycle(
        actor=make.SYSTEM,
        code=LATE,
        form="annual-return-2019",
        period=Period.parse(LATE),
        population="returns",
        opens_on=today - timedelta(days=30),
        due_on=today - timedelta(days=1),
    )
