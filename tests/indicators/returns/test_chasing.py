"""Who is late and reminded: steps, once a day, what the firm sees, letters, the list and its export."""

from __future__ import annotations

from datetime import date

import pytest

from concentric.desk import api as desk
from concentric.indicators.returns import models, services
from concentric.indicators.returns.prints import letter
from concentric.indicators.returns.queries import chases
from concentric.indicators.returns.rules import chasing
from concentric.indicators.returns.types import ChaseStep
from concentric.kernel.api import Invalid, Refused
from tests.indicators.returns.test_web import BASE, client_of
from tests.indicators.returns.world import World

pytestmark = pytest.mark.django_db
TEXT = "Please sign it this week.\nTell us what is missing."


def chase(world: World, *firms: str, on: date | None = None) -> int:
    return services.chase(
        actor=world.officer, returns=[world.uuid(f) for f in firms], text=TEXT, on=on
    )


def test_the_first_reminder_goes_to_the_contact_and_later_ones_to_the_signatory_too() -> None:
    steps = [chasing.step_after(earlier) for earlier in range(3)]
    assert steps == [ChaseStep.CONTACT, ChaseStep.SIGNATORY, ChaseStep.SIGNATORY]


def test_a_firm_is_reminded_once_a_day_and_not_while_the_association_has_its_return(
    world: World,
) -> None:
    world.submit("F001")
    day = date(2021, 4, 6)
    assert chase(world, "F001", "F002", on=day) == 1
    assert chase(world, "F002", "F003", on=day) == 1
    assert chase(world, "F002", on=date(2021, 4, 8)) == 1
    said = chases.in_cycle(world.row("F002").cycle)
    assert [(one.organisation, one.step, one.number) for one in said] == [
        ("F002", ChaseStep.SIGNATORY, 2),
        ("F003", ChaseStep.CONTACT, 1),
        ("F002", ChaseStep.CONTACT, 1),
    ]


def test_only_officers_remind_and_with_words(world: World) -> None:
    with pytest.raises(Refused):
        services.chase(actor=world.people["F001"].contact, returns=[world.uuid("F001")], text=TEXT)
    with pytest.raises(Invalid):
        services.chase(actor=world.officer, returns=[world.uuid("F001")], text="  ")


def test_the_firm_sees_who_reminded_it_on_its_home_and_on_its_return(world: World) -> None:
    people = world.people["F001"]
    chase(world, "F001", on=date(2021, 4, 6))
    for actor, sees in ((people.contact, True), (people.preparer, True), (people.signatory, False)):
        assert (b"Please sign it this week." in client_of(actor).get("/").content) is sees
    chase(world, "F001", on=date(2021, 4, 8))
    assert b"Please sign it this week." in client_of(people.signatory).get("/").content
    assert b"Please sign it" not in client_of(world.people["F002"].contact).get("/").content
    page = client_of(people.contact).get(f"{BASE}/{world.uuid('F001')}/").content
    assert b"Reminder 2 of the association" in page
    officer = chases.names([world.officer.person])[world.officer.person]
    assert officer.encode() in page
    world.submit("F001")
    assert b"Please sign it" not in client_of(people.contact).get("/").content


def test_letters_are_printed_one_page_each(world: World) -> None:
    day = date(2021, 4, 6)
    chase(world, "F001", "F002", on=day)
    rows = chases.chase_rows(world.row("F001").cycle, day)
    pages = desk.paper_texts(letter.letters(rows), most_pages=9)
    assert len(pages) == 2
    assert "F001" in pages[0]
    assert "Tell us what is missing." in pages[0]
    contact = chases.addressees("F002", ChaseStep.CONTACT)
    assert contact[0] in pages[1]
    officer = client_of(world.officer)
    assert (
        officer.get(f"{BASE}/cycles/2020/letters/2021-04-06/")["Content-Type"] == "application/pdf"
    )
    assert officer.get(f"{BASE}/cycles/2020/letters/2021-04-07/").status_code == 404
    assert officer.get(f"{BASE}/cycles/2020/letters/nonsense/").status_code == 404
    own = f"{BASE}/letters/{models.Chase.objects.get(owner=world.row('F001')).uuid}/"
    assert client_of(world.people["F001"].contact).get(own).status_code == 200
    assert client_of(world.people["F002"].contact).get(own).status_code == 404


def test_the_late_list_is_a_list_with_export(world: World) -> None:
    world.submit("F001")
    models.Return.objects.filter(organisation__code="F001").update(submitted_on=date(2021, 3, 30))
    chase(world, "F002", on=date(2021, 4, 6))
    client = client_of(world.officer)
    page = client.get(f"{BASE}/cycles/2020/late/").content.decode()
    assert "F002" in page
    assert "F003" in page
    assert "F001" not in page
    csv = client.get(f"{BASE}/cycles/2020/late/?export=csv").content.decode("utf-8-sig")
    rows = [line.split(",") for line in csv.splitlines()]
    assert [row[0] for row in rows[1:]] == ["F002", "F003"]
    assert rows[1][6] == "2021-04-06"
    assert (
        client_of(world.people["F001"].contact).get(f"{BASE}/cycles/2020/late/").status_code == 403
    )


def test_a_second_click_says_that_it_was_done_today(world: World) -> None:
    client = client_of(world.officer)
    form = {"firm": [str(world.uuid("F001"))], "text": "Please send it."}
    client.post(f"{BASE}/cycles/2020/chase/", form)
    again = client.post(f"{BASE}/cycles/2020/chase/", form, follow=True)
    assert b"had been reminded today already" in again.content
    assert b"reminded today" in client.get(f"{BASE}/cycles/2020/late/").content
