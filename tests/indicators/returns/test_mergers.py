"""A merged firm's open return is finished by its successor; its figures stay its own."""

from __future__ import annotations

from datetime import date

import pytest

from concentric.indicators.returns import models, services
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.services import mergers
from concentric.indicators.returns.types import ReturnState
from concentric.kernel.api import Refused
from concentric.members import api as members
from tests.access import factories as make
from tests.indicators.returns.test_web import BASE, client_of
from tests.indicators.returns.world import World, live_facts, state

pytestmark = pytest.mark.django_db
ON = date(2021, 4, 1)


def merge(firm: str = "F001", successor: str = "F002") -> None:
    for code in (firm, successor):
        if not members.is_member(code, ON):
            members.admit_member(
                actor=make.SYSTEM,
                organisation=code,
                valid_from=date(2019, 1, 1),
            )
    members.merge_members(
        actor=make.SYSTEM, organisation=firm, successor=successor, acted_on=ON, reason="Absorbed."
    )


def test_the_open_return_moves_and_the_settled_one_does_not(world: World) -> None:
    world.submit("F003")
    services.accept(actor=world.officer, returns=[world.uuid("F003")])
    assert mergers.preview(make.SYSTEM, "F003", "F002", ON) == ()
    assert len(mergers.preview(make.SYSTEM, "F001", "F002", ON)) == 1
    merge("F001")
    assert queries.in_charge(world.row("F001")) == "F002"
    assert mergers.move_open_work(make.SYSTEM, "F001", "F002", ON) == 0
    merge("F003")
    assert queries.in_charge(world.row("F003")) == "F003"


def test_the_successors_people_finish_it_in_the_name_of_the_absorbed_firm(world: World) -> None:
    world.fill("F001")
    merge()
    uuid, heirs = world.uuid("F001"), world.people["F002"]
    with pytest.raises(Refused):
        services.sign_off(actor=world.people["F001"].preparer, return_uuid=uuid)
    services.save_line(actor=heirs.preparer, return_uuid=uuid, line="A04", typed="5")
    for actor in (heirs.preparer, heirs.checker, heirs.signatory):
        services.sign_off(actor=actor, return_uuid=uuid)
    services.take_up(actor=world.officer, returns=[uuid])
    services.accept(actor=world.officer, returns=[uuid])
    entry = models.Entry.objects.get(owner=world.row("F001"), line="A04")
    assert [f.organisation for f in live_facts(entry.uuid)] == ["F001"]
    assert state(world, "F002") is ReturnState.OPEN


def test_the_successor_finds_both_returns_and_is_told_why(world: World) -> None:
    merge()
    client = client_of(world.people["F002"].contact)
    listed = client.get(f"{BASE}/").content.decode()
    assert str(world.uuid("F001")) in listed
    assert str(world.uuid("F002")) in listed
    assert b"finishes its return" in client.get(f"{BASE}/{world.uuid('F001')}/").content
    assert client.get(f"{BASE}/{world.uuid('F003')}/").status_code == 404


def test_a_locked_return_opened_again_goes_to_the_successor(world: World) -> None:
    uuid = world.submit("F001")
    services.accept(actor=world.officer, returns=[uuid])
    services.lock(actor=world.officer, returns=[uuid])
    merge()
    assert queries.in_charge(world.row("F001")) == "F001"
    services.grant_exception(
        actor=world.officer, return_uuid=uuid, reason="A05 was wrong.", until=date(2099, 1, 1)
    )
    assert queries.in_charge(world.row("F001")) == "F002"


def test_a_separation_gives_the_return_back_and_a_chain_goes_on(world: World) -> None:
    merge("F001", "F002")
    members.separate_member(
        actor=make.SYSTEM, organisation="F001", acted_on=date(2021, 5, 1), reason="Undone."
    )
    assert queries.in_charge(world.row("F001")) == "F001"
    mergers.move_open_work(make.SYSTEM, "F001", "F002", ON)
    mergers.move_open_work(make.SYSTEM, "F002", "F003", ON)
    assert [queries.in_charge(world.row(f)) for f in ("F001", "F002", "F003")] == ["F003"] * 3


def test_sections_handed_to_the_merged_firm_go_along(world: World) -> None:
    services.assign_section(
        actor=world.people["F003"].contact,
        return_uuid=world.uuid("F003"),
        section="F",
        due_on=date(2021, 3, 20),
        organisation="F001",
    )
    merge()
    assert models.SectionTask.objects.get().organisation.code == "F002"
