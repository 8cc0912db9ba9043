"""Admission, end, merger, classification and populations, against the database and the sealed book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from concentric.facts import api as facts
from concentric.kernel.api import Conflict, Invalid, Missing, Period, Refused, Role
from concentric.members import api as members
from concentric.members.models import PopulationMember
from concentric.members.types import ActKind, Attribute, MemberBoundary
from tests.access import factories as make

pytestmark = pytest.mark.django_db
SYSTEM = make.SYSTEM
NEW_YEAR = date(2020, 1, 1)
SOLO, CONSOLIDATED = MemberBoundary.SOLO, MemberBoundary.CONSOLIDATED


def admitted(*codes: str, since: date = NEW_YEAR) -> None:
    for code in codes:
        make.organisation(code)
        members.admit_member(actor=SYSTEM, organisation=code, valid_from=since)


def define(organisations: Sequence[str] | dict[str, MemberBoundary], **dates: Any) -> int:
    span = {"valid_from": NEW_YEAR, "valid_to": date(2020, 12, 31), **dates}
    return members.define_population(
        actor=SYSTEM, code="returns", organisations=organisations, **span
    )


def test_an_admission_is_a_dated_act_and_counts_from_its_day() -> None:
    admitted("F001")
    assert members.members_on(date(2019, 12, 31)) == ()
    assert members.members_on(NEW_YEAR) == ("F001",)
    assert members.population("members", on=NEW_YEAR) == ("F001",)
    (act,) = members.acts_of("F001")
    assert (act.kind, act.acted_on) == (ActKind.ADMITTED, NEW_YEAR)


def test_who_is_admitted_later_stands_beside_who_was_in() -> None:
    admitted("F001", "F002", "F003")
    in_rows = PopulationMember.objects.filter(population__code="members")
    assert sorted(in_rows.values_list("organisation__code", flat=True)) == ["F001", "F002", "F003"]
    assert members.population("members", on=NEW_YEAR) == ("F001", "F002", "F003")


def test_a_member_is_not_admitted_twice() -> None:
    admitted("F001")
    with pytest.raises(Conflict):
        members.admit_member(actor=SYSTEM, organisation="F001", valid_from=date(2021, 1, 1))


def test_after_its_last_day_a_member_is_none_and_may_come_back() -> None:
    admitted("F001")
    members.end_membership(
        actor=SYSTEM, organisation="F001", valid_to=date(2020, 6, 30), reason="gave up its licence"
    )
    assert members.is_member("F001", date(2020, 6, 30))
    assert not members.is_member("F001", date(2020, 7, 1))
    assert members.population("members", on=date(2020, 7, 1)) == ()
    members.admit_member(actor=SYSTEM, organisation="F001", valid_from=date(2021, 1, 1))
    assert members.population("members", on=date(2021, 1, 1)) == ("F001",)
    assert members.population("members", on=date(2020, 12, 31)) == ()


def test_a_merger_moves_open_work_and_leaves_past_numbers() -> None:
    admitted("F001", "F002")
    define(["F001", "F002"], valid_to=None)
    members.merge_members(
        actor=SYSTEM, organisation="F001", successor="F002", acted_on=date(2021, 1, 1), reason="law"
    )
    assert members.population("returns", period=Period.year(2020)) == ("F001", "F002")
    assert members.population("returns", period=Period.year(2021)) == ("F002",)
    assert members.successor_of("F001", date(2020, 12, 31)) == "F001"
    assert members.successor_of("F001", date(2021, 1, 1)) == "F002"
    assert not members.is_member("F001", date(2021, 1, 1))
    with pytest.raises(Invalid):
        members.merge_members(
            actor=SYSTEM,
            organisation="F002",
            successor="F001",
            acted_on=date(2022, 1, 1),
            reason="back",
        )


def merged_into(on: date) -> dict[str, str]:
    return facts.dimension_values(entity_kind="organisation", attribute="merged_into", on=on)


def test_a_merger_states_its_successor_once_and_a_separation_takes_it_back() -> None:
    admitted("F001", "F002")
    kind = {"actor": SYSTEM, "organisation": "F001", "attribute": Attribute.FIRM_KIND}
    members.classify(**kind, value="joint_venture", valid_from=NEW_YEAR)
    facts.seal()
    merged_on, apart_on = date(2021, 1, 1), date(2021, 6, 1)
    form = {"actor": SYSTEM, "organisation": "F001", "reason": "law"}
    with pytest.raises(Conflict):
        members.separate_member(**form, acted_on=apart_on)
    members.merge_members(**form, successor="F002", acted_on=merged_on)
    facts.seal()
    stated = [
        s
        for s in facts.dimension_statements(
            first_position=1, last_position=facts.dimension_position()
        )
        if (s.statement.entity, s.statement.attribute) == ("F001", "merged_into")
    ]
    assert len(stated) == 1
    assert merged_into(date(2020, 12, 31)) == {}
    assert merged_into(merged_on) == {"F001": "F002"}
    with pytest.raises(Invalid):
        members.separate_member(**form, acted_on=merged_on)
    members.separate_member(**form, acted_on=apart_on)
    facts.seal()
    assert merged_into(date(2021, 5, 31)) == {"F001": "F002"}
    assert merged_into(apart_on) == {}
    assert members.successor_of("F001", date(2021, 5, 31)) == "F002"
    assert members.successor_of("F001", apart_on) == "F001"
    assert members.population("members", on=date(2021, 5, 31)) == ("F002",)
    assert members.population("members", on=apart_on) == ("F001", "F002")
    assert members.attribute_of(Attribute.FIRM_KIND, apart_on) == {"F001": "joint_venture"}
    assert [a.kind for a in members.acts_of("F001")][-1] == ActKind.SEPARATED
    members.merge_members(**form, successor="F002", acted_on=date(2022, 1, 1))
    assert members.successor_of("F001", date(2022, 1, 1)) == "F002"


def test_a_population_is_exactly_what_was_defined_between_its_days() -> None:
    admitted("F001", "F002", "F003")
    assert define(["F001", "F002"]) == 2
    assert define(["F002", "F003"], valid_from=date(2021, 1, 1), valid_to=None) == 2
    assert members.population("returns", period=Period.year(2020)) == ("F001", "F002")
    assert members.population("returns", period=Period.year(2021)) == ("F002", "F003")
    assert members.population("returns", on=date(2019, 12, 31)) == ()


def test_a_population_defined_anew_keeps_what_was_known_before() -> None:
    admitted("F001", "F002")
    define(["F001", "F002"])
    facts.seal()
    before = facts.dimension_position()
    define(["F001"])
    facts.seal()
    assert members.population("returns", period=Period.year(2020)) == ("F001",)
    known = members.population("returns", period=Period.year(2020), position=before)
    assert known == ("F001", "F002")


def test_defining_the_same_population_again_states_nothing() -> None:
    admitted("F001", "F002")
    define(["F001", "F002"])
    facts.seal()
    before = facts.dimension_position()
    rows = list(PopulationMember.objects.order_by("id").values_list("id", flat=True))
    define(["F001", "F002"])
    facts.seal()
    assert facts.dimension_position() == before
    assert list(PopulationMember.objects.order_by("id").values_list("id", flat=True)) == rows


def test_a_group_is_counted_once() -> None:
    admitted("F001", "F002", "F003")
    for code in ("F001", "F002"):
        members.classify(
            actor=SYSTEM,
            organisation=code,
            attribute=Attribute.GROUP,
            value="GR01",
            valid_from=NEW_YEAR,
        )
    with pytest.raises(Invalid, match="GR01"):
        define({"F001": CONSOLIDATED, "F002": SOLO})
    assert define({"F001": CONSOLIDATED, "F003": SOLO}) == 2
    found = members.population_boundaries("returns", period=Period.year(2020))
    assert found == {"F001": CONSOLIDATED, "F003": SOLO}
    with pytest.raises(Invalid, match="GR01"):
        members.classify(
            actor=SYSTEM,
            organisation="F003",
            attribute=Attribute.GROUP,
            value="GR01",
            valid_from=date(2020, 2, 1),
        )


def test_a_classification_has_its_days() -> None:
    admitted("F001")
    kind = {"actor": SYSTEM, "organisation": "F001", "attribute": Attribute.FIRM_KIND}
    members.classify(**kind, value="joint_venture", valid_from=NEW_YEAR)
    members.classify(**kind, value="comprehensive", valid_from=date(2021, 1, 1))
    assert members.attribute_of(Attribute.FIRM_KIND, date(2020, 12, 31)) == {
        "F001": "joint_venture"
    }
    assert members.attribute_of(Attribute.FIRM_KIND, date(2021, 1, 1)) == {"F001": "comprehensive"}
    with pytest.raises(Conflict):
        members.classify(**kind, value="underwriting", valid_from=date(2020, 6, 1))


def test_an_undefined_population_is_refused() -> None:
    with pytest.raises(Missing, match="nobody"):
        members.population("nobody", on=NEW_YEAR)


def test_only_officers_change_the_members() -> None:
    make.organisation("F001")
    contact = make.acting(Role.CONTACT, "F001")
    with pytest.raises(Refused):
        members.admit_member(actor=contact, organisation="F001", valid_from=NEW_YEAR)
    with pytest.raises(Refused):
        members.define_population(
            actor=contact, code="returns", organisations=["F001"], valid_from=NEW_YEAR
        )
    with pytest.raises(Refused):
        members.merge_members(
            actor=contact, organisation="F001", successor="F002", acted_on=NEW_YEAR, reason="no"
        )
