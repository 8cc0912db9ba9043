"""What a second click, a page gone back to, or a second pair of hands does: nothing twice, and nothing silently."""

from __future__ import annotations

import pytest
from django.db import connection

from concentric.indicators.compute.services import TASK
from concentric.indicators.returns import models, services
from concentric.kernel.api import Conflict, Refused
from tests.indicators.returns.world import World, state

pytestmark = pytest.mark.django_db


def test_a_signature_is_given_once_however_often_it_is_clicked(world: World) -> None:
    world.fill("F001")
    people, uuid = world.people["F001"], world.uuid("F001")
    seen = world.row("F001").content_hash
    for actor in (people.preparer, people.preparer, people.checker, people.checker):
        services.sign_off(actor=actor, return_uuid=uuid, seen=seen)
    assert state(world, "F001") == "checked"
    with pytest.raises(Refused):
        services.sign_off(actor=people.contact, return_uuid=uuid, seen=seen)
    for _ in range(2):
        services.sign_off(actor=people.signatory, return_uuid=uuid, seen=seen)
    assert models.ReturnAct.objects.filter(kind="signed").count() == 1


def test_a_question_an_answer_and_a_query_are_kept_once(world: World) -> None:
    uuid, officer = world.submit("F001"), world.officer
    firm = world.people["F001"].contact
    asked = [
        services.raise_query(actor=officer, return_uuid=uuid, line="A04", text=text)
        for text in ("Is it net?", "Is it net? ", "Is it gross?")
    ]
    assert asked[0] == asked[1] != asked[2]
    for text in ("It is net.", "It is net.", "Of tax."):
        services.answer_query(actor=firm, thread=asked[0], text=text)
    answers = models.Message.objects.filter(thread__uuid=asked[0], side="firm")
    assert list(answers.order_by("id").values_list("text", flat=True)) == ["It is net.", "Of tax."]
    questions = {
        services.ask(actor=firm, return_uuid=uuid, line="A04", question="With tax?")
        for _ in range(2)
    }
    assert len(questions) == models.Question.objects.count() == 1


def test_a_query_that_was_closed_may_be_asked_again_in_the_same_words(world: World) -> None:
    uuid = world.submit("F001")
    first = services.raise_query(actor=world.officer, return_uuid=uuid, line="A04", text="Net?")
    services.close_query(actor=world.officer, thread=first, text="Seen.")
    again = services.raise_query(actor=world.officer, return_uuid=uuid, line="A04", text="Net?")
    assert again != first


def test_the_second_typist_reads_who_was_first_and_what_stands_in_the_unit_of_the_line(
    world: World,
) -> None:
    uuid, people = world.uuid("F001"), world.people["F001"]
    services.save_line(actor=people.preparer, return_uuid=uuid, line="A04", typed="111", revision=0)
    with pytest.raises(Conflict) as refused:
        services.save_line(
            actor=people.contact, return_uuid=uuid, line="A04", typed="222", revision=0
        )
    assert "It reads 111 now." in str(refused.value)
    assert "Wang" in str(refused.value)
    assert models.Entry.objects.get(owner__uuid=uuid, line="A04").value == 1_110_000


def test_what_is_accepted_is_computed_soon_and_once(world: World) -> None:
    for firm in ("F001", "F002"):
        services.accept(actor=world.officer, returns=[world.submit(firm)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        assert cursor.fetchone() == (1,)
