"""What officers do with members on pages: admit one, define a population; filters, budgets, two people at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.members.types import MemberBoundary
from tests.access import factories as make
from tests.members.test_lists import FIRMS, bring_in
from tests.members.test_web import client_of
from tests.programmes import factories

pytestmark = pytest.mark.django_db
ADMITTED = {
    "organisation": "F001",
    "kind": "special",
    "valid_from": "2020-03-01",
    "reason": "board",
}
TODAY = date(2020, 5, 1)


def admitted(*codes: str) -> None:
    for code in codes:
        make.organisation(code)
        members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=date(2020, 1, 1))


def test_one_organisation_is_admitted_once() -> None:
    make.organisation("F001")
    officer = client_of(Role.OFFICER, "ASSOC")
    assert b'value="F001"' in officer.get("/members/admit/").content
    wrong = officer.post("/members/admit/", {**ADMITTED, "valid_from": ""})
    assert wrong.status_code == 422
    assert b'value="board"' in wrong.content
    made = officer.post("/members/admit/", ADMITTED)
    assert (made.status_code, made["Location"]) == (302, "/members/F001/")
    assert officer.post("/members/admit/", ADMITTED).status_code == 422, "a double click"
    assert members.members_on(TODAY) == ("F001",)
    assert client_of(Role.CONTACT, "F001").post("/members/admit/", ADMITTED).status_code == 403


def test_a_population_is_shown_before_it_is_recorded() -> None:
    admitted("F001", "F002", "F003")
    officer = client_of(Role.OFFICER, "ASSOC")
    form = {"code": "pilot", "organisations": "F001\nF002", "valid_from": "2020-01-01"}
    address = "/members/populations/define/"
    preview = officer.post(address, form)
    assert b'value="record"' in preview.content
    assert b"F001,F002" in preview.content
    assert officer.get("/members/populations/pilot/").status_code == 404, (
        "a preview records nothing"
    )
    done = officer.post(address, {**form, "act": "record", "seen": ""})
    assert done["Location"] == "/members/populations/pilot/"
    assert members.population("pilot", on=TODAY) == ("F001", "F002")
    changed = {**form, "organisations": "F001:consolidated, F003", "act": "record"}
    late = officer.post(address, {**changed, "seen": "F001"})
    assert b'value="record"' in late.content, (
        "somebody else defined it: the new difference is shown"
    )
    assert members.population("pilot", on=TODAY) == ("F001", "F002")
    assert officer.post(address, {**changed, "seen": "F001 F002"}).status_code == 302
    boundaries = members.population_boundaries("pilot", on=TODAY)
    assert boundaries == {"F001": MemberBoundary.CONSOLIDATED, "F003": MemberBoundary.SOLO}
    assert b"F001:consolidated" in officer.get(f"{address}?code=pilot").content


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"organisations": "F001\nF777"}, b"F777"),
        ({"organisations": "F001:both"}, b"F001:both"),
        ({"organisations": "F001\nF001"}, b"twice"),
        ({"code": "Two Words"}, b'value="Two Words"'),
        ({"code": "members"}, b"follows admissions"),
        ({"valid_to": "2019-01-01", "act": "record"}, b"before the first"),
    ],
)
def test_a_wrong_population_is_refused_with_what_was_typed(
    change: dict[str, str], kept: bytes
) -> None:
    admitted("F001")
    officer = client_of(Role.OFFICER, "ASSOC")
    form = {"code": "pilot", "organisations": "F001", "valid_from": "2020-01-01", "seen": ""}
    answer = officer.post("/members/populations/define/", {**form, **change})
    assert answer.status_code == 422
    assert kept in answer.content


def test_the_list_of_members_is_narrowed_by_state_kind_and_names() -> None:
    factories.catalogue()
    assert bring_in(FIRMS).ok
    members.end_membership(
        actor=make.SYSTEM, organisation="F002", valid_to=date(2020, 12, 31), reason="left"
    )
    officer = client_of(Role.OFFICER, "ASSOC")
    for query, shown, hidden in (
        ("state=current", b"/members/F001/", b"/members/F002/"),
        ("state=former", b"/members/F002/", b"/members/F001/"),
        ("firm_kind=underwriting", b"/members/F002/", b"/members/F001/"),
        ("q=securities+001", b"/members/F001/", b"/members/F002/"),
    ):
        page = officer.get(f"/members/?{query}").content
        assert shown in page, query
        assert hidden not in page, query
    assert officer.get("/members/?sort=-firm_kind&export=csv").status_code == 200


@pytest.mark.parametrize(
    ("column", "value", "ok"),
    [
        ("membership_kind", "Special member", True),
        ("membership_kind", "guest", False),
        ("firm_kind", "Underwriting subsidiary", True),
        ("firm_kind", "bank", False),
    ],
)
def test_a_list_may_say_kinds_in_words_and_no_unknown_ones(
    column: str, value: str, ok: bool
) -> None:
    factories.catalogue()
    report = bring_in([{**FIRMS[0], column: value}])
    assert report.ok is ok


@pytest.mark.parametrize("path", ["", "populations/", "populations/members/?on=2020-05-01"])
def test_one_row_costs_as_many_queries_as_thirty(path: str) -> None:
    officer = client_of(Role.OFFICER, "ASSOC")
    counts = []
    for start, end in ((1, 2), (2, 31)):
        for number in range(start, end):
            admitted(f"F{number:03d}")
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(f"/members/{path}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
