"""A report from its outline to its withdrawal: who may, in which order, and that nothing moves unnoticed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused
from concentric.publications import api as publications
from concentric.publications import models, permissions, queries, reading
from concentric.publications.render import readback
from concentric.publications.types import Edition, Language, ReportState, Severity
from concentric.rulebook.types import Localised
from tests.access import factories as make
from tests.publications import world as worlds
from tests.publications.world import REPORT, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.CONCENTRIC_LAKE = tmp_path / "lake"
    settings.CONCENTRIC_FILES = tmp_path / "files"
    opened = worlds.opened()
    worlds.short_report(opened)
    return opened


def stops(found: Any) -> set[str]:
    return {one.kind for one in found if one.severity is Severity.STOPS}


def test_the_whole_outline_of_the_catalogue_becomes_a_report_that_can_be_signed() -> None:
    world = worlds.opened()
    made = publications.create_report(actor=world.editor, outline=REPORT)
    assert made.state is ReportState.DRAFT
    assert models.Chapter.objects.count() == 10
    found = publications.check_report(actor=world.editor, report=REPORT)
    assert stops(found) == set()
    assert publications.report(REPORT).state is ReportState.CHECKED
    with pytest.raises(Conflict):
        publications.create_report(actor=world.editor, outline=REPORT)


def test_an_issue_pins_what_was_signed_and_its_files_say_the_same(world: World) -> None:
    issued = world.issue()
    assert (issued.code, issued.number) == ("csr-2020-1", 1)
    found = publications.report_files(REPORT)
    assert len(found) == 8
    for file in found:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
    values = {one.code: one for one in models.IssueValue.objects.all()}
    assert (values["n1"].rounded, values["n1"].contributors, values["n1"].is_public) == (5, 5, True)
    assert values["n2"].rounded == 1_000_900_000
    row = models.Issue.objects.get()
    assert (row.position, row.catalogue) == (issued.position, issued.catalogue)
    assert row.digest == row.report.sign_offs.first().digest


def test_the_public_edition_withholds_what_tells_about_single_members(world: World) -> None:
    world.issue()
    by_board = models.IssueValue.objects.filter(cell_code__startswith="board=")
    reasons = {one.cell_code: one.withheld for one in by_board}
    assert reasons["board=main"] == reasons["board=chinext"] == "too_few"
    assert reasons["board=star"] == "complement"
    public = next(
        f for f in publications.report_files(REPORT)
        if f.edition is Edition.PUBLIC and f.kind == "html" and f.language is Language.ZH
    )  # fmt: skip
    text = public.path.read_text(encoding="utf-8")
    body = text[text.index("<article") : text.index("</article>")]
    assert "400,000,000" not in body
    assert "\u00b7" in body
    assert "F001" not in body
    assert (
        models.IssueValue.objects.filter(
            cell_code__startswith="organisation=", is_public=True
        ).count()
        == 0
    )


def test_one_person_never_signs_twice_whatever_they_hold(world: World) -> None:
    publications.check_report(actor=world.editor, report=REPORT)
    everything = replace(
        world.officer, roles=world.officer.roles | world.head.roles | world.leader.roles
    )
    digest = publications.report(REPORT).digest
    publications.sign_report(actor=everything, report=REPORT, digest=digest)
    with pytest.raises(Refused, match="turn"):
        publications.sign_report(actor=everything, report=REPORT, digest=digest)
    assert models.SignOff.objects.count() == 1


def test_signatures_come_in_order_and_from_the_association(world: World) -> None:
    digest = publications.report(REPORT).digest
    with pytest.raises(Conflict):
        publications.sign_report(actor=world.officer, report=REPORT, digest=digest)
    publications.check_report(actor=world.editor, report=REPORT)
    for actor in (
        world.head,
        world.leader,
        world.editor,
        world.firm,
        Actor.system("x"),
        Actor.anonymous(),
    ):
        with pytest.raises(Refused):
            publications.sign_report(actor=actor, report=REPORT, digest=digest)
    with pytest.raises(Conflict, match="changed since"):
        publications.sign_report(actor=world.officer, report=REPORT, digest="0" * 64)
    with pytest.raises(Conflict):
        publications.issue_report(actor=world.editor, report=REPORT)


def test_an_edit_takes_signatures_away(world: World) -> None:
    publications.check_report(actor=world.editor, report=REPORT)
    world.sign_all()
    assert publications.report(REPORT).state is ReportState.SIGNED
    world.write(text_zh=worlds.TEXT_ZH, text_en=worlds.TEXT_EN)
    assert publications.report(REPORT).state is ReportState.DRAFT
    assert len(queries.steps_left(REPORT)) == 3
    with pytest.raises(Conflict):
        publications.issue_report(actor=world.editor, report=REPORT)


def test_sending_back_needs_a_reason_and_begins_the_chain_anew(world: World) -> None:
    publications.check_report(actor=world.editor, report=REPORT)
    digest = publications.report(REPORT).digest
    publications.sign_report(actor=world.officer, report=REPORT, digest=digest)
    with pytest.raises(Invalid):
        publications.send_back(actor=world.head, report=REPORT, digest=digest, reason=" ")
    publications.send_back(actor=world.head, report=REPORT, digest=digest, reason="Say more.")
    assert publications.report(REPORT).state is ReportState.DRAFT
    publications.check_report(actor=world.editor, report=REPORT)
    assert queries.steps_left(REPORT)[0] == "officer"


def test_a_stale_number_stops_the_check_and_the_issue(world: World) -> None:
    publications.check_report(actor=world.editor, report=REPORT)
    world.sign_all()
    worlds.record("F001", "star", "EX9", "100000000")
    with pytest.raises(Conflict, match="stale"):
        publications.issue_report(actor=world.editor, report=REPORT)
    assert models.Issue.objects.count() == 0
    assert "stale" in stops(publications.check_report(actor=world.editor, report=REPORT))
    publications.take_in_numbers(actor=world.editor, report=REPORT)
    assert stops(publications.check_report(actor=world.editor, report=REPORT)) == set()


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        ({"text_en": ""}, "language"),
        ({"title_en": " "}, "title"),
        ({"text_zh": "{{value RE-01 period=2020}}"}, "languages"),
        ({"text_zh": worlds.CHART.replace('"A"', '""'), "text_en": worlds.CHART}, "alt"),
        ({"text_zh": "{{value XX-99 period=2020}}", "text_en": "{{value XX-99 period=2020}}"}, "indicator"),
        (
            {
                "text_zh": "{{value RE-01 period=2020 by=moon:x}}",
                "text_en": "{{value RE-01 period=2020 by=moon:x}}",
            },
            "breakdown",
        ),
        ({"text_zh": "{{value RE-01 period=2020-Q1}}", "text_en": "{{value RE-01 period=2020-Q1}}"}, "period"),
    ],
)  # fmt: skip
def test_the_check_stops_what_is_not_in_order(
    world: World, texts: dict[str, str], kind: str
) -> None:
    world.write(**texts)
    assert kind in stops(publications.check_report(actor=world.editor, report=REPORT))
    assert publications.report(REPORT).state is ReportState.DRAFT


def test_two_writers_do_not_lose_each_others_text(world: World) -> None:
    row = queries.chapter_row(REPORT, "poverty_alleviation")
    given = {
        "actor": world.editor, "report": REPORT, "chapter": row.code, "revision": row.revision,
        "title_zh": "a", "title_en": "b", "text_zh": "c", "text_en": "d",
    }  # fmt: skip
    assert publications.change_chapter(**given) == row.revision + 1
    with pytest.raises(Conflict, match="somebody else"):
        publications.change_chapter(**{**given, "text_zh": "e"})
    assert queries.chapter_row(REPORT, row.code).text_zh == "c"
    assert models.ChapterRevision.objects.filter(chapter=row, text_zh=row.text_zh).count() == 1


def test_a_false_file_is_never_issued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    publications.check_report(actor=world.editor, report=REPORT)
    world.sign_all()
    true = readback.read_pdf
    monkeypatch.setattr(readback, "read_pdf", lambda content: true(content)[1:])
    with pytest.raises(Conflict, match="differ"):
        publications.issue_report(actor=world.editor, report=REPORT)
    assert models.Issue.objects.count() == 0
    assert not queries.reports_folder().exists()


def test_a_correction_of_a_firm_shows_the_restated_number_beside_the_published(
    world: World,
) -> None:
    from concentric.facts import api as facts
    from concentric.facts.types import FactSource
    from concentric.kernel.api import uuid7

    world.issue()
    row = queries.issue_row("csr-2020-1")
    worlds.compute_now()
    assert "report-restated" not in reading.body(row, Language.EN, "/n/")
    facts.reverse(
        actor=make.SYSTEM, fact_uuid=world.facts["EX2"].uuid,
        source=FactSource("returns", uuid7(), 1, "amount"), reason="unit slip",
    )  # fmt: skip
    worlds.compute_now()
    page = reading.body(row, Language.ZH, "/n/")
    assert "10.01亿元" in page
    assert "现为 8.01亿元" in page or "by now 8.01亿元" in page
    opened = reading.trace("csr-2020-1", "n2")
    assert "1,000,900,000" in opened.shown
    assert "800,900,000" in opened.restated


def test_a_public_trace_says_how_much_and_nothing_about_a_member(world: World) -> None:
    world.issue()
    opened = reading.trace("csr-2020-1", "n2")
    assert (opened.members, opened.facts) == (5, 5)
    hidden = models.IssueValue.objects.get(cell_code="board=main").code
    withheld = reading.trace("csr-2020-1", hidden)
    assert (withheld.members, withheld.facts, withheld.shown, withheld.restated) == (0, 0, "", "")
    own = models.IssueValue.objects.filter(cell_code="organisation=F001").first()
    assert own is not None
    for code in (own.code, "n999999", "../n1"):
        with pytest.raises(Missing):
            reading.trace("csr-2020-1", code)


def test_a_fact_knows_the_publications_that_used_it(world: World) -> None:
    world.issue()
    used = publications.uses_of_fact(world.facts["EX1"].uuid)
    assert ("csr-2020-1", "n2", "RE-02") in used
    later = worlds.record("F001", "star", "EX9", "1000000")
    assert publications.uses_of_fact(later.uuid) == ()


def test_errata_and_withdrawal_are_for_few_and_stay_to_be_seen(world: World) -> None:
    world.issue()
    said = {"issue": "csr-2020-1", "says_zh": "更正", "says_en": "Corrected"}
    for actor in (world.editor, world.officer, world.firm, Actor.anonymous()):
        with pytest.raises(Refused):
            publications.announce_erratum(actor=actor, **said)
    with pytest.raises(Invalid):
        publications.announce_erratum(actor=world.head, **{**said, "says_en": " "})
    with pytest.raises(Invalid):
        publications.announce_erratum(actor=world.head, **said, span_code="n999")
    assert publications.announce_erratum(actor=world.head, **said, span_code="n1") == 1
    reason = {"issue": "csr-2020-1", "reason_zh": "误", "reason_en": "Wrong"}
    with pytest.raises(Refused):
        publications.withdraw_issue(actor=world.head, **reason)
    withdrawn = publications.withdraw_issue(actor=world.leader, **reason)
    assert withdrawn.withdrawal_reason == Localised("误", "Wrong")
    assert publications.report(REPORT).state is ReportState.WITHDRAWN
    with pytest.raises(Conflict):
        publications.withdraw_issue(actor=world.leader, **reason)


def test_the_gates_of_the_files(world: World) -> None:
    world.issue()
    uuid = models.Issue.objects.get().uuid
    assert queries.may_open_public_file(Actor.anonymous(), uuid)
    assert not queries.may_open_members_file(world.firm, uuid)
    assert queries.may_open_members_file(world.editor, uuid)
    publications.withdraw_issue(
        actor=world.leader, issue="csr-2020-1", reason_zh="误", reason_en="Wrong"
    )
    assert not queries.may_open_public_file(Actor.anonymous(), uuid)


def test_only_writers_write(world: World) -> None:
    for actor in (world.firm, world.leader, Actor.anonymous()):
        assert not permissions.may_write(actor)
        with pytest.raises(Refused):
            publications.create_report(actor=actor, outline=REPORT, code="other")
        with pytest.raises(Refused):
            publications.check_report(actor=actor, report=REPORT)
        with pytest.raises(Refused):
            publications.import_texts(actor=actor, content=b"statements: []", dry_run=False)


STATEMENTS = Path(__file__).resolve().parents[2] / "examples" / "publications.yaml"


def test_recorded_texts_are_counted_by_their_items_and_repeating_changes_nothing(
    world: World,
) -> None:
    content = STATEMENTS.read_bytes()
    dry = publications.import_texts(actor=world.editor, content=content, dry_run=True)
    assert (dry.created, publications.recorded_counts()) == (4, {})
    assert (
        publications.import_texts(actor=world.editor, content=content, dry_run=False).created == 4
    )
    assert publications.recorded_counts() == {"S3-27": 2, "S3-30": 7, "S3-31": 4, "S3-32": 5}
    again = publications.import_texts(actor=world.editor, content=content, dry_run=False)
    assert (again.created, again.unchanged) == (0, 4)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"- a", b"statements: 3", b"a: [", b"!!python/object/apply:os.system ['true']"],
)
def test_a_file_that_is_no_list_of_statements_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(Invalid):
        publications.import_texts(actor=world.editor, content=content, dry_run=False)


def test_one_bad_statement_records_nothing(world: World) -> None:
    content = STATEMENTS.read_bytes() + b"\n  - figure: S9-99\n    what: {zh: a, en: b}\n"
    report = publications.import_texts(actor=world.editor, content=content, dry_run=False)
    assert [one.cell for one in report.problems] == ["5"]
    assert publications.recorded_counts() == {}
