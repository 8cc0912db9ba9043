"""Recording, reversing, correcting: once, exactly, and never by half."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.facts import catalogue
from concentric.facts.types import DraftFact, FactSource, RecordedFact, Selector
from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused, Unavailable, uuid7
from tests.audit.books import AUDITOR
from tests.facts.drafts import PACK, ROOM, draft, source, year_draft

RICH = draft(
    "test.planned", organisation="F\\1 'x\"", place="222424", person_key="k-1", object_kind="plan",
    object_uuid=uuid7(), value=Decimal("-1234567.890001"), share_num=1, share_den=4,
    attributed=Decimal("-0.5"), dims={"colour": "red", "note": 'a\\N "q" {é}'},
    evidence=("b" * 64, "a" * 64), backfilled=True, source=source(slot=""),
)  # fmt: skip


def record(wanted: DraftFact) -> RecordedFact:
    return facts.record(actor=ROOM, draft=wanted)


def reverse(recorded: RecordedFact, by: FactSource) -> RecordedFact:
    return facts.reverse(actor=ROOM, fact_uuid=recorded.uuid, source=by, reason="wrong amount")


def facts_in_ledger() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM facts_fact")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("many", [False, True])
def test_a_fact_is_read_back_as_it_was_recorded(pack: str, many: bool) -> None:
    if many:
        (uuid,) = facts.record_many(actor=ROOM, drafts=[RICH]).uuids
    else:
        uuid = record(RICH).uuid
    found = facts.fact(uuid)

    for name in DraftFact.__slots__:
        assert getattr(found, name) == getattr(RICH, name), name
    assert (found.position, found.reverses, found.reversed_by) == (None, None, None)
    assert (found.fact_type_version, found.time_kind) == (1, "event")
    assert facts.facts_of_source("test", RICH.source.uuid) == (found,)


def test_recording_again_records_nothing(pack: str) -> None:
    wanted = year_draft(value=Decimal("1.50"))
    first = record(wanted)
    again = record(replace(wanted, value=Decimal("1.5")))

    assert (first.is_new, again.is_new, first.uuid) == (True, False, again.uuid)
    batch = facts.record_many(actor=ROOM, drafts=[draft(), wanted, draft()])
    assert (batch.recorded, batch.already, batch.uuids[1]) == (2, 1, first.uuid)
    assert facts_in_ledger() == 3
    assert [facts.fact(uuid).uuid for uuid in batch.uuids] == list(batch.uuids)


@pytest.mark.parametrize(
    "change", [{"value": Decimal(11)}, {"dims": {"colour": "red"}}, {"organisation": "F002"}]
)
def test_a_source_gives_one_fact(pack: str, change: dict[str, Any]) -> None:
    wanted = draft()
    record(wanted)
    with pytest.raises(Conflict, match=str(wanted.source.uuid)):
        record(replace(wanted, **change))
    with pytest.raises(Conflict, match=str(wanted.source.uuid)):
        facts.record_many(actor=ROOM, drafts=[draft(), replace(wanted, **change)])
    assert facts_in_ledger() == 1


def test_one_batch_names_no_source_twice(pack: str) -> None:
    wanted = draft()
    with pytest.raises(Conflict):
        facts.record_many(actor=ROOM, drafts=[wanted, wanted])


def test_a_batch_is_recorded_wholly_or_not_at_all(pack: str) -> None:
    with pytest.raises(Invalid):
        facts.record_many(actor=ROOM, drafts=[draft(), draft(dims={"colour": "green"})])
    assert facts_in_ledger() == 0
    assert facts.record_many(actor=ROOM, drafts=[]).recorded == 0


@pytest.mark.parametrize("unknown", [draft("test.unknown"), draft(covers_from=date(2018, 1, 1))])
def test_a_type_must_be_in_force(pack: str, unknown: DraftFact) -> None:
    with pytest.raises(Missing):
        record(unknown)


def test_a_reversal_carries_no_value_and_stands_once(pack: str) -> None:
    fact = record(draft("test.given", dims={"colour": "red"}))
    by = source()
    reversal = reverse(fact, by)

    assert reverse(fact, by) == replace(reversal, is_new=False)
    found = facts.fact(reversal.uuid)
    assert (found.value, found.attributed, found.reverses) == (None, None, fact.uuid)
    assert (found.organisation, dict(found.dims)) == ("F001", {"colour": "red"})
    assert facts.fact(fact.uuid).reversed_by == reversal.uuid
    with pytest.raises(Conflict, match="reversed already"):
        reverse(fact, source())
    with pytest.raises(Invalid, match="cannot be reversed"):
        reverse(reversal, source())


def test_a_reversal_needs_a_reason_a_fact_and_a_source_of_its_own(pack: str) -> None:
    wanted = draft()
    fact = record(wanted)
    with pytest.raises(Invalid):
        facts.reverse(actor=ROOM, fact_uuid=fact.uuid, source=source(), reason=" ")
    with pytest.raises(Missing):
        facts.reverse(actor=ROOM, fact_uuid=uuid7(), source=source(), reason="x")
    with pytest.raises(Conflict):
        reverse(fact, wanted.source)


def test_a_correction_is_a_reversal_and_a_new_fact(pack: str) -> None:
    row = uuid7()
    old = record(draft(source=source(row)))
    better = draft(source=source(row, revision=2), value=Decimal(12))
    new = facts.correct(actor=ROOM, fact_uuid=old.uuid, draft=better, reason="typing error")
    again = facts.correct(actor=ROOM, fact_uuid=old.uuid, draft=better, reason="typing error")

    assert again == replace(new, is_new=False)
    history = facts.facts_of_source("test", row)
    assert [fact.value for fact in history] == [Decimal(10), None, Decimal(12)]
    with pytest.raises(Conflict):
        facts.correct(actor=ROOM, fact_uuid=old.uuid, draft=draft(), reason="another opinion")
    assert facts.reverse_source(actor=ROOM, room="test", uuids=[row], reason="withdrawn") == 1


def test_all_facts_of_source_rows_are_reversed_once(pack: str) -> None:
    row, other = uuid7(), uuid7()
    facts.record_many(
        actor=ROOM,
        drafts=[draft(source=source(uuid, slot=slot)) for uuid in (row, other) for slot in "ab"],
    )

    def clear() -> int:
        return facts.reverse_source(actor=ROOM, room="test", uuids=[row], reason="sent back")

    assert (clear(), clear()) == (2, 0)
    assert all(fact.reversed_by or fact.reverses for fact in facts.facts_of_source("test", row))
    assert not any(fact.reversed_by for fact in facts.facts_of_source("test", other))


def test_every_act_is_logged(pack: str) -> None:
    fact = record(draft())
    reverse(fact, source())
    facts.record_many(actor=ROOM, drafts=[draft(), draft(organisation="F002")])

    acts = [entry.act for entry in audit.entries(actor=AUDITOR, act="facts.")]
    assert acts == [
        "facts.recorded", "facts.reversed", "facts.recorded", "facts.catalogue_installed",
    ]  # fmt: skip
    reversed_entry = audit.entries(actor=AUDITOR, object_uuid=fact.uuid)[0]
    assert reversed_entry.details["reason"] == "wrong amount"


def test_two_reversals_at_once_leave_one(committed_db: str, pack: str) -> None:
    fact = record(draft())

    def attempt(_: int) -> str:
        try:
            reverse(fact, source())
            return "reversed"
        except Conflict:
            return "conflict"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(attempt, range(6)))
    assert outcomes == ["conflict"] * 5 + ["reversed"]


def test_the_same_batch_from_many_writers_is_recorded_once(committed_db: str, pack: str) -> None:
    drafts = [draft() for _ in range(40)]

    def attempt(_: int) -> tuple[Any, ...]:
        try:
            return facts.record_many(actor=ROOM, drafts=drafts).uuids
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(4)))
    assert len(set(outcomes)) == 1
    facts.seal()
    selected = facts.count_and_fingerprint(Selector(fact_type="test.given"), facts.position())
    assert selected.count == 40


def test_a_fact_disappears_with_the_act_that_failed(committed_db: str, pack: str) -> None:
    with transaction.atomic():
        record(draft())
        transaction.set_rollback(True)
    record(draft())
    facts.seal()

    assert facts.position() == 1
    assert facts.verify().ok


@pytest.mark.django_db
def test_without_a_catalogue_nothing_is_recorded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM facts_catalogue_version")
        assert cursor.fetchone() == (0,)
    with pytest.raises(Unavailable):
        record(draft())


def test_a_catalogue_version_is_installed_once_and_pinned(pack: str, tmp_path: Any) -> None:
    before = len(facts.catalogue_versions())
    assert facts.install_catalogue(actor=ROOM, rulebook_paths=[PACK]).hash == pack
    assert len(facts.catalogue_versions()) == before
    other = tmp_path / "pack"
    for path in PACK.rglob("*.yaml"):
        place = other / path.relative_to(PACK)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(path.read_text().replace("version: 2", "version: 3"))
    newer = facts.install_catalogue(actor=ROOM, rulebook_paths=[other])

    assert facts.current_hash() == newer.hash != pack
    assert facts.catalogue().fact_type("test.declared").version == 3
    assert facts.catalogue(pack).fact_type("test.declared").version == 2
    assert facts.fact(record(year_draft()).uuid).fact_type_version == 3
    with pytest.raises(Missing):
        facts.catalogue("0" * 64)
    with pytest.raises(Refused):
        facts.install_catalogue(actor=Actor.anonymous(), rulebook_paths=[PACK])
    with pytest.raises(Invalid):
        facts.install_catalogue(actor=ROOM, rulebook_paths=[PACK.parent])


def test_the_catalogue_in_force_is_kept_and_mended(
    pack: str, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONCENTRIC_VAR = tmp_path
    kept = tmp_path / "catalogue" / f"{pack}.json"
    forget = catalogue._rulebook.cache_clear
    forget()
    installed = facts.catalogue()
    whole = kept.read_text()
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "load", None)
        forget()
        assert facts.catalogue().documents == installed.documents
    for damaged in ("", whole[:-9], whole.replace("red", "blue")):
        kept.write_text(damaged)
        forget()
        assert facts.catalogue().hash == pack
        assert kept.read_text() == whole
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    forget()


def test_a_folder_that_cannot_be_written_is_no_fault(
    pack: str, tmp_path: Any, settings: Any
) -> None:
    settings.CONCENTRIC_VAR = tmp_path / "file"
    settings.CONCENTRIC_VAR.write_text("not a folder")
    catalogue._rulebook.cache_clear()
    assert facts.catalogue().hash == pack
    catalogue._rulebook.cache_clear()
