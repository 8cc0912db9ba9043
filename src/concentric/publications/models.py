"""Tables of publications: reports with their chapters and signatures, issues with what they pin, recorded texts."""

from __future__ import annotations

from django.db import models

from concentric.kernel.api import Bound, Role, uuid7
from concentric.publications.types import (
    Edition,
    FileFormat,
    Language,
    ReportState,
    SignDecision,
    Statistic,
)


def _is_one_of(name: str, column: str, values: object) -> models.CheckConstraint:
    known = [str(value) for value in values]  # type: ignore[attr-defined]  # a StrEnum class or a tuple iterates
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{column}__in": known}))


class Report(models.Model):
    """A report in the making: chapters, a pin of the numbers, and where it stands in its chain.

    Invariants: its code is unique; changing a text or the pin takes it back to draft. Written by `services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    outline = models.TextField()
    title_zh = models.TextField()
    title_en = models.TextField()
    period = models.TextField()
    state = models.TextField(default=ReportState.DRAFT)
    catalogue = models.TextField()
    position = models.BigIntegerField()
    dimension_position = models.BigIntegerField()
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "publications_report"
        constraints = (_is_one_of("publications_report_state", "state", ReportState),)

    def __str__(self) -> str:
        return self.code


class Chapter(models.Model):
    """A chapter in both languages, in the text that `rules.markup` reads.

    Invariant: `revision` grows with each change, and whoever saves names the revision they began from.
    Written by `services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="chapters")
    code = models.TextField()
    rank = models.PositiveIntegerField()
    title_zh = models.TextField()
    title_en = models.TextField()
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "publications_chapter"
        constraints = (
            models.UniqueConstraint(name="publications_chapter_code", fields=["report", "code"]),
        )

    def __str__(self) -> str:
        return self.code


class ChapterRevision(models.Model):
    """What a chapter said before a change. Its texts stay; who changed them may be forgotten. Written by `services`."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="earlier")
    revision = models.PositiveIntegerField()
    title_zh = models.TextField()
    title_en = models.TextField()
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    changed_by = models.UUIDField(null=True)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "publications_chapter_revision"
        constraints = (
            models.UniqueConstraint(
                name="publications_chapter_revision_number", fields=["chapter", "revision"]
            ),
        )

    def __str__(self) -> str:
        return f"{self.chapter_id} {self.revision}"


class SignOff(models.Model):
    """One step of the convener's chain on a report: who decided what about which texts and pin.

    Invariants: `digest` names what was signed; one person signs one step of it; append-only. Written by `services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sign_offs")
    step = models.TextField()
    person = models.UUIDField()
    name = models.TextField()
    acting_for = models.TextField(blank=True)
    decision = models.TextField()
    reason = models.TextField(blank=True)
    digest = models.TextField()
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "publications_sign_off"
        constraints = (
            _is_one_of("publications_sign_off_step", "step", Role),
            _is_one_of("publications_sign_off_decision", "decision", SignDecision),
            models.UniqueConstraint(
                name="publications_sign_off_four_eyes",
                fields=["report", "digest", "person"],
                condition=models.Q(decision="signed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.decision}"


class Issue(models.Model):
    """A report as it went out: its texts and the pin, for ever; withdrawn at most.

    Invariants: numbered from 1 per report; `content` holds the chapters as signed. The database refuses every
    change but one withdrawal. Written by `services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    code = models.TextField(unique=True)
    content = models.JSONField()
    digest = models.TextField()
    catalogue = models.TextField()
    position = models.BigIntegerField()
    dimension_position = models.BigIntegerField()
    issued_by = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_zh = models.TextField(blank=True)
    withdrawal_en = models.TextField(blank=True)

    class Meta:
        db_table = "publications_issue"
        constraints = (
            models.UniqueConstraint(name="publications_issue_number", fields=["report", "number"]),
            models.CheckConstraint(
                name="publications_issue_withdrawal",
                condition=models.Q(withdrawn_at__isnull=True)
                | (~models.Q(withdrawal_zh="") & ~models.Q(withdrawal_en="")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class IssueValue(models.Model):
    """A number of an issue as published, under its trace code. Append-only. Written by `services`."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="values")
    code = models.TextField()
    indicator = models.TextField()
    period = models.TextField()
    cell_code = models.TextField(blank=True)
    statistic = models.TextField(default=Statistic.VALUE)
    value_uuid = models.UUIDField(null=True)
    unit = models.TextField()
    exact = models.TextField(null=True)
    rounded = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    bound = models.TextField(default=Bound.EQ)
    facts = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)
    contributors = models.PositiveIntegerField(default=0)
    is_derived = models.BooleanField(default=False)
    withheld = models.TextField(blank=True)
    """Why the public does not see it."""
    is_public = models.BooleanField(default=False)
    """Whether it stands in the public edition."""

    class Meta:
        db_table = "publications_issue_value"
        constraints = (
            models.UniqueConstraint(name="publications_issue_value_code", fields=["issue", "code"]),
            _is_one_of("publications_issue_value_statistic", "statistic", Statistic),
            _is_one_of("publications_issue_value_bound", "bound", Bound),
        )
        indexes = (models.Index(fields=["indicator", "period"], name="publications_value_of"),)

    def __str__(self) -> str:
        return self.code


class IssueFile(models.Model):
    """A file of an issue, its content pinned by its hash. Append-only. Written by `services`."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="files")
    kind = models.TextField()
    language = models.TextField()
    edition = models.TextField()
    name = models.TextField()
    sha256 = models.TextField(db_index=True)
    size = models.PositiveBigIntegerField()

    class Meta:
        db_table = "publications_issue_file"
        constraints = (
            _is_one_of("publications_issue_file_kind", "kind", FileFormat),
            _is_one_of("publications_issue_file_language", "language", Language),
            _is_one_of("publications_issue_file_edition", "edition", Edition),
            models.UniqueConstraint(
                name="publications_issue_file_one", fields=["issue", "kind", "language", "edition"]
            ),
        )

    def __str__(self) -> str:
        return self.name


class Erratum(models.Model):
    """A correction announced beside an issue. Append-only. Written by `services`."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="errata")
    number = models.PositiveIntegerField()
    span_code = models.TextField(blank=True)
    """The number it is about, by its trace code; empty where it is about words."""
    says_zh = models.TextField()
    says_en = models.TextField()
    announced_by = models.UUIDField(null=True)
    announced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "publications_erratum"
        constraints = (
            models.UniqueConstraint(name="publications_erratum_number", fields=["issue", "number"]),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.number}"


class RecordedText(models.Model):
    """What somebody else's publication states about itself: cited and counted, never a fact of a member.

    Invariant: one row per figure. Written by `services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    figure = models.TextField(unique=True)
    says_zh = models.TextField()
    says_en = models.TextField()
    unit = models.TextField()
    bound = models.TextField(default=Bound.EQ)
    stated_on = models.DateField()
    source_title = models.TextField()
    source_article = models.TextField(blank=True)
    source_issued_on = models.DateField(null=True)
    source_status = models.TextField(default="unverified")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "publications_recorded_text"
        constraints = (
            _is_one_of("publications_recorded_text_bound", "bound", Bound),
            _is_one_of(
                "publications_recorded_text_status", "source_status", ("verified", "unverified")
            ),
        )

    def __str__(self) -> str:
        return self.figure


class RecordedItem(models.Model):
    """One item that a recorded text lists, in our own words. Written by `services`."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    text = models.ForeignKey(RecordedText, on_delete=models.PROTECT, related_name="items")
    rank = models.PositiveIntegerField()
    says_zh = models.TextField()
    says_en = models.TextField()
    area = models.TextField(blank=True)

    class Meta:
        db_table = "publications_recorded_item"
        constraints = (
            models.UniqueConstraint(
                name="publications_recorded_item_rank", fields=["text", "rank"]
            ),
        )

    def __str__(self) -> str:
        return self.says_en
