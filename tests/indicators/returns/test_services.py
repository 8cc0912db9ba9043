"""Acts on returns: nothing counted twice, nothing lost, nobody signs twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from concentric.access.models import Appointment
from concentric.facts import api as facts
from concentric.indicators.returns import models, services
from concentric.indicators.returns.queries import boards, figures
from concentric.indicators.returns.types import ReturnState, Severity, ThreadState
from concentric.kernel.api import Conflict, Invalid, Refused, Role
from tests.access import factories as make
from tests.indicators.returns.world import World, county, deal, live_facts, state

pytestmark = pytest.mark.django_db
HALVES = "F001:1/2;F002:1/2"


def entry(world: World, firm: str, line: str) -> models.Entry:
    return models.Entry.objects.get(owner=world.row(firm), line=line)


def test_a_workbook_made_here_is_read_back_and_repeating_it_changes_nothing(world: World) -> None:
    first = world.fill("F001", **deal("EX1", "600", "600"))
    assert (first.ok, first.findings) == (True, ())
    assert first.created > 60
    again = world.fill("F001", **deal("EX1", "600", "600"))
    assert (again.created, again.changed, again.changes) == (0, 0, ())


def test_a_dry_run_writes_nothing_and_tells_what_would_change_and_be_flagged(world: World) -> None:
    world.fill("F001")
    report = services.import_workbook(
        actor=world.people["F001"].preparer,
        cycle="2020",
        firm="F001",
        content=world.workbook("F001", lines={"E02": Decimal(1), "E03": Decimal(2)}),
    )
    assert [c.line for c in report.changes] == ["E02", "E03"]
    assert [(f.rule, f.severity) for f in report.findings] == [("E-R1", Severity.HARD)]
    assert entry(world, "F001", "E03").value == 0
    assert not models.Thread.objects.exists()


def test_a_workbook_of_another_firm_is_refused_whole(world: World) -> None:
    report = world.fill("F001", as_firm="F002")
    assert not report.ok
    assert state(world, "F001") is ReturnState.OPEN


def test_only_the_firms_own_people_fill(world: World) -> None:
    for actor in (world.people["F002"].preparer, world.people["F001"].signatory, world.officer):
        with pytest.raises(Refused):
            services.import_workbook(
                actor=actor, cycle="2020", firm="F001", content=world.workbook("F001")
            )


def test_hard_findings_stop_the_signature_and_vanish_when_mended(world: World) -> None:
    world.fill("F001", rows={"A-COUNTY": [county("2000000")]})
    uuid = world.uuid("F001")
    with pytest.raises(Conflict, match="A03"):
        services.sign_off(actor=world.people["F001"].preparer, return_uuid=uuid)
    services.save_line(
        actor=world.people["F001"].preparer, return_uuid=uuid, line="A03", typed="200"
    )
    services.sign_off(actor=world.people["F001"].preparer, return_uuid=uuid)
    assert models.Thread.objects.get().state == ThreadState.CLOSED


def test_an_empty_line_is_not_a_zero(world: World) -> None:
    world.fill("F001", lines={"A05": None})
    assert models.Thread.objects.get().rule == "missing-A05"
    services.save_line(
        actor=world.people["F001"].preparer, return_uuid=world.uuid("F001"), line="A05", typed="0"
    )
    assert not models.Thread.objects.filter(closed_at=None).exists()


def test_nobody_signs_twice_and_nobody_signs_what_changed(world: World) -> None:
    world.fill("F001")
    uuid, people = world.uuid("F001"), world.people["F001"]
    with pytest.raises(Refused):
        services.sign_off(actor=people.checker, return_uuid=uuid)
    with pytest.raises(Conflict):
        services.sign_off(actor=people.preparer, return_uuid=uuid, seen="0" * 64)
    services.sign_off(actor=people.preparer, return_uuid=uuid)
    for actor in (people.preparer, people.signatory):
        with pytest.raises(Refused):
            services.sign_off(actor=actor, return_uuid=uuid)


def test_a_firm_without_a_checker_still_needs_two_people(world: World) -> None:
    world.fill("F001")
    uuid, people = world.uuid("F001"), world.people["F001"]
    appointment = people.checker.appointment
    assert appointment is not None
    Appointment.objects.filter(uuid=appointment).update(ends_on=date(2020, 12, 31))
    services.sign_off(actor=people.preparer, return_uuid=uuid)
    both = make.acting(Role.SIGNATORY, "F001")
    services.sign_off(actor=both, return_uuid=uuid)
    assert state(world, "F001") is ReturnState.SIGNED


def test_accepting_records_each_basis_once(world: World) -> None:
    uuid = world.submit("F001", **deal("EX1", "1000.01", "500.01", HALVES))
    world.submit("F002", **deal("EX1", "1000.01", "500.00", HALVES))
    services.accept(actor=world.officer, returns=[uuid, world.uuid("F002")])
    assert not live_facts(entry(world, "F001", "A01").uuid)  # a room's number is no declaration
    assert not live_facts(entry(world, "F001", "A03").uuid)  # a control line only checks its table
    (zero,) = live_facts(entry(world, "F001", "A04").uuid)
    assert zero.value == 0
    parts = [
        live_facts(row.uuid)[0]
        for row in models.TableRow.objects.filter(object_code="EX1").order_by("id")
    ]
    assert sorted(part.attributed for part in parts) == [Decimal("500.00"), Decimal("500.01")]
    assert len({part.object_uuid for part in parts}) == 1


def test_a_reopened_return_restates_only_what_changed(world: World) -> None:
    uuid = world.submit("F001")
    services.accept(actor=world.officer, returns=[uuid])
    services.lock(actor=world.officer, returns=[uuid])
    people = world.people["F001"]
    with pytest.raises(Conflict):
        services.save_line(
            actor=people.preparer, return_uuid=uuid, line="A05", typed="4", reason="late news"
        )
    services.grant_exception(
        actor=world.officer, return_uuid=uuid, reason="A05 was wrong", until=date(2099, 1, 1)
    )
    with pytest.raises(Invalid):
        services.save_line(actor=people.preparer, return_uuid=uuid, line="A05", typed="4")
    services.save_line(
        actor=people.preparer, return_uuid=uuid, line="A05", typed="4", reason="two came later"
    )
    (standing,) = live_facts(entry(world, "F001", "A05").uuid)
    assert standing.value == 0  # totals have no hole while it is open
    world.sign("F001")
    services.take_up(actor=world.officer, returns=[uuid])
    assert services.accept(actor=world.officer, returns=[uuid]) == 1
    history = facts.facts_of_source("indicators", entry(world, "F001", "A05").uuid)
    assert [(f.value, f.reverses is not None) for f in history] == [
        (0, False),
        (None, True),
        (4, False),
    ]
    assert [one.organisation for one in boards.restated(world.row("F001").cycle)] == ["F001"]
    assert boards.quality(world.row("F001").cycle, date(2021, 4, 1)).corrected == (
        ("F001", "A05", 1),
    )


def test_an_unchanged_return_is_locked_again(world: World) -> None:
    uuid = world.submit("F001")
    services.accept(actor=world.officer, returns=[uuid])
    services.grant_exception(
        actor=world.officer, return_uuid=uuid, reason="to look", until=date(2099, 1, 1)
    )
    services.relock(actor=world.officer, return_uuid=uuid)
    assert state(world, "F001") is ReturnState.LOCKED
    assert not models.LockException.objects.filter(closed_at=None).exists()


def test_two_amounts_for_one_deal_ask_both_partners_until_they_agree(world: World) -> None:
    world.submit("F001", **deal("EX1", "900", "450", HALVES))
    uuid = world.submit("F002", **deal("EX1", "800", "400", HALVES))
    threads = models.Thread.objects.filter(kind="object", closed_at=None)
    assert set(threads.values_list("owner__organisation__code", flat=True)) == {"F001", "F002"}
    with pytest.raises(Conflict):
        services.accept(actor=world.officer, returns=[world.uuid("F001")])
    services.send_back(actor=world.officer, return_uuid=uuid, reason="The prospectus says 900.")
    assert (
        world.fill("F002", reason="by the prospectus", **deal("EX1", "900", "450", HALVES)).changed
        == 2
    )
    world.sign("F002")
    assert not threads.exists()


def test_a_contested_number_stays_open_until_it_is_decided(world: World) -> None:
    uuid = world.submit("F001", lines={"A01": Decimal(2)})
    thread = models.Thread.objects.get(kind="contest")
    with pytest.raises(Conflict):
        services.close_query(actor=world.officer, thread=thread.uuid, text="fine")
    with pytest.raises(Conflict):
        services.accept(actor=world.officer, returns=[uuid])
    services.send_back(actor=world.officer, return_uuid=uuid, reason="The register is right: none.")
    services.save_line(
        actor=world.people["F001"].preparer,
        return_uuid=uuid,
        line="A01",
        typed="0",
        reason="withdrawn",
    )
    assert entry(world, "F001", "A01").contest == "settled"
    thread.refresh_from_db()
    assert thread.state == ThreadState.CLOSED


def test_what_an_officer_closed_is_not_asked_again_for_the_same_figures(world: World) -> None:
    world.submit("F002", lines={"F05": Decimal(10), "F06": Decimal(10)})
    world.submit("F003", lines={"F05": Decimal(10), "F06": Decimal(10)})
    uuid = world.submit("F001", lines={"F05": Decimal(1000), "F06": Decimal(10)})
    thread = models.Thread.objects.get(rule="F-R3", owner=world.row("F001"))
    assert (
        services.raise_by_rule(actor=world.officer, cycle="2020", rule="F-R3", text="So many?") == 1
    )
    assert (
        services.raise_by_rule(actor=world.officer, cycle="2020", rule="F-R3", text="So many?") == 0
    )
    services.answer_query(
        actor=world.people["F001"].contact, thread=thread.uuid, text="A training year."
    )
    services.close_query(actor=world.officer, thread=thread.uuid, text="Borne out by the plan.")
    services.recheck(actor=world.officer, cycle="2020")
    assert not models.Thread.objects.filter(owner=world.row("F001"), closed_at=None).exists()
    assert services.accept(actor=world.officer, returns=[uuid]) > 60


def test_the_claims_and_last_year_are_read_in_one_query_each(
    world: World, django_assert_num_queries: object
) -> None:
    world.submit("F001", **deal("EX1", "900", "900"))
    cycle = world.row("F001").cycle
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's context manager
        assert figures.last_year(cycle, ["F001"]) == {}
