"""Acts on organisations and people."""

from __future__ import annotations

from datetime import date

import pytest

from concentric.audit.models import Entry
from concentric.facts.api import dimension_values
from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused
from concentric.parties import api, models
from concentric.parties.types import ActKind, ContactKind, OrganisationKind, PersonDraft
from concentric.places.models import Division
from tests.parties.factories import SINCE, SYSTEM, contact_of, draft, officer

pytestmark = pytest.mark.django_db
DAY = date(2021, 7, 1)


@pytest.fixture
def county(db: None) -> str:
    common = {"sort_key": "x", "valid_from": date(1980, 1, 1), "source": "a test"}
    Division.objects.create(code="140000", level="province", name="山西省", **common)
    Division.objects.create(
        code="141031", level="county", name="隰县", province_code="140000", **common
    )
    return "141031"


def values(code: str, attribute: str, on: date) -> str | None:
    """What is stated of an organisation on a day."""
    return dimension_values(entity_kind="organisation", attribute=attribute, on=on).get(code)


def test_a_group_is_registered_in_one_list(county: str) -> None:
    parts = [
        draft("F001-B", kind=OrganisationKind.OUTLET, parent="F001-A"),
        draft("F001-A", kind=OrganisationKind.BRANCH_COMPANY, parent="F001", place=county),
        draft("F001"),
    ]
    made = api.register_organisations(actor=officer(), drafts=parts)
    assert [o.code for o in made] == ["F001-B", "F001-A", "F001"]
    assert api.top_parent("F001-B") == "F001"
    assert api.parts_within("F001") == {"F001-A", "F001-B"}
    assert [o.code for o in api.parts("F001")] == ["F001-A"]
    assert values("F001-B", "top_parent", DAY) == "F001"
    assert values("F001-A", "province", DAY) == "140000"
    assert api.organisation("F001").sort_key == "shilizhengquanf001"


def test_a_list_is_registered_in_few_queries(django_assert_max_num_queries: object) -> None:
    drafts = [draft(f"F{n:03}") for n in range(60)]
    with django_assert_max_num_queries(25):  # type: ignore[operator]  # a fixture that is a function
        api.register_organisations(actor=SYSTEM, drafts=drafts)


def test_a_code_is_given_once() -> None:
    api.register_organisation(actor=SYSTEM, draft=draft("F001"))
    with pytest.raises(Conflict, match="F001"):
        api.register_organisation(actor=SYSTEM, draft=draft("F001"))
    with pytest.raises(Conflict):
        api.register_organisations(actor=SYSTEM, drafts=[draft("F002"), draft("F002")])
    assert models.Organisation.objects.count() == 1


@pytest.mark.parametrize("stated", [{"parent": "F999"}, {"place": "999999"}])
def test_unknown_parents_and_places_are_refused(stated: dict[str, str]) -> None:
    with pytest.raises(Missing):
        api.register_organisation(actor=SYSTEM, draft=draft("F001", **stated))


def test_parents_that_lead_back_are_refused() -> None:
    with pytest.raises(Invalid):
        api.register_organisations(
            actor=SYSTEM, drafts=[draft("A", parent="B"), draft("B", parent="A")]
        )


def test_a_contact_registers_branches_of_the_own_firm_only() -> None:
    api.register_organisations(actor=SYSTEM, drafts=[draft("F001"), draft("F002")])
    outlet = draft("F001-1", kind=OrganisationKind.OUTLET, parent="F001")
    assert api.register_organisation(actor=contact_of("F001"), draft=outlet).parent == "F001"
    for wrong in (
        draft("F002-1", kind=OrganisationKind.OUTLET, parent="F002"),
        draft("F001-2", kind=OrganisationKind.SUBSIDIARY, parent="F001"),
        draft("F003"),
    ):
        with pytest.raises(Refused):
            api.register_organisation(actor=contact_of("F001"), draft=wrong)
    with pytest.raises(Refused):
        api.register_organisation(actor=Actor.anonymous(), draft=draft("F003"))


def test_a_rename_leaves_the_past_its_name() -> None:
    api.register_organisation(actor=SYSTEM, draft=draft("F001"))
    renamed = api.rename_organisation(
        actor=officer(), code="F001", legal_name="新名证券", acted_on=DAY, reason="注册变更"
    )
    assert renamed.short_name == "新名证券"
    assert api.organisation("F001", date(2021, 6, 30)).short_name == "示例证券F001"
    assert api.organisation("F001", DAY).short_name == "新名证券"
    assert api.organisation("F001", date(2000, 1, 1)).short_name == "示例证券F001"
    with pytest.raises(Invalid, match="later than"):
        api.rename_organisation(
            actor=SYSTEM, code="F001", legal_name="又名", acted_on=DAY, reason="again"
        )
    with pytest.raises(Invalid, match="reason"):
        api.rename_organisation(
            actor=SYSTEM, code="F001", legal_name="又名", acted_on=date(2022, 1, 1), reason=" "
        )
    assert [a.kind for a in api.acts_of("F001")] == [ActKind.RENAMED, ActKind.REGISTERED]


def test_a_merger_ends_one_and_its_parts_follow_the_successor() -> None:
    outlet = draft("F001-1", kind=OrganisationKind.OUTLET, parent="F001")
    api.register_organisations(actor=SYSTEM, drafts=[draft("F001"), outlet, draft("F002")])
    merged = api.merge_organisations(
        actor=officer(), code="F001", successor="F002", acted_on=DAY, reason="吸收合并"
    )
    assert (merged.successor, merged.valid_to) == ("F002", date(2021, 6, 30))
    assert not merged.is_active(DAY)
    assert api.successor_of("F001") == "F002"
    assert api.organisation("F001-1").parent == "F002"
    assert values("F001-1", "top_parent", date(2021, 1, 1)) == "F001"
    assert values("F001-1", "top_parent", DAY) == "F002"
    with pytest.raises(Conflict):
        api.merge_organisations(
            actor=SYSTEM, code="F001", successor="F002", acted_on=DAY, reason="again"
        )
    with pytest.raises(Invalid):
        api.merge_organisations(
            actor=SYSTEM, code="F002", successor="F001", acted_on=DAY, reason="back"
        )


def test_a_part_moves_under_another_parent_but_never_under_itself() -> None:
    outlet = draft("F001-1", kind=OrganisationKind.OUTLET, parent="F001")
    api.register_organisations(actor=SYSTEM, drafts=[draft("F001"), outlet, draft("F002")])
    moved = api.move_organisation(
        actor=SYSTEM, code="F001-1", parent="F002", acted_on=DAY, reason="划转"
    )
    assert moved.parent == "F002"
    assert values("F001-1", "parent", DAY) == "F002"
    with pytest.raises(Invalid):
        api.move_organisation(
            actor=SYSTEM, code="F002", parent="F001-1", acted_on=DAY, reason="circle"
        )
    with pytest.raises(Invalid, match="needs a parent"):
        api.move_organisation(actor=SYSTEM, code="F001-1", parent=None, acted_on=DAY, reason="no")


def test_an_organisation_closes_once() -> None:
    api.register_organisation(actor=SYSTEM, draft=draft("F001"))
    api.close_organisation(actor=SYSTEM, code="F001", acted_on=DAY, reason="注销")
    assert api.organisations(on=DAY) == ()
    assert [o.code for o in api.organisations(on=SINCE)] == ["F001"]
    with pytest.raises(Conflict):
        api.close_organisation(actor=SYSTEM, code="F001", acted_on=DAY, reason="again")
    with pytest.raises(Refused):
        api.close_organisation(actor=contact_of("F001"), code="F001", acted_on=DAY, reason="x")


def test_contact_details_belong_to_the_organisation() -> None:
    api.register_organisation(actor=SYSTEM, draft=draft("F001"))
    stated = {"organisation": "F001", "kind": ContactKind.PHONE, "value": "021-5555"}
    first = api.add_contact_detail(actor=contact_of("F001"), **stated)
    assert api.add_contact_detail(actor=SYSTEM, **stated) == first
    with pytest.raises(Refused):
        api.remove_contact_detail(actor=contact_of("F002"), uuid=first.uuid)
    api.remove_contact_detail(actor=SYSTEM, uuid=first.uuid)
    api.remove_contact_detail(actor=SYSTEM, uuid=first.uuid)
    assert api.contact_details("F001") == ()


@pytest.mark.parametrize("typed", ["f00", "示例", "sample", "shili", "600000"])
def test_search_by_name_pinyin_and_codes(typed: str) -> None:
    api.register_organisation(actor=SYSTEM, draft=draft("F001", stock_code="600000"))
    assert [o.code for o in api.search(typed)] == ["F001"]
    assert api.search(typed, kinds=[OrganisationKind.SCHOOL]) == ()


def test_a_person_is_entered_once_and_masked_to_strangers() -> None:
    stated = {"name": "张三丰", "work_mail": "Zhang@F001.example"}
    first = api.register_person(actor=officer(), **stated)
    assert api.register_person(actor=contact_of("F001"), **stated) == first
    assert first.work_mail == "zhang@f001.example"
    stranger = api.person(actor=contact_of("F002"), uuid=first.uuid)
    assert (stranger.name, stranger.work_mail, stranger.is_masked) == ("张*", "", True)
    with pytest.raises(Conflict):
        api.register_person(actor=officer(), name="李四", work_mail="zhang@f001.example")
    with pytest.raises(Invalid):
        api.register_person(actor=officer(), name="李四", work_mail="zhang")
    with pytest.raises(Refused):
        api.register_person(actor=Actor.anonymous(), **stated)


def test_the_pseudonym_survives_a_new_name_and_erasure() -> None:
    person = api.register_person(actor=SYSTEM, name="张三丰", work_mail="z@f001.example")
    key = api.person_keys([person.uuid])
    api.change_person(
        actor=SYSTEM, uuid=person.uuid, name="张君宝", name_en="", work_mail="", work_phone=""
    )
    assert api.person(actor=SYSTEM, uuid=person.uuid).name == "张君宝"
    assert api.erase_person(actor=SYSTEM, uuid=person.uuid) == 1
    row = models.Person.objects.get(uuid=person.uuid)
    assert "张" not in f"{row.name}{row.sort_key}{row.work_mail}"
    assert api.person_keys([person.uuid]) == key


def test_many_people_are_entered_at_once_and_known_ones_are_given_back() -> None:
    known = api.register_person(actor=SYSTEM, name="Wang", work_mail="wang@firm.example")
    drafts = [
        PersonDraft(name="Wang", work_mail="WANG@firm.example"),
        PersonDraft(name="Li", work_mail="li@firm.example"),
        PersonDraft(name="Li", work_mail="li@firm.example"),
        PersonDraft(name="Li"),
    ]
    people = api.register_people(actor=SYSTEM, drafts=drafts)
    assert people[0].uuid == known.uuid
    assert people[1].uuid == people[2].uuid != people[3].uuid
    logged = Entry.objects.filter(act="parties.person_registered")
    assert logged.count() == 3
    other = PersonDraft(name="Zhao", work_mail="li@firm.example")
    with pytest.raises(Conflict):
        api.register_people(actor=SYSTEM, drafts=[PersonDraft(name="Sun"), other])
    with pytest.raises(Invalid):
        api.register_people(actor=SYSTEM, drafts=[PersonDraft(name=" ")])
    assert models.Person.objects.filter(name="Sun").count() == 0
