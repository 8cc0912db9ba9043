"""Pure decisions of the ledger: is a draft a fact of its type, what is the organisation's part,
which statement wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from uuid import UUID

from concentric.facts.types import DimensionStatement, DraftFact, FactSource, Fingerprint
from concentric.kernel.api import Invalid, msgid
from concentric.rulebook.types import DimensionSpec, EvidenceRule, FactType, TimeKind

_PLACES = Decimal("0.000001")
_STORED = Context(prec=24, traps=[Inexact, InvalidOperation])
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
_HASH = re.compile(r"[0-9a-f]{64}")
_REVERSAL_SLOT = "reversal:"
_CORRECTION_SLOT = "correction:"


@dataclass(frozen=True, slots=True, eq=False)
class CheckedType:
    """A fact type in force, with its code lists opened for quick checking.

    `dims` gives per dimension the admitted codes, or None where any code is admitted.
    """

    fact_type: FactType
    dims: Mapping[str, frozenset[str] | None]


def checked_type(fact_type: FactType, codes_of: Callable[[str], Iterable[str]]) -> CheckedType:
    """Open the code lists of a type's dimensions; `codes_of` gives the codes of a list."""

    def admitted(spec: DimensionSpec) -> frozenset[str] | None:
        return None if spec.list is None else frozenset(codes_of(spec.list))

    return CheckedType(
        fact_type, {name: admitted(spec) for name, spec in fact_type.dimensions.items()}
    )


def stored_number(value: Decimal) -> Decimal:
    """The value with six places exactly. Raises `Invalid` when it needs more places or 18 digits do
    not hold it.
    """
    try:
        stored = _STORED.quantize(value, _PLACES)
    except (Inexact, InvalidOperation):
        raise _unfit_number(value) from None
    if stored.is_nan():
        raise _unfit_number(value)
    return stored


def attributed_value(draft: DraftFact, stored: Decimal) -> Decimal:
    """The organisation's part of the value, exact; `stored` is the value as `stored_number` gives it.

    Raises `Invalid` when value times share needs more than six places and the draft does not say
    the part itself, or when the part that it says is larger than the whole.
    """
    if draft.attributed is not None:
        part = stored_number(draft.attributed)
        if part and (abs(part) > abs(draft.value) or part.is_signed() != draft.value.is_signed()):
            raise Invalid(
                msgid("The attributed part %(part)s is not a part of %(value)s."),
                remedy=msgid("Split the whole so that the parts add up to it."),
                part=f"{part:f}",
                value=f"{draft.value:f}",
            )
        return part
    if draft.share_num == draft.share_den:
        return stored
    try:
        exact = _EXACT.divide(
            _EXACT.multiply(draft.value, draft.share_num), Decimal(draft.share_den)
        )
        return _STORED.quantize(exact, _PLACES)
    except (Inexact, InvalidOperation):
        raise Invalid(
            msgid("%(share)s of %(value)s cannot be written with six decimal places."),
            why=msgid("A rounded part would no longer add up to the whole."),
            remedy=msgid("Split the whole among all partners and pass each one's part."),
            share=f"{draft.share_num}/{draft.share_den}",
            value=f"{draft.value:f}",
        ) from None


def check_draft(draft: DraftFact, of: CheckedType) -> None:
    """Refuse a draft that is not a fact of its type. Raises `Invalid` naming what is wrong."""
    fact_type = of.fact_type
    _check_texts(draft)
    if draft.covers_from != draft.covers_to:
        _check_days(draft, fact_type)
    if draft.share_num != draft.share_den or draft.share_num < 1:
        _check_share(draft)
    if draft.dims:
        _check_dims(of, tuple(draft.dims.items()))
    if draft.object_kind != fact_type.object_kind or (draft.object_kind is None) != (
        draft.object_uuid is None
    ):
        _refuse_object(draft, fact_type)
    if draft.evidence or fact_type.evidence is EvidenceRule.REQUIRED:
        _check_evidence(draft, fact_type)


def reversal_source(source: FactSource) -> FactSource:
    """The source of the one reversal that a fact from `source` can have, where the caller names no
    other.
    """
    return FactSource(source.room, source.uuid, source.revision, _REVERSAL_SLOT + source.slot)


def correction_source(better: FactSource) -> FactSource:
    """The source of a reversal that makes room for the fact from `better`.

    It names the new fact, so that a second, different correction of one fact is a conflict.
    """
    return FactSource(better.room, better.uuid, better.revision, _CORRECTION_SLOT + better.slot)


def digest_words(digest: bytes) -> tuple[int, int]:
    """The two unsigned 32-bit numbers of a digest that fingerprints add up (big-endian bytes 0–3
    and 4–7).
    """
    return int.from_bytes(digest[:4]), int.from_bytes(digest[4:8])


def fingerprint(digests: Iterable[bytes]) -> Fingerprint:
    """The fingerprint of facts in any order; databases and the lake compute the same."""
    count = word_1 = word_2 = 0
    for digest in digests:
        first, second = digest_words(digest)
        count, word_1, word_2 = count + 1, word_1 + first, word_2 + second
    return Fingerprint(count, word_1, word_2)


def covers(statement: DimensionStatement, day: date) -> bool:
    """True when the statement speaks about the day."""
    return statement.valid_from <= day and (statement.valid_to is None or day <= statement.valid_to)


def new_statements(
    said: Sequence[DimensionStatement], wanted: Iterable[DimensionStatement]
) -> list[DimensionStatement]:
    """The wanted statements that change anything, so that stating twice says nothing twice.

    `said` holds what was stated about the same entities, oldest first. A statement changes nothing
    when the latest one that overlaps it is the same.
    """
    by_subject: dict[tuple[str, str, str], list[DimensionStatement]] = {}
    for statement in said:
        by_subject.setdefault(_subject(statement), []).append(statement)
    fresh = []
    for statement in wanted:
        check_statement(statement)
        earlier = by_subject.setdefault(_subject(statement), [])
        if next((s for s in reversed(earlier) if _overlap(s, statement)), None) != statement:
            fresh.append(statement)
            earlier.append(statement)
    return fresh


def check_statement(statement: DimensionStatement) -> None:
    """Refuse a statement with empty codes or days in the wrong order. Raises `Invalid`."""
    codes = (statement.entity_kind, statement.entity, statement.attribute, statement.value or "x")
    if not all(is_code(code) for code in codes) or statement.value == "":
        raise Invalid(msgid("A dimension statement needs printable codes that are not empty."))
    if statement.valid_to is not None and statement.valid_to < statement.valid_from:
        raise Invalid(msgid("A dimension statement ends before it begins."))


def is_code(text: str) -> bool:
    """True for a text that may stand as a code: not empty, printable, no line breaks, nothing
    PostgreSQL refuses.
    """
    return text != "" and text.isprintable()


def _subject(statement: DimensionStatement) -> tuple[str, str, str]:
    return statement.entity_kind, statement.entity, statement.attribute


def _overlap(a: DimensionStatement, b: DimensionStatement) -> bool:
    far = date.max
    return a.valid_from <= (b.valid_to or far) and b.valid_from <= (a.valid_to or far)


def _unfit_number(value: Decimal) -> Invalid:
    return Invalid(
        msgid("The value %(value)s cannot be stored exactly."),
        why=msgid("Values have at most 18 digits before and 6 after the decimal point."),
        value=str(value),
    )


def _check_texts(draft: DraftFact) -> None:
    source = draft.source
    joined = draft.organisation + source.room + source.slot
    if draft.place is not None:
        joined += draft.place
    if draft.person_key is not None:
        joined += draft.person_key
    empty = "" in (draft.organisation, source.room, draft.place, draft.person_key)
    if empty or not joined.isprintable():
        raise Invalid(
            msgid(
                "A code of the fact from %(source)s is empty or holds characters that do not print."
            ),
            remedy=msgid("Leave an unknown place or person out, and pass codes, not running text."),
            source=source,
        )


def _check_days(draft: DraftFact, fact_type: FactType) -> None:
    if fact_type.time_kind is not TimeKind.PERIOD:
        raise Invalid(
            msgid("A fact of %(fact_type)s belongs to one day, not to a period."),
            why=msgid("Its type is an event or a state."),
            fact_type=draft.fact_type,
        )
    if draft.covers_to < draft.covers_from:
        raise Invalid(msgid("The fact from %(source)s ends before it begins."), source=draft.source)


def _check_share(draft: DraftFact) -> None:
    if not 0 < draft.share_num <= draft.share_den:
        raise Invalid(
            msgid("The share %(share)s is not a part of one."),
            remedy=msgid("A share is greater than 0 and at most 1."),
            share=f"{draft.share_num}/{draft.share_den}",
        )


@lru_cache(maxsize=4096)
def _check_dims(of: CheckedType, dims: tuple[tuple[str, str], ...]) -> None:
    # Kept: facts of one type repeat their dimensions, and what was admitted once stays admitted.
    fact_type = of.fact_type.code
    for name, code in dims:
        if name not in of.dims:
            raise Invalid(
                msgid("Facts of %(fact_type)s have no dimension %(dimension)s."),
                remedy=msgid("Add the dimension to the fact type, or leave it out."),
                fact_type=fact_type,
                dimension=name,
            )
        admitted = of.dims[name]
        if not is_code(code) or (admitted is not None and code not in admitted):
            raise Invalid(
                msgid("%(code)s is not a code of the dimension %(dimension)s of %(fact_type)s."),
                remedy=msgid("Use a code of its list in the catalogue."),
                code=code,
                dimension=name,
                fact_type=fact_type,
            )


def _refuse_object(draft: DraftFact, fact_type: FactType) -> None:
    raise Invalid(
        msgid("A fact of %(fact_type)s must name an object of the kind %(wanted)s, not %(given)s."),
        why=msgid("Counts of distinct objects need exactly the kind that the fact type counts."),
        fact_type=draft.fact_type,
        wanted=fact_type.object_kind or "-",
        given=draft.object_kind or "-",
    )


def _check_evidence(draft: DraftFact, fact_type: FactType) -> None:
    if fact_type.evidence is EvidenceRule.NONE:
        raise Invalid(msgid("Facts of %(fact_type)s take no evidence."), fact_type=draft.fact_type)
    if not draft.evidence:
        raise Invalid(
            msgid("A fact of %(fact_type)s needs evidence."),
            remedy=msgid("Attach at least one file to the record first."),
            fact_type=draft.fact_type,
        )
    if not all(_HASH.fullmatch(item) for item in draft.evidence):
        raise Invalid(msgid("Evidence is named by the SHA-256 of its content in lower case."))


def source_key(source: FactSource) -> tuple[str, UUID, int, str]:
    """A source as the tuple under which the ledger holds it."""
    return source.room, source.uuid, source.revision, source.slot
