"""Acts on the ledger: record, reverse, correct, state dimensions, install a catalogue, seal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from concentric.audit import api as audit
from concentric.audit.types import SealResult, VerifyReport
from concentric.facts import books, catalogue, ledger, models, permissions, queries, rows, rules
from concentric.facts.types import (
    DimensionStatement,
    DraftFact,
    FactSource,
    RecordedBatch,
    RecordedFact,
)
from concentric.kernel.api import Actor, Conflict, Invalid, Missing, Refused, msgid, uuid7
from concentric.rulebook.api import load
from concentric.rulebook.types import Rulebook


@transaction.atomic
def record(*, actor: Actor, draft: DraftFact) -> RecordedFact:
    """Record one fact in the transaction of the act that gave it.

    Recording the same draft again returns the fact that stands. Raises `Invalid` when the draft is
    no fact of its type, `Missing` when the catalogue in force has no such type on that day,
    `Conflict` when its source gave another fact.
    """
    uuid = uuid7()
    checked = catalogue.type_book().of(draft.fact_type, draft.covers_to)
    line = rows.draft_line(draft, checked, uuid, audit.moment_text(timezone.now()))
    if not ledger.insert(line):
        return RecordedFact(_standing(audit.line_texts(line)), is_new=False)
    _log_facts(actor, "facts.recorded", [draft], object_uuid=uuid)
    return RecordedFact(uuid, is_new=True)


@transaction.atomic
def record_many(*, actor: Actor, drafts: Iterable[DraftFact]) -> RecordedBatch:
    """Record many facts, all or none, in one COPY. Sources that stand with equal contents are
    passed over.

    Raises as `record` does; nothing is recorded then.
    """
    wanted = list(drafts)
    types = catalogue.type_book()
    uuids: list[UUID] = []
    already = 0
    if not ledger.copy(_lines(wanted, types, uuids)):
        uuids.clear()
        lines = list(_lines(wanted, types, uuids))
        there = ledger.copy_missing(lines)
        all_texts = [audit.line_texts(line) for line in lines]
        uuids = [_uuid(there.get(rows.source_of(texts), texts)) for texts in all_texts]
        already = len(there)
    if len(wanted) > already:
        _log_facts(actor, "facts.recorded", wanted)
    return RecordedBatch(uuids=tuple(uuids), recorded=len(wanted) - already, already=already)


@transaction.atomic
def reverse(*, actor: Actor, fact_uuid: UUID, source: FactSource, reason: str) -> RecordedFact:
    """Take a fact out of every later position. The reversal carries no value and names its own
    source.

    The same reversal again returns the one that stands. Raises `Missing` for an unknown fact,
    `Invalid` for a reversal of a reversal or without a reason, `Conflict` when the fact is reversed
    by another source.
    """
    _check_reason(reason)
    fact = _fact_row(fact_uuid)
    uuid = uuid7()
    line = rows.reversal_line(fact, source, uuid, audit.moment_text(timezone.now()))
    if not ledger.insert(line):
        texts = audit.line_texts(line)
        standing = ledger.reversal_of(fact_uuid)
        if standing is None:
            raise ledger.source_conflict(rows.source_of(texts))
        if not rows.says_the_same(standing, texts):
            raise Conflict(
                msgid("This fact is reversed already."),
                remedy=msgid("Open its history: the correction may have been recorded there."),
            )
        return RecordedFact(_uuid(standing), is_new=False)
    audit.log(
        actor=actor, act="facts.reversed", object_kind="fact", object_uuid=fact_uuid,
        organisation=fact[rows.COLUMNS.index("organisation")],
        details={"reversal": uuid, "source": str(source), "reason": reason},
    )  # fmt: skip
    return RecordedFact(uuid, is_new=True)


@transaction.atomic
def correct(*, actor: Actor, fact_uuid: UUID, draft: DraftFact, reason: str) -> RecordedFact:
    """Reverse a fact and record `draft` in its place, together. Raises as `reverse` and `record`
    do.
    """
    source = rules.correction_source(draft.source)
    reverse(actor=actor, fact_uuid=fact_uuid, source=source, reason=reason)
    return record(actor=actor, draft=draft)


@transaction.atomic
def reverse_source(*, actor: Actor, room: str, uuids: Sequence[UUID], reason: str) -> int:
    """Reverse every live fact of these source rows; returns how many were reversed now.

    Facts that somebody else reverses at the same time stay reversed once.
    """
    _check_reason(reason)
    recorded_at = audit.moment_text(timezone.now())
    for _ in range(ledger.ATTEMPTS):
        live = ledger.live_rows_of(room, uuids)
        if not live:
            return 0
        reversals = [
            rows.reversal_line(
                fact, rules.reversal_source(FactSource(*rows.source_of(fact))), uuid7(), recorded_at
            )
            for fact in live
        ]
        if ledger.copy(reversals):
            audit.log(
                actor=actor, act="facts.source_reversed", object_kind="fact_batch",
                details={"room": room, "rows": len(set(uuids)), "facts": len(live), "reason": reason},
            )  # fmt: skip
            return len(live)
    raise ledger.busy()


@transaction.atomic
def state_dimensions(*, actor: Actor, statements: Iterable[DimensionStatement]) -> int:
    """State what is true of entities and from when to when; returns how many statements were new.

    A statement that repeats the latest one about those days adds nothing. Raises `Invalid` for
    empty codes or days in the wrong order.
    """
    wanted = list(statements)
    fresh = rules.new_statements(queries.statements_about(wanted), wanted)
    now = timezone.now()
    models.Dimension.objects.bulk_create([_dimension_row(s, now) for s in fresh], batch_size=2000)
    if fresh:
        attributes = Counter(f"{s.entity_kind}.{s.attribute}" for s in fresh)
        audit.log(
            actor=actor, act="facts.dimensions_stated", object_kind="dimension_batch",
            details={"count": len(fresh), "attributes": dict(attributes)},
        )  # fmt: skip
    return len(fresh)


@transaction.atomic
def install_catalogue(*, actor: Actor, rulebook_paths: Sequence[Path]) -> Rulebook:
    """Store packs (their folders, in order) as an immutable version and put it in force.

    Installing the version in force again changes nothing.
    Raises `Refused` for who may not, `Invalid` for packs that cannot be read.
    """
    if not permissions.may_install_catalogue(actor):
        raise Refused(msgid("Only an administrator installs a catalogue."))
    files = catalogue.packed(rulebook_paths)
    newest = models.CatalogueVersion.objects.order_by("-id").first()
    if newest is not None and newest.files == files:
        return catalogue.catalogue(newest.hash)
    rulebook = load(rulebook_paths)
    if newest is not None and newest.hash == rulebook.hash:
        return rulebook
    row = models.CatalogueVersion.objects.create(
        hash=rulebook.hash,
        packs=[[pack.code, pack.version] for pack in rulebook.packs],
        files=files,
        installed_at=timezone.now(),
    )
    audit.log(
        actor=actor, act="facts.catalogue_installed", object_kind="catalogue_version",
        object_uuid=row.uuid, details={"hash": rulebook.hash},
    )  # fmt: skip
    return rulebook


def seal() -> SealResult:
    """Seal the dimension statements and the facts committed before the call; returns what was
    sealed of the facts.
    """
    audit.seal(books.DIMENSIONS)
    return audit.seal(books.FACTS)


def verify() -> VerifyReport:
    """Recompute the whole book of facts and name what is false."""
    return audit.verify(books.FACTS)


def verify_dimensions() -> VerifyReport:
    """Recompute the whole book of dimension statements and name what is false."""
    return audit.verify(books.DIMENSIONS)


def _lines(
    drafts: Iterable[DraftFact], types: catalogue.TypeBook, uuids: list[UUID]
) -> Iterator[str]:
    """The lines of drafts under new uuids, which are added to `uuids` on the way.

    The types are passed in: while a COPY takes the lines, its connection answers no query.
    """
    recorded_at = audit.moment_text(timezone.now())
    for draft in drafts:
        uuid = uuid7()
        uuids.append(uuid)
        checked = types.of(draft.fact_type, draft.covers_to)
        yield rows.draft_line(draft, checked, uuid, recorded_at)


def _standing(texts: rows.Texts) -> UUID:
    source = rows.source_of(texts)
    standing = ledger.rows_of_sources([source]).get(source)
    if standing is None or not rows.says_the_same(texts, standing):
        raise ledger.source_conflict(source)
    return _uuid(standing)


def _fact_row(uuid: UUID) -> rows.Texts:
    fact = ledger.row_of(uuid)
    if fact is None:
        raise Missing(msgid("There is no such fact."))
    if fact[rows.COLUMNS.index("reverses")] is not None:
        raise Invalid(
            msgid("A reversal cannot be reversed."),
            remedy=msgid("Record the fact anew under the next revision of its source."),
        )
    return fact


def _uuid(texts: rows.Texts) -> UUID:
    return UUID(texts[0])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(msgid("A reversal needs a reason."))


def _log_facts(
    actor: Actor, act: str, drafts: Sequence[DraftFact], object_uuid: UUID | None = None
) -> None:
    organisations = {draft.organisation for draft in drafts}
    details = {
        "count": len(drafts),
        "fact_types": dict(Counter(draft.fact_type for draft in drafts)),
        "first_source": str(drafts[0].source),
    }
    audit.log(
        actor=actor, act=act, object_kind="fact" if object_uuid else "fact_batch",
        object_uuid=object_uuid,
        organisation=organisations.pop() if len(organisations) == 1 else None, details=details,
    )  # fmt: skip


def _dimension_row(statement: DimensionStatement, recorded_at: datetime) -> models.Dimension:
    row = models.Dimension(
        entity_kind=statement.entity_kind,
        entity=statement.entity,
        attribute=statement.attribute,
        value=statement.value,
        valid_from=statement.valid_from,
        valid_to=statement.valid_to,
        recorded_at=recorded_at,
    )
    values = [getattr(row, column.name) for column in books.DIMENSIONS.columns]
    row.digest = audit.row_digest(books.DIMENSIONS, values)
    return row
