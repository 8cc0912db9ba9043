"""Invitations, signatures, countersignatures and pairings, with the facts they give."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from concentric.desk.types import ImportReport
from concentric.evidence import api as evidence
from concentric.facts import api as facts
from concentric.facts.types import Confirmation, FactView, Selector
from concentric.indicators.compute import services as indicators
from concentric.kernel.api import (
    Actor,
    Conflict,
    Invalid,
    Missing,
    Period,
    Refused,
    Role,
    shanghai_day,
)
from concentric.members import api as members
from concentric.members.types import MovedWork
from concentric.programmes import api as programmes
from concentric.programmes.models import Pairing
from concentric.programmes.types import (
    Consent,
    CountyContact,
    InvitationState,
    PairingKind,
    Paper,
    Side,
)
from tests.access import factories as make
from tests.programmes import factories

pytestmark = pytest.mark.django_db
SYSTEM = make.SYSTEM
S = InvitationState
CONVENER = "ASSOC"
LETTER = b"%PDF-1.7 the county agrees"


@pytest.fixture
def accord() -> UUID:
    factories.catalogue()
    return factories.accord().uuid


def today() -> date:
    return shanghai_day(timezone.now())


def invited(accord: UUID, code: str = "F001") -> UUID:
    make.organisation(code)
    programmes.invite(
        actor=SYSTEM, accord=accord, organisations=[code], invited_on=factories.INVITED_ON
    )
    return programmes.invitations_of(code)[0].uuid


def live_facts(fact_type: str) -> list[FactView]:
    facts.seal()
    return list(facts.select(Selector(fact_type=fact_type), facts.position()))


def test_a_fact_is_recorded_at_the_countersignature_and_dated_by_the_signature(
    accord: UUID,
) -> None:
    invitation = invited(accord)
    signatory = make.acting(Role.SIGNATORY, "F001")
    signed_on = date(2021, 10, 20)
    programmes.sign(actor=signatory, invitation=invitation, signed_on=signed_on)
    assert live_facts("programmes.accord_signed") == []
    leader = make.acting(Role.LEADER, CONVENER)
    assert programmes.countersign(actor=leader, invitations=[invitation]) == 1
    (fact,) = live_facts("programmes.accord_signed")
    assert (fact.organisation, fact.covers_from, fact.covers_to) == ("F001", signed_on, signed_on)
    assert (fact.value, fact.object_uuid) == (Decimal(1), accord)
    assert fact.confirmation == Confirmation.TWO_SIDED
    assert fact.source.uuid == invitation
    assert programmes.signed_firms(date(2021, 10, 19)) == ()
    assert programmes.signed_firms(signed_on) == ("F001",)


def test_nobody_but_the_firms_signatory_signs(accord: UUID) -> None:
    invitation = invited(accord)
    others = [
        make.acting(Role.CONTACT, "F001"),
        make.acting(Role.SIGNATORY, "F002"),
        make.acting(Role.LEADER, CONVENER),
        SYSTEM,
    ]
    for other in others:
        with pytest.raises(Refused):
            programmes.sign(actor=other, invitation=invitation)
    assert programmes.invitations_of("F001")[0].state == S.INVITED


def test_what_is_not_signed_is_not_countersigned_and_all_fail_together(accord: UUID) -> None:
    signed, unsigned = invited(accord, "F001"), invited(accord, "F002")
    programmes.sign(actor=make.acting(Role.SIGNATORY, "F001"), invitation=signed)
    leader = make.acting(Role.LEADER, CONVENER)
    with pytest.raises(Conflict):
        programmes.countersign(actor=leader, invitations=[signed, unsigned])
    assert programmes.invitations_of("F001")[0].state == S.SIGNED
    assert live_facts("programmes.accord_signed") == []


def test_a_firm_declines_with_a_reason_and_may_sign_later(accord: UUID) -> None:
    invitation = invited(accord)
    signatory = make.acting(Role.SIGNATORY, "F001")
    with pytest.raises(Invalid):
        programmes.decline(actor=signatory, invitation=invitation, reason=" ")
    declined = programmes.decline(actor=signatory, invitation=invitation, reason="own programme")
    assert declined.state == S.DECLINED
    assert programmes.sign(actor=signatory, invitation=invitation).state == S.SIGNED
    with pytest.raises(Conflict):
        programmes.decline(actor=signatory, invitation=invitation, reason="too late")


def test_silence_begins_after_the_date_and_is_counted_apart() -> None:
    factories.catalogue()
    yesterday = today() - timedelta(days=1)
    accord = factories.accord(answer_due_on=yesterday).uuid
    invited(accord, "F001")
    signatory = make.acting(Role.SIGNATORY, "F002")
    programmes.sign(actor=signatory, invitation=invited(accord, "F002"))
    assert programmes.mark_silent(actor=SYSTEM, accord=accord) == 1
    sheet = programmes.accord_sheet(accord)
    assert (sheet.invited, sheet.counts[S.SILENT], sheet.counts[S.SIGNED]) == (2, 1, 1)
    assert sheet.counts[S.DECLINED] == 0


def test_a_voided_signature_leaves_the_count_and_can_be_given_again(accord: UUID) -> None:
    invitation = invited(accord)
    signatory, leader = make.acting(Role.SIGNATORY, "F001"), make.acting(Role.LEADER, CONVENER)
    programmes.sign(actor=signatory, invitation=invitation)
    programmes.countersign(actor=leader, invitations=[invitation])
    programmes.void_signature(actor=SYSTEM, invitation=invitation, reason="wrong firm")
    assert live_facts("programmes.accord_signed") == []
    programmes.sign(actor=signatory, invitation=invitation)
    programmes.countersign(actor=leader, invitations=[invitation])
    assert [f.organisation for f in live_facts("programmes.accord_signed")] == ["F001"]


def test_who_waits_for_whom(accord: UUID) -> None:
    invitation = invited(accord)
    signatory, leader = make.acting(Role.SIGNATORY, "F001"), make.acting(Role.LEADER, CONVENER)
    assert [i.uuid for i in programmes.waiting_for(signatory)] == [invitation]
    assert programmes.waiting_for(leader) == ()
    programmes.sign(actor=signatory, invitation=invitation)
    assert programmes.waiting_for(signatory) == ()
    assert [i.uuid for i in programmes.waiting_for(leader)] == [invitation]
    assert programmes.waiting_for(make.acting(Role.CONTACT, "F001")) == ()


def listed(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    columns = ("code", "state", "invited_on", "signed_on", "countersigned_on", "declined_on")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def answer(number: int) -> dict[str, str]:
    """61 firms signed and were countersigned by 15 April 2022, 3 declined, the others stayed silent."""
    row = {"code": f"F{number:03d}", "invited_on": "2021-10-08"}
    if number <= 61:
        signed_on = date(2021, 10, 9) + timedelta(days=3 * (number - 1))
        day = signed_on.isoformat()
        return {**row, "state": "countersigned", "signed_on": day, "countersigned_on": day}
    if number <= 64:
        return {**row, "state": "declined", "declined_on": "2021-12-01"}
    if number <= 66:
        day = "2022-04-16" if number == 65 else "2022-05-05"
        return {**row, "state": "countersigned", "signed_on": day, "countersigned_on": day}
    return {**row, "state": "silent"}


def bring_in(
    accord: UUID, rows: Sequence[Mapping[str, str]], actor: Actor = SYSTEM, *, dry_run: bool = False
) -> ImportReport:
    return programmes.import_signatures(
        actor=actor, accord=accord, content=listed(rows), filename="accord.csv", dry_run=dry_run
    )


def test_of_140_invited_firms_61_had_signed_by_15_april_2022(accord: UUID) -> None:
    rows = [answer(number) for number in range(1, 141)]
    for row in rows:
        make.organisation(row["code"])
    dry = bring_in(accord, rows, dry_run=True)
    assert (dry.ok, dry.created) == (True, 140)
    assert programmes.accord_sheet(accord).invited == 0
    assert bring_in(accord, rows).created == 140
    assert len(programmes.signed_firms(date(2022, 4, 15))) == 61
    counted = {
        fact.organisation
        for fact in live_facts("programmes.accord_signed")
        if fact.covers_from <= date(2022, 4, 15)
    }
    assert len(counted) == 61
    again = bring_in(accord, rows)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 140)
    assert len(live_facts("programmes.accord_signed")) == 63


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        ({"state": "perhaps"}, "B2"),
        ({"signed_on": "2021-10-07"}, "D2"),
        ({"signed_on": ""}, "D2"),
        ({"countersigned_on": "2021-10-08"}, "E2"),
        ({"declined_on": "2021-10-10"}, "F2"),
        ({"invited_on": "soon"}, "C2"),
        ({"code": ""}, "A2"),
    ],
)
def test_a_wrong_row_names_its_cell_and_stops_the_list(
    accord: UUID, change: dict[str, str], cell: str
) -> None:
    for code in ("F001", "F002"):
        make.organisation(code)
    report = bring_in(accord, [{**answer(1), **change}, answer(2)])
    assert cell in {problem.cell for problem in report.problems}
    assert programmes.accord_sheet(accord).invited == 0


def test_an_answer_that_stands_is_not_overwritten_by_a_list(accord: UUID) -> None:
    make.organisation("F001")
    bring_in(accord, [answer(1)])
    report = bring_in(
        accord, [{**answer(1), "signed_on": "2021-11-11", "countersigned_on": "2021-11-12"}]
    )
    assert [problem.cell for problem in report.problems] == ["B2"]
    assert programmes.signed_firms(date(2021, 10, 9)) == ("F001",)


def paired(accord: UUID, firm: str, county: str, **dates: date) -> UUID:
    make.organisation(firm)
    return programmes.propose_pairing(
        actor=SYSTEM,
        programme="RURAL",
        firm=firm,
        county=county,
        kind=PairingKind.ONE_FIRM_ONE_COUNTY,
        **{"starts_on": date(2022, 1, 1), **dates},
    ).uuid


def letter(actor: Actor, content: bytes = LETTER) -> Paper:
    stored = evidence.store(actor=actor, name="letter.pdf", content=io.BytesIO(content))
    return Paper(stored.sha256, "letter.pdf")


def agree(pairing: UUID, firm: str, on: date = date(2022, 2, 1)) -> None:
    officer = make.acting(Role.OFFICER, CONVENER)
    programmes.answer_pairing(
        actor=make.acting(Role.SIGNATORY, firm),
        pairing=pairing,
        side=Side.FIRM,
        consent=Consent.GIVEN,
        answered_on=on,
    )
    programmes.answer_pairing(
        actor=officer,
        pairing=pairing,
        side=Side.COUNTY,
        consent=Consent.GIVEN,
        answered_on=on,
        paper=letter(officer),
    )


def test_a_pairing_gives_a_fact_only_when_both_sides_agreed(accord: UUID) -> None:
    factories.county("141031")
    pairing = paired(accord, "F001", "141031")
    officer = make.acting(Role.OFFICER, CONVENER)
    with pytest.raises(Refused):
        programmes.answer_pairing(
            actor=officer, pairing=pairing, side=Side.FIRM, consent=Consent.GIVEN
        )
    with pytest.raises(Invalid):
        programmes.answer_pairing(
            actor=officer, pairing=pairing, side=Side.COUNTY, consent=Consent.GIVEN
        )
    assert live_facts("programmes.pairing_agreed") == []
    agree(pairing, "F001")
    (fact,) = live_facts("programmes.pairing_agreed")
    assert (fact.organisation, fact.place) == ("F001", "141031")
    assert fact.covers_from == date(2022, 2, 1)
    assert fact.evidence == (hashlib.sha256(LETTER).hexdigest(),)


def test_only_counties_are_paired(accord: UUID) -> None:
    factories.county("140000", level="province")
    with pytest.raises(Invalid, match="140000"):
        paired(accord, "F001", "140000")


def test_a_firm_and_a_county_are_paired_once_at_a_time(accord: UUID) -> None:
    factories.county("141031")
    pairing = paired(accord, "F001", "141031")
    with pytest.raises(Conflict):
        paired(accord, "F001", "141031")
    programmes.end_pairing(
        actor=SYSTEM, pairing=pairing, ends_on=date(2022, 6, 30), reason="county left poverty list"
    )
    paired(accord, "F001", "141031", starts_on=date(2022, 7, 1))
    paired(accord, "F002", "141031")


def test_overlaps_and_gaps(accord: UUID) -> None:
    for code in ("141031", "222424", "533321"):
        factories.county(code)
    for firm in ("F001", "F002", "F003"):
        make.organisation(firm)
        members.admit_member(actor=SYSTEM, organisation=firm, valid_from=date(2020, 1, 1))
    programmes.set_targets(actor=SYSTEM, programme="RURAL", counties=["141031", "533321"])
    for firm, county in (("F001", "141031"), ("F002", "141031"), ("F001", "222424")):
        agree(paired(accord, firm, county), firm)
    found = programmes.cover(programme="RURAL", on=date(2022, 4, 15))
    assert [(row.county, row.firms) for row in found.overlaps] == [("141031", ("F001", "F002"))]
    assert [row.county for row in found.gaps] == ["533321"]
    assert found.firms_without == ("F003",)
    assert found.counties_paired == 2


def test_the_paper_must_be_ones_own_and_be_there(accord: UUID) -> None:
    factories.county("141031")
    pairing = paired(accord, "F001", "141031")
    officer, other = make.acting(Role.OFFICER, CONVENER), make.acting(Role.CONTACT, "F002")
    given = {"pairing": pairing, "side": Side.COUNTY, "consent": Consent.GIVEN}
    with pytest.raises(Missing):
        programmes.answer_pairing(actor=officer, paper=Paper("a" * 64, "letter.pdf"), **given)
    with pytest.raises(Refused):
        programmes.answer_pairing(actor=officer, paper=letter(other), **given)
    programmes.answer_pairing(actor=officer, paper=letter(officer, LETTER + b"."), **given)


def test_a_signature_from_paper_says_so_and_shows_it(accord: UUID) -> None:
    invitation = invited(accord)
    officer, contact = make.acting(Role.OFFICER, CONVENER), make.acting(Role.CONTACT, "F001")
    stated = {"invitation": invitation, "signed_on": date(2021, 10, 20), "signatory_title": "chair"}
    with pytest.raises(Refused):
        programmes.enter_signature(actor=contact, paper=letter(contact), **stated)
    with pytest.raises(Invalid):
        programmes.enter_signature(
            actor=officer, paper=letter(officer), **{**stated, "signed_on": date(2021, 1, 1)}
        )
    entered = programmes.enter_signature(actor=officer, paper=letter(officer), **stated)
    assert (entered.state, entered.by_staff) == (S.SIGNED, True)
    assert live_facts("programmes.accord_signed") == []
    leader = make.acting(Role.LEADER, CONVENER)
    programmes.countersign(actor=leader, invitations=[invitation])
    (fact,) = live_facts("programmes.accord_signed")
    assert fact.evidence == (hashlib.sha256(LETTER).hexdigest(),)


def test_contacts_of_both_sides_are_people_of_theirs(accord: UUID) -> None:
    factories.county("141031")
    own, other = make.appointed(Role.CONTACT, "F001"), make.appointed(Role.CONTACT, "F002")
    form = {
        "actor": make.acting(Role.OFFICER, CONVENER),
        "programme": "RURAL",
        "firm": "F001",
        "county": "141031",
        "kind": PairingKind.JOINT,
        "starts_on": date(2022, 1, 1),
    }
    contact = CountyContact(name="Li", office="Bureau", work_mail="li@county.example")
    with pytest.raises(Invalid):
        programmes.propose_pairing(**form, firm_contact=other.person)
    with pytest.raises(Invalid):
        programmes.propose_pairing(**form, county_contact=replace(contact, office=" "))
    made = programmes.propose_pairing(**form, firm_contact=own.person, county_contact=contact)
    row = Pairing.objects.select_related("firm_contact", "county_contact").get(uuid=made.uuid)
    assert row.firm_contact is not None and row.firm_contact.uuid == own.person
    assert row.county_contact is not None and row.county_contact.work_mail == contact.work_mail
    assert row.county_contact_office == "Bureau"


def members_of(*firms: str) -> None:
    for firm in firms:
        make.organisation(firm)
        members.admit_member(actor=SYSTEM, organisation=firm, valid_from=date(2020, 1, 1))


def merge(dry_run: bool = False, on: date = date(2022, 7, 1)) -> tuple[MovedWork, ...]:
    return members.merge_members(
        actor=SYSTEM,
        organisation="F001",
        successor="F002",
        acted_on=on,
        reason="merger",
        dry_run=dry_run,
    )


def test_a_merger_moves_open_work_to_the_successor_and_facts_stay(accord: UUID) -> None:
    factories.county("141031")
    members_of("F001", "F002")
    agree(paired(accord, "F001", "141031"), "F001")
    invited(accord, "F001")
    merged_on = date(2022, 7, 1)
    with pytest.raises(Conflict):
        programmes.move_open_work(actor=SYSTEM, organisation="F001", moved_on=merged_on)
    (preview,) = [work for work in merge(dry_run=True) if work.room == "programmes"]
    assert (preview.count, len(preview.lines)) == (2, 2)
    assert members.is_member("F001", merged_on)
    assert [p.firm for p in programmes.pairings(on=merged_on)] == ["F001"]
    (moved,) = [work for work in merge() if work.room == "programmes"]
    assert moved == preview
    (before,) = programmes.pairings(on=date(2022, 6, 30))
    (after,) = programmes.pairings(on=merged_on)
    assert (before.firm, after.firm, after.is_agreed) == ("F001", "F002", True)
    assert programmes.invitations_of("F002")[0].state == S.INVITED
    found = live_facts("programmes.pairing_agreed")
    assert sorted(f.organisation for f in found) == ["F001", "F002"]
    assert len({f.object_uuid for f in found}) == 1, "one pairing, whoever goes on with it"
    assert programmes.move_open_work(actor=SYSTEM, organisation="F001", moved_on=merged_on) == 0


def test_a_separation_gives_back_what_the_successor_took_over(accord: UUID) -> None:
    for county in ("141031", "222424"):
        factories.county(county)
    members_of("F001", "F002")
    agree(paired(accord, "F001", "141031"), "F001")
    agree(paired(accord, "F002", "222424"), "F002")
    merge()
    members.separate_member(
        actor=SYSTEM, organisation="F001", acted_on=date(2022, 9, 1), reason="court"
    )
    now = {(p.firm, p.county) for p in programmes.pairings(on=date(2022, 9, 1))}
    assert now == {("F001", "141031"), ("F002", "222424")}
    between = {p.firm for p in programmes.pairings(on=date(2022, 8, 31))}
    assert between == {"F002"}


def test_a_merger_leaves_past_numbers_and_counts_the_firm_with_its_successor_after(
    accord: UUID, settings: Any, tmp_path: Path
) -> None:
    settings.CONCENTRIC_LAKE = tmp_path / "lake"
    members_of("F001", "F002", "F003")
    leader = make.acting(Role.LEADER, CONVENER)
    for firm in ("F001", "F002"):
        invitation = invited(accord, firm)
        programmes.sign(
            actor=make.acting(Role.SIGNATORY, firm),
            invitation=invitation,
            signed_on=date(2021, 10, 20),
        )
        programmes.countersign(actor=leader, invitations=[invitation])
    end_of_2021, end_of_2022 = Period.parse("2021-12-31"), Period.parse("2022-12-31")
    assert (signed_by(end_of_2021), signed_by(end_of_2022)) == (2, 2)
    merge()
    assert (signed_by(end_of_2021), signed_by(end_of_2022)) == (2, 1)


def signed_by(day: Period) -> int:
    (value,) = indicators.compute(actor=SYSTEM, indicators=["PG-01"], periods=[day])
    return int(value.rounded or 0)
