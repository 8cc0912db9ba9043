"""What homes say while a cycle runs: to each person of a firm their turn, to the officer the whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from concentric.indicators.returns import services
from concentric.kernel.api import Actor
from concentric.portal.queries import homes
from concentric.portal.types import Tone
from tests.indicators.returns.world import DUE, World, opened

BEFORE, AFTER = date(2021, 3, 1), date(2021, 4, 1)


@pytest.fixture
def world(db: None) -> World:
    """Three firms with an open cycle of 2020."""
    return opened()


def urls(actor: Actor, today: date = BEFORE) -> list[str]:
    return [task.url for task in homes.home(actor, today).tasks]


def part(actor: Actor, code: str, today: date = BEFORE) -> dict[str, Any]:
    return dict(next(p.context for p in homes.home(actor, today).parts if p.code == code))


def test_the_turn_goes_from_preparer_to_checker_to_signatory_to_officer(world: World) -> None:
    people, uuid = world.people["F001"], world.uuid("F001")
    page, sign = f"/statistics/returns/{uuid}/", f"/statistics/returns/{uuid}/sign/"
    assert page in urls(people.preparer)[0]
    assert urls(people.checker) == urls(people.signatory) == []
    assert world.fill("F001").ok
    services.sign_off(actor=people.preparer, return_uuid=uuid)
    assert [u.endswith(sign.split("/statistics")[1]) for u in urls(people.checker)] == [True]
    assert urls(people.preparer) == []
    services.sign_off(actor=people.checker, return_uuid=uuid)
    assert len(urls(people.signatory)) == 1
    assert urls(world.officer) == []
    services.sign_off(actor=people.signatory, return_uuid=uuid)
    assert len(urls(world.officer)) == 1
    assert urls(people.signatory) == []


def test_a_firm_is_chased_from_the_day_after_its_date(world: World) -> None:
    assert [t.tone for t in homes.home(world.people["F001"].preparer, DUE).tasks] == [
        Tone.ATTENTION
    ]
    assert [t.tone for t in homes.home(world.people["F001"].preparer, AFTER).tasks] == [
        Tone.OFFICIAL
    ]
    assert part(world.officer, "cycle", DUE)["late"] == []
    late = part(world.officer, "cycle", AFTER)["late"]
    assert [one.organisation for one in late] == ["F001", "F002", "F003"]
    assert homes.home(world.officer, AFTER).tasks[0].tone is Tone.OFFICIAL


def test_what_came_back_presses_before_its_date(world: World) -> None:
    uuid = world.submit("F001")
    services.send_back(actor=world.officer, return_uuid=uuid, reason="see line B01")
    task = homes.home(world.people["F001"].preparer, BEFORE).tasks[0]
    assert task.tone is Tone.OFFICIAL
    assert task.due_on is None
    steps = part(world.people["F001"].contact, "own_return")["steps"]
    assert [step["state"] for step in steps] == ["back", "next", "next", "next", "next"]


def test_the_board_counts_every_firm_once(world: World) -> None:
    world.submit("F001")
    board = part(world.officer, "cycle")
    assert board["total"] == 3
    assert sum(one["value"] for one in board["counts"]) == 3


def test_a_firm_sees_its_own_return_only(world: World) -> None:
    found = part(world.people["F002"].contact, "own_return")
    assert found["one"].organisation == "F002"
    assert found["earlier"] == []


def test_a_query_waits_for_the_firm_then_for_the_officer_then_for_nobody(world: World) -> None:
    people, officer = world.people["F001"], world.officer
    thread = services.raise_query(
        actor=officer, return_uuid=world.submit("F001"), line="B01", text="More than last year?"
    )
    page = f"/statistics/returns/queries/{thread}/"
    assert page in urls(people.contact)
    assert page in urls(people.preparer)
    assert page not in urls(officer) + urls(people.signatory) + urls(world.people["F002"].contact)
    services.answer_query(actor=people.contact, thread=thread, text="A new county.")
    assert page not in urls(people.contact)
    assert page in urls(officer)
    services.close_query(actor=officer, thread=thread, text="Agreed.")
    assert page not in urls(people.contact) + urls(officer)


def test_several_queries_are_one_line_that_opens_their_list(world: World) -> None:
    uuid = world.submit("F001")
    threads = [
        services.raise_query(actor=world.officer, return_uuid=uuid, line=line, text="Why?")
        for line in ("B01", "B02")
    ]
    listed = "/statistics/returns/cycles/{cycle}/queries/?state={state}"
    assert listed.format(cycle=world.cycle, state="new") in urls(world.people["F001"].contact)
    for thread in threads:
        services.propose_resolution(
            actor=world.people["F001"].contact, thread=thread, text="As last year."
        )
    assert listed.format(cycle=world.cycle, state="proposed") in urls(world.officer)
