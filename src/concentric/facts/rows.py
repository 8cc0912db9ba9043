"""Drafts and reversals as rows: a line of COPY text format, its digest, the texts of its columns. Pure.

One conversion serves all: the line that the digest covers is the line that PostgreSQL reads, and the
texts are read from it where they are wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from concentric.audit.api import (
    NULL,
    copy_line,
    json_text,
    line_digest,
    line_texts,
    prefix,
    words_text,
)
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


def draft_line(draft: DraftFact, checked: CheckedType, uuid: UUID, recorded_at: str) -> str:
    """A draft's row as a line of COPY text format, without its line break: what its digest covers.

    Raises `Invalid` when the draft is no fact of its type.
    """
    rules.check_draft(draft, checked)
    value = rules.stored_number(draft.value)
    number = _number(value)
    is_whole = draft.attributed is None and draft.share_num == draft.share_den
    covers_to = date.isoformat(draft.covers_to)
    source = draft.source
    fields = (
        str(uuid),
        draft.fact_type,
        str(checked.fact_type.version),
        checked.fact_type.time_kind,
        _field(draft.organisation),
        NULL if draft.place is None else _field(draft.place),
        NULL if draft.person_key is None else _field(draft.person_key),
        NULL if draft.object_kind is None else _field(draft.object_kind),
        NULL if draft.object_uuid is None else str(draft.object_uuid),
        covers_to if draft.covers_from == draft.covers_to else date.isoformat(draft.covers_from),
        covers_to,
        number,
        draft.bound,
        str(draft.share_num),
        str(draft.share_den),
        number if is_whole else _number(rules.attributed_value(draft, value)),
        _dims_field(tuple(draft.dims.items())) if draft.dims else "{}",
        draft.basis,
        draft.boundary,
        draft.confirmation,
        draft.status,
        draft.confidentiality,
        words_text(draft.evidence) if draft.evidence else "{}",
        "true" if draft.backfilled else "false",
        _field(source.room),
        str(source.uuid),
        str(source.revision),
        _field(source.slot),
        NULL,
        recorded_at,
    )
    return "\t".join(fields)


def reversal_line(
    fact: Sequence[str | None], source: FactSource, uuid: UUID, recorded_at: str
) -> str:
    """The line of the reversal of a fact given as texts: the same subject, no value, its own
    source.
    """
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
    return copy_line([own[name] if name in own else fact[index] for name, index in _AT.items()])


def recorded_line(line: str) -> str:
    """A row's line with its digest and its line break, as COPY reads it."""
    return f"{line}\t\\\\x{line_digest(_START, line).hex()}\n"


def parameters(line: str) -> list[str | bytes | None]:
    """A row and its digest as parameters of an INSERT: PostgreSQL reads each text as its column's
    type.
    """
    return [*line_texts(line), line_digest(_START, line)]


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


def _number(stored: Decimal) -> str:
    text = str(stored)
    return "0.000000" if text == "-0.000000" else text


def _field(code: str) -> str:
    # Of what a line escapes, a code that prints can hold the backslash only.
    return code.replace("\\", "\\\\")


@lru_cache(maxsize=_DIMS_KEPT)
def _dims_field(dims: tuple[tuple[str, str], ...]) -> str:
    # JSON has escaped tabs and line breaks before.
    return _field(json_text(dict(dims)))
