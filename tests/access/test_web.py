"""Signing in and out, the acting-for switch, and the appointments pages, through the whole stack."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from concentric.access import api as access
from concentric.access.models import Appointment, User
from concentric.access.types import UserInfo
from concentric.audit.models import Entry
from concentric.kernel.api import Role, shanghai_day
from tests.access import factories as make

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    """Rate limits count in the cache, which is shared by the tests of a process."""
    cache.clear()


def signed_in(user: UserInfo, **headers: str) -> Client:
    client = Client(headers=headers)
    answer = client.post(LOGIN, {"login": user.email, "password": make.PASSWORD})
    assert answer.status_code == 302
    return client


def test_an_address_and_a_password_sign_in_and_the_log_says_so() -> None:
    held = make.appointed(Role.CONTACT)
    user = make.account(held.person)
    client = signed_in(user)
    assert client.get("/account/appointments/").status_code == 200
    entry = Entry.objects.filter(act="access.signed_in").get()
    assert (entry.person, entry.acting_organisation) == (held.person, "F001")


def test_a_wrong_password_does_not_and_says_why() -> None:
    user = make.account(make.appointed(Role.CONTACT).person)
    client = Client()
    answer = client.post(LOGIN, {"login": user.email, "password": "something else"})
    assert answer.status_code == 200
    assert b"callout--official" in answer.content
    assert client.get("/account/appointments/").status_code == 302


def test_guessing_is_slowed_down() -> None:
    user = make.account(make.appointed(Role.CONTACT).person)
    client = Client()
    codes = []
    for _ in range(8):
        answer = client.post(LOGIN, {"login": user.email, "password": "guess"})
        codes.append(answer.status_code)
    right = client.post(LOGIN, {"login": user.email, "password": make.PASSWORD})
    assert right.status_code != 302


def test_nobody_signs_up() -> None:
    before = User.objects.count()
    client = Client()
    form = {"email": "new@example.org", "password1": make.PASSWORD, "password2": make.PASSWORD}
    assert client.post("/accounts/signup/", form).status_code == 200
    assert User.objects.count() == before


def test_a_forgotten_password_is_set_by_a_link_that_works_once() -> None:
    user = make.account(make.appointed(Role.CONTACT).person)
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    (sent,) = mail.outbox
    found = re.search(r"/accounts/password/reset/key/\S+", sent.body)
    assert found
    page = client.get(found[0], follow=True)
    fresh = "another phrase long enough"
    target = page.redirect_chain[-1][0]
    assert client.post(target, {"password1": fresh, "password2": fresh}).status_code == 302
    assert Client().post(LOGIN, {"login": user.email, "password": fresh}).status_code == 302
    again = Client().get(found[0], follow=True)
    assert b"password1" not in again.content


@pytest.mark.parametrize(
    "path", ["login/", "password/reset/", "password/reset/done/", "signup/", "inactive/"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_signing_in_stand_in_our_shell(path: str, language: str) -> None:
    answer = Client(headers={"accept-language": language}).get(f"/accounts/{path}")
    assert answer.status_code == 200
    assert b'class="bare' in answer.content
    assert answer.content.count(b"<h1") == 1


def test_the_acting_for_switch_changes_the_organisation_of_the_next_request() -> None:
    first = make.appointed(Role.CONTACT, "F001", starts_on=date(2019, 1, 1))
    make.organisation("F002")
    second = access.appoint(
        actor=make.SYSTEM,
        person=first.person,
        organisation="F002",
        role=Role.CONTACT,
        starts_on=date(2019, 2, 1),
    )
    client = signed_in(make.account(first.person))
    page = client.get("/account/appointments/")
    assert page.wsgi_request.actor.organisation == "F001"  # type: ignore[attr-defined]  # our middleware
    answer = client.post(
        "/account/act-as/", {"appointment": str(second.uuid), "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == "/"
    page = client.get("/account/appointments/")
    assert page.wsgi_request.actor.organisation == "F002"  # type: ignore[attr-defined]  # our middleware
    foreign = make.appointed(Role.SIGNATORY, "F003")
    refused = client.post("/account/act-as/", {"appointment": str(foreign.uuid)})
    assert refused.status_code == 403


def test_an_appointment_that_ends_counts_from_the_next_click() -> None:
    held = make.appointed(Role.CONTACT)
    client = signed_in(make.account(held.person))
    assert client.get("/account/appointments/").status_code == 200
    yesterday = shanghai_day(timezone.now()) - timedelta(days=1)
    access.end_appointment(
        actor=make.SYSTEM, appointment=held.uuid, ends_on=yesterday, reason="left"
    )
    assert client.get("/account/appointments/").status_code == 403


def test_the_language_of_the_account_is_used_without_a_cookie() -> None:
    held = make.appointed(Role.CONTACT)
    user = make.account(held.person)
    User.objects.filter(uuid=user.uuid).update(language="en")
    page = signed_in(user, **{"accept-language": "zh-hans"}).get("/account/appointments/")
    assert page.wsgi_request.LANGUAGE_CODE == "en"


def test_the_actor_costs_two_queries_beside_the_session(
    django_assert_num_queries: object,
) -> None:
    from concentric.access.queries import actor_and_capacities, today

    held = make.appointed(Role.CONTACT)
    make.account(held.person)
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture of pytest-django
        user = User.objects.get(person__uuid=held.person)
        actor, offered = actor_and_capacities(user, None, today())
    assert actor.name == "Wang"
    assert len(offered) == 1


def test_an_administrator_appoints_somebody_new_in_one_form() -> None:
    administrator = make.appointed(Role.ADMINISTRATOR, access.convener_code())
    client = signed_in(make.account(administrator.person))
    make.organisation("F001")
    form = {
        "name": "Zhao",
        "email": "zhao@example.org",
        "organisation": "F001",
        "role": "signatory",
        "starts_on": "2022-01-01",
        "ends_on": "",
    }
    answer = client.post("/account/appointments/new/", form)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert b"Zhao" in page.content
    user = access.user_by_email("zhao@example.org")
    assert user is not None
    assert access.actor_for_user(user).has(Role.SIGNATORY)
    wrong = client.post("/account/appointments/new/", {**form, "organisation": "F999"})
    assert wrong.status_code == 422
    assert b"F999" in wrong.content


def test_a_contact_sees_only_the_own_firm_and_ends_there() -> None:
    contact = make.appointed(Role.CONTACT, "F001")
    own = make.appointed(Role.PREPARER, "F001", name="Qian")
    other = make.appointed(Role.PREPARER, "F002", name="Sun")
    client = signed_in(make.account(contact.person))
    page = client.get("/account/appointments/").content
    assert b"Qian" in page
    assert b"Sun" not in page
    assert client.get(f"/account/appointments/{other.uuid}/").status_code == 404
    form = {"ends_on": "2022-12-31", "reason": "moved"}
    assert client.post(f"/account/appointments/{own.uuid}/end/", form).status_code == 302
    assert Appointment.objects.get(uuid=own.uuid).ends_on == date(2022, 12, 31)


def test_the_list_costs_the_same_for_1_row_and_for_30() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    contact = make.appointed(Role.CONTACT, "F001")
    client = signed_in(make.account(contact.person))
    counts = []
    for more in (0, 30):
        for _ in range(more):
            make.appointed(Role.PREPARER, "F001")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/account/appointments/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_header_says_for_whom_one_acts_and_offers_the_others() -> None:
    from concentric.access.context import acting

    first = make.appointed(Role.CONTACT, "F001", starts_on=date(2019, 1, 1))
    principal = make.appointed(Role.SIGNATORY, "F002", name="Li")
    today = shanghai_day(timezone.now())
    access.deputise(
        actor=make.SYSTEM,
        appointment=principal.uuid,
        person=first.person,
        starts_on=today,
        ends_on=today,
    )
    client = signed_in(make.account(first.person))
    page = client.get("/account/appointments/")
    said = acting(page.wsgi_request)
    assert said["acting_for_label"] == "Sample F001"
    assert [one["current"] for one in said["appointments"]] == [True, False]
    assert "Li" in said["appointments"][1]["role"]
    assert said["switch_url"] == "/account/act-as/"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_people_are_masked_and_one_is_shown_on_a_stated_reason(language: str) -> None:
    shown = make.appointed(Role.SIGNATORY, "F001", name="Ouyang Li")
    client = signed_in(make.account(make.appointed(Role.OFFICER, "ASSOC").person))
    client.cookies["django_language"] = language
    page = client.get("/account/people/F001/")
    assert b"O* L*" in page.content
    assert b"Ouyang" not in page.content
    asked = {"person": str(shown.person), "reason": ""}
    assert client.post("/account/people/F001/", asked).status_code == 422
    seen = client.post("/account/people/F001/", asked | {"reason": "to invite the signatory"})
    assert b"Ouyang Li" in seen.content
    assert seen["Cache-Control"] == "private, no-store"
    entry = Entry.objects.get(act="parties.person_revealed")
    assert (entry.object_uuid, entry.organisation) == (shown.person, "F001")
    assert entry.details["reason"] == "to invite the signatory"
    assert b"Ouyang" not in client.get("/account/people/F001/").content
    stranger = make.appointed(Role.CONTACT, "F002")
    foreign = client.post("/account/people/F001/", asked | {"person": str(stranger.person)})
    assert foreign.status_code == 422
    assert signed_in(make.account(stranger.person)).get("/account/people/F001/").status_code == 403
    assert client.get("/organisations/F001/").content.count(b"/account/people/F001/") == 1


@pytest.mark.parametrize(
    ("role", "code", "whole"),
    [
        (Role.OFFICER, "ASSOC", True),
        (Role.ADMINISTRATOR, "ASSOC", True),
        (Role.CONTACT, "F001", True),
        (Role.SIGNATORY, "F001", True),
        (Role.LEADER, "ASSOC", False),
        (Role.AUDITOR, "ASSOC", False),
        (Role.EDITOR, "ASSOC", False),
    ],
)
def test_names_in_the_list_are_masked_for_who_does_not_work_with_them(
    role: Role, code: str, whole: bool
) -> None:
    held = make.appointed(Role.PREPARER, "F001", name="Qian Xuesen")
    client = signed_in(make.account(make.appointed(role, code, name="Somebody Else").person))
    page = client.get("/account/appointments/").content.decode()
    assert ("Qian Xuesen" in page) is whole
    assert whole or "Q* X*" in page
    one = client.get(f"/account/appointments/{held.uuid}/").content.decode()
    assert ("Qian Xuesen" in one) is whole
    found = client.get("/account/appointments/", {"q": "Xuesen"}).content.decode()
    assert (f"/account/appointments/{held.uuid}/" in found) is whole, "a search would tell the name"


def test_no_file_carries_a_whole_name() -> None:
    make.appointed(Role.PREPARER, "F001", name="Qian Xuesen")
    client = signed_in(make.account(make.appointed(Role.OFFICER, "ASSOC").person))
    exported = client.get("/account/appointments/", {"export": "csv"}).content.decode("utf-8-sig")
    assert "Q* X*" in exported
    assert "Qian" not in exported


def test_a_wrong_form_is_answered_as_one() -> None:
    contact = make.appointed(Role.CONTACT, "F001")
    held = make.appointed(Role.PREPARER, "F001")
    client = signed_in(make.account(contact.person))
    wrong = client.post("/account/appointments/new/", {"name": "Li", "email": "no address"})
    assert wrong.status_code == 422
    assert b'value="no address"' in wrong.content
    address = f"/account/appointments/{held.uuid}/"
    assert client.post(f"{address}end/", {"ends_on": "2020-01-01"}).status_code == 422
    ended = {"ends_on": "2020-01-01", "reason": "left"}
    assert client.post(f"{address}end/", ended).status_code == 302
    late = client.post(f"{address}end/", {**ended, "ends_on": "2021-01-01"})
    assert late.status_code == 422, "what ended stays ended"
    own = f"/account/appointments/{contact.uuid}/deputise/"
    assert client.post(own, {"person": "nobody"}).status_code == 422
    foreign = make.appointed(Role.PREPARER, "F002")
    assert client.post(f"/account/appointments/{foreign.uuid}/end/", ended).status_code == 404
