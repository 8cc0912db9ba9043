"""Drafts and reversals as rows: the canonical texts of their columns, their digest, their line for
COPY. Pure.

One conversion serves both: the texts that the digest covers are the texts that PostgreSQL reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from concentric.audit.api import copy_line, json_text, line_digest, prefix, words_text
from concentric.facts import books, rules
from concentric.facts.rules import CheckedType
from concentric.facts.types import DraftFact, FactSource

Texts = list[str | None]

COLUMNS = tuple(column.name for column in books.FACTS.columns)
_AT = {name: index for index, name in enumerate(COLUMNS)}
_RECORDED_ANEW = frozenset({"uuid", "fact_type_version", "recorded_at"})
_SAID = tuple(index for name, index in _AT.items() if name not in _RECORDED_ANEW)
_START = prefix(books.FACTS)
_DIMS_KEPT = 4096


def draft_texts(draft: DraftFact, checked: CheckedType, uuid: UUID, recorded_at: str) -> Texts:
    """The texts of a draft's row in the order of `COLUMNS`. Raises `Invalid` when the draft is no
    fact of its type.
    """
    rules.check_draft(draft, checked)
    value = rules.stored_number(draft.value)
    source = draft.source
    return [
        str(uuid),
        draft.fact_type,
        str(checked.fact_type.version),
        checked.fact_type.time_kind,
        draft.organisation,
        draft.place,
        draft.person_key,
        draft.object_kind,
        None if draft.object_uuid is None else str(draft.object_uuid),
        date.isoformat(draft.covers_from),
        date.isoformat(draft.covers_to),
        _number(value),
        draft.bound,
        str(draft.share_num),
        str(draft.share_den),
        _number(rules.attributed_value(draft, value)),
        _dims_text(tuple(draft.dims.items())) if draft.dims else "{}",
        draft.basis,
        draft.boundary,
        draft.confirmation,
        draft.status,
        draft.confidentiality,
        words_text(draft.evidence) if draft.evidence else "{}",
        "true" if draft.backfilled else "false",
        source.room,
        str(source.uuid),
        str(source.revision),
        source.slot,
        None,
        recorded_at,
    ]


def reversal_texts(
    fact: Sequence[str | None], source: FactSource, uuid: UUID, recorded_at: str
) -> Texts:
    """The texts of the reversal of a fact: the same subject, no value, its own source."""
    own = {
        "uuid": str(uuid),
        "value": None,
        "attributed": None,
        "evidence": "{}",
        "source_room": source.room,
        "source_uuid": str(source.uuid),
        "source_revision": str(source.revision),
        "source_slot": source.slot,
        "reverses": fact[_AT["uuid"]],
        "recorded_at": recorded_at,
    }
    return [
        own.get(name, fact[index]) if name in own else fact[index] for name, index in _AT.items()
    ]


def digest(texts: Sequence[str | None]) -> bytes:
    """The digest of a row given as texts."""
    return line_digest(_START, copy_line(texts))


def says_the_same(texts: Sequence[str | None], other: Sequence[str | None]) -> bool:
    """True when two rows differ in nothing but when and under which version they were recorded."""
    return all(texts[index] == other[index] for index in _SAID)


def source_of(texts: Sequence[str | None]) -> tuple[str, UUID, int, str]:
    """The source under which the ledger holds the row."""
    room, uuid, revision, slot = (
        texts[_AT[name]] or ""
        for name in ("source_room", "source_uuid", "source_revision", "source_slot")
    )
    return room, UUID(uuid), int(revision), slot


def parameters(texts: Sequence[str | None]) -> list[str | bytes | None]:
    """The row as parameters of an INSERT: PostgreSQL reads each text as its column's type."""
    return [*texts, digest(texts)]


def recorded_line(texts: Sequence[str | None]) -> str:
    """The row and its digest as a line for COPY, with its line break."""
    line = copy_line(texts)
    return f"{line}\t\\\\x{line_digest(_START, line).hex()}\n"


def _number(stored: Decimal) -> str:
    text = str(stored)
    return "0.000000" if text == "-0.000000" else text


@lru_cache(maxsize=_DIMS_KEPT)
def _dims_text(dims: tuple[tuple[str, str], ...]) -> str:
    return json_text(dict(dims))
