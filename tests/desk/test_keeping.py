"""What one person keeps: views of lists, drafts of forms; changes that came in between."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, RequestFactory

from concentric.desk import lists, queries, services
from concentric.desk.api import (
    draft,
    forget_draft,
    forget_view,
    keep_draft,
    overtaken,
    save_view,
    saved_views,
)
from concentric.desk.models import Draft, Job, SavedView
from concentric.desk.types import Cell, Column, ListSpec
from concentric.kernel.api import Actor, Invalid, Missing, Refused, Role, uuid7
from tests.access import factories as make
from tests.desk.test_jobs import signed_in_as

pytestmark = pytest.mark.django_db


def anyone() -> Actor:
    return Actor(uuid7(), None, "F001", frozenset({Role.OFFICER}), False, None, "Wang")


def saved(actor: Actor, name: str = "Mine", query: str = "sort=-code&q=a&page=x") -> UUID:
    return save_view(actor=actor, list_code="members", name=name, query=query)


def test_a_view_is_kept_for_its_person_and_known_again() -> None:
    wang, li = anyone(), anyone()
    saved(wang)
    (one,) = saved_views(actor=wang, list_code="members", query="q=a&sort=-code&kind=")
    assert (one.label, one.query, one.current) == ("Mine", "q=a&sort=-code", True)
    assert not saved_views(actor=wang, list_code="members", query="q=b")[0].current
    assert saved_views(actor=li, list_code="members") == ()
    assert saved_views(actor=wang, list_code="places") == ()
    assert saved_views(actor=Actor.anonymous(), list_code="members") == ()


def test_the_same_name_replaces_and_names_are_bounded() -> None:
    actor = anyone()
    saved(actor)
    saved(actor, "  Mine ", "q=b")
    assert [v.query for v in saved_views(actor=actor, list_code="members")] == ["q=b"]
    for name in ("", " ", "x" * 41):
        with pytest.raises(Invalid, match="under this name"):
            saved(actor, name)
    with pytest.raises(Refused):
        saved(Actor.anonymous())
    for number in range(services.views.MOST_VIEWS - 1):
        saved(actor, str(number))
    with pytest.raises(Invalid, match="30 saved views"):
        saved(actor, "one more")


def test_a_view_is_forgotten_by_its_person_only() -> None:
    actor = anyone()
    uuid = saved(actor)
    for other in (anyone(), Actor.anonymous()):
        with pytest.raises(Missing):
            forget_view(actor=other, uuid=uuid)
    forget_view(actor=actor, uuid=uuid)
    assert not SavedView.objects.exists()


def test_views_are_kept_and_forgotten_from_the_page() -> None:
    actor = make.acting(Role.OFFICER, "ASSOC")
    client = signed_in_as(actor)
    kept = client.post(
        "/desk/views/members/?next=/members/", {"name": "Mine", "query": "q=a&page=z"}
    )
    assert kept.headers["Location"] == "/members/?q=a"
    away = client.post(
        "/desk/views/members/?next=https://evil.example/", {"name": "x", "query": ""}
    )
    assert away.headers["Location"] == "/"
    row = SavedView.objects.get(name="Mine")
    assert (
        client.post(f"/desk/views/{row.uuid}/forget/?next=/members/").headers["Location"]
        == "/members/"
    )
    assert not SavedView.objects.filter(name="Mine").exists()
    assert client.get("/desk/views/members/").status_code == 405


def test_a_list_shows_the_views_of_its_reader(
    rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    actor = anyone()
    for name in ("One", "Two"):
        saved(actor, name, f"q={name}")
    spec = ListSpec(
        "members",
        (Column("kind", "Kind", sort="kind"),),
        lambda r: [Cell(r.kind)],
        search=("kind",),
    )
    request = rf.get("/x/?q=Two")
    request.actor = actor  # type: ignore[attr-defined]  # access's middleware sets it on a live request
    with django_assert_num_queries(3):
        page = lists.list_response(request, spec, Job.objects.all()).content.decode()
    assert 'href="?q=Two" aria-current="true">Two' in page
    assert "Delete the view One" in page or "\u5220\u9664\u89c6\u56fe\u201cOne\u201d" in page
    assert "/desk/views/members/?next=%2Fx%2F" in page


def test_a_draft_is_kept_replaced_and_forgotten() -> None:
    actor, other = anyone(), anyone()
    keep_draft(actor=actor, form="return", object="F001", content={"a": ["1"]})
    at = keep_draft(actor=actor, form="return", object="F001", content={"a": ["2"]})
    kept = draft(actor=actor, form="return", object="F001")
    assert kept is not None
    assert (kept.content, kept.saved_at) == ({"a": ["2"]}, at)
    assert draft(actor=other, form="return", object="F001") is None
    assert draft(actor=actor, form="return") is None
    forget_draft(actor=other, form="return", object="F001")
    assert Draft.objects.count() == 1
    forget_draft(actor=actor, form="return", object="F001")
    forget_draft(actor=actor, form="return", object="F001")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("content", [{"a": ["x" * services.drafts.LARGEST_DRAFT]}, {"a": ["\0"]}])
def test_a_draft_that_cannot_be_kept_is_refused_in_words(content: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="too large"):
        keep_draft(actor=anyone(), form="return", object="", content=content)
    with pytest.raises(Refused):
        keep_draft(actor=Actor.anonymous(), form="return", object="", content={})


def test_the_forms_script_keeps_asks_and_forgets() -> None:
    client = signed_in_as(make.acting(Role.OFFICER, "ASSOC"))
    address = "/desk/drafts/?form=return&object=F001"
    assert client.get(address).status_code == 204
    kept = client.post(address, {"a": ["1"]}, content_type="application/json")
    assert "saved_at" in kept.json()
    assert client.get(address).json()["content"] == {"a": ["1"]}
    for body in ("[1]", "x", "[" * 10_000):
        refused = client.post(
            address, body, content_type="application/json", headers={"accept": "application/json"}
        )
        assert (refused.status_code, refused.headers["Content-Type"]) == (
            422,
            "application/problem+json",
        )
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 204
    assert (
        Client(enforce_csrf_checks=True)
        .post(address, {}, content_type="application/json")
        .status_code
        == 403
    )


def test_a_change_in_between_is_shown_with_both_versions() -> None:
    at = datetime(2022, 4, 11, 2, 2, tzinfo=UTC)
    known = {"by": "Li", "at": at, "labels": {"name": "Name", "count": "Count"}}
    typed, standing = {"name": "x", "count": "1"}, {"name": "y", "count": 1}
    assert overtaken(seen=3, revision=3, typed=typed, standing=standing, **known) is None
    change = overtaken(seen=3, revision=4, typed=typed, standing=standing, **known)
    assert change is not None
    assert (change.by, change.at, change.revision) == ("Li", at, 4)
    assert [(d.label, d.typed, d.standing) for d in change.differences] == [("Name", "x", "y")]


def test_what_is_kept_about_a_person_is_exported_and_erased() -> None:
    actor = anyone()
    assert actor.person is not None
    saved(actor)
    keep_draft(actor=actor, form="return", object="", content={"a": ["1"]})
    Job.objects.create(kind="x", person=actor.person)
    found = queries.person_export(actor.person)
    assert {row["table"] for row in found} == {"desk_saved_view", "desk_draft", "desk_job"}
    with pytest.raises(Refused):
        services.erase_person(actor, actor.person)
    assert services.erase_person(Actor.system("test"), actor.person) == 2
    assert [row["table"] for row in queries.person_export(actor.person)] == ["desk_job"]
