"""A small world for tests: the catalogue, five firms of which three list companies, the association's people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from concentric.facts import api as facts
from concentric.facts.types import DraftFact, FactSource, RecordedFact
from concentric.indicators import api as indicators
from concentric.kernel.api import Actor, Period, Role, uuid7
from concentric.members import api as members
from concentric.publications import api as publications
from concentric.publications.types import IssueInfo
from concentric.rulebook.api import default_paths
from tests.access import factories as make

FIRMS = ("F001", "F002", "F003", "F004", "F005")
LISTINGS = (
    ("F001", "star", "EX1", "300000000"),
    ("F002", "star", "EX2", "200000000"),
    ("F003", "star", "EX3", "100000000"),
    ("F004", "chinext", "EX4", "900000"),
    ("F005", "main", "EX5", "400000000"),
)
"""Firm, board, company, amount: one firm alone stands behind two of the boards."""
CHAPTER = "overview"
TEXT_ZH = "首发{{value RE-01 period=2020 unit=none}}家，筹得{{value RE-02 period=2020 scale=100m decimals=2}}。"
TEXT_EN = "{{value RE-01 period=2020 unit=none}} companies raised {{value RE-02 period=2020 scale=100m decimals=2}}."
CHART = '{{chart bar RE-02 by=board period=2020 title="T" alt="A"}}'
FIRM_PAGE = (
    "{{each population=returns}}\n\n## {{organisation}}\n\n"
    "{{table RE-01 RE-02 periods=2020 organisation=self title=T}}\n\n{{end}}"
)
REPORT = "csr-2020"


@dataclass(frozen=True, slots=True)
class World:
    """The people of the association, by what they do."""

    editor: Actor
    officer: Actor
    head: Actor
    leader: Actor
    firm: Actor
    facts: Mapping[str, RecordedFact]

    @property
    def chain(self) -> Sequence[Actor]:
        return (self.officer, self.head, self.leader)

    def sign_all(self) -> None:
        """All three sign."""
        for actor in self.chain:
            publications.sign_report(
                actor=actor, report=REPORT, digest=publications.report(REPORT).digest
            )

    def write(self, chapter: str = "poverty_alleviation", **texts: str) -> None:
        """Save a chapter with these texts."""
        from concentric.publications import queries

        row = queries.chapter_row(REPORT, chapter)
        given = {
            "title_zh": row.title_zh, "title_en": row.title_en,
            "text_zh": row.text_zh, "text_en": row.text_en, **texts,
        }  # fmt: skip
        publications.change_chapter(
            actor=self.editor, report=REPORT, chapter=chapter, revision=row.revision, **given
        )

    def issue(self) -> IssueInfo:
        """Check, sign and issue."""
        publications.check_report(actor=self.editor, report=REPORT)
        self.sign_all()
        return publications.issue_report(
            actor=self.editor, report=REPORT, base="https://example.org/"
        )


def opened() -> World:
    """Five firms with listings of 2020, people of the association, the catalogue in force."""
    facts.install_catalogue(actor=make.SYSTEM, rulebook_paths=default_paths())
    for code in ("ASSOC", *FIRMS):
        make.organisation(code)
    for code in FIRMS:
        members.admit_member(actor=make.SYSTEM, organisation=code, valid_from=date(2019, 1, 1))
    members.define_population(
        actor=make.SYSTEM, code="returns", organisations=FIRMS, valid_from=date(2019, 1, 1)
    )
    recorded = {code: record(firm, board, code, amount) for firm, board, code, amount in LISTINGS}
    return World(
        editor=make.acting(Role.EDITOR, "ASSOC", name="Editor"),
        officer=make.acting(Role.OFFICER, "ASSOC", name="Officer"),
        head=make.acting(Role.DEPARTMENT_HEAD, "ASSOC", name="Head"),
        leader=make.acting(Role.LEADER, "ASSOC", name="Leader"),
        firm=make.acting(Role.SIGNATORY, "F001", name="Firm"),
        facts=recorded,
    )


def record(firm: str, board: str, company: str, amount: str) -> RecordedFact:
    """A listing of 2020 that a firm declared."""
    draft = DraftFact(
        fact_type="returns.ipo_declared", organisation=firm, value=Decimal(amount),
        source=FactSource("returns", uuid7(), 1, "amount"), covers_from=date(2020, 1, 1),
        covers_to=date(2020, 12, 31), object_kind="company", object_uuid=indicators.object_uuid("company", company),
        dims={"board": board},
    )  # fmt: skip
    return facts.record(actor=make.SYSTEM, draft=draft)


def short_report(world: World) -> None:
    """The report with one chapter about the trade and one about firms; the others say nothing with numbers."""
    from concentric.publications import models

    publications.create_report(actor=world.editor, outline=REPORT)
    kept = ("poverty_alleviation", "firm_page")
    report = models.Report.objects.get(code=REPORT)
    report.chapters.exclude(code__in=kept).delete()
    texts: dict[str, Any] = {
        "poverty_alleviation": (f"{TEXT_ZH}\n\n{CHART}", f"{TEXT_EN}\n\n{CHART}"),
        "firm_page": (FIRM_PAGE, FIRM_PAGE),
    }
    for code, (zh, en) in texts.items():
        world.write(code, text_zh=zh, text_en=en)
    publications.take_in_numbers(actor=world.editor, report=REPORT)


def compute_now() -> None:
    """The standing computation that pages read what numbers are by now from."""
    indicators.compute_standing(actor=make.SYSTEM, periods=[Period.parse("2020")])
