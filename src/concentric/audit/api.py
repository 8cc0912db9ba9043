"""The door of `audit`."""

from __future__ import annotations

from concentric.audit.labels import label_of
from concentric.audit.permissions import may_read_entries_of, may_read_log
from concentric.audit.queries import entries
from concentric.audit.rules import (
    NULL,
    canonical_bytes,
    column_rewriters,
    copy_line,
    json_text,
    line_digest,
    line_texts,
    moment_text,
    number_text,
    prefix,
    row_digest,
    words_text,
)
from concentric.audit.schema import guard_table, seal_table
from concentric.audit.sealer import keep_sealing
from concentric.audit.sealing import (
    anchor_line,
    book,
    books,
    is_anchored,
    newest_seal,
    position,
    position_at,
    register_book,
    restamp_queue,
    seal,
    seal_all,
    seal_of,
    verify,
)
from concentric.audit.services import log
from concentric.audit.types import Book

__all__ = [
    "NULL",
    "Book",
    "anchor_line",
    "book",
    "books",
    "canonical_bytes",
    "column_rewriters",
    "copy_line",
    "entries",
    "guard_table",
    "is_anchored",
    "json_text",
    "keep_sealing",
    "label_of",
    "line_digest",
    "line_texts",
    "log",
    "may_read_entries_of",
    "may_read_log",
    "moment_text",
    "newest_seal",
    "number_text",
    "position",
    "position_at",
    "prefix",
    "register_book",
    "restamp_queue",
    "row_digest",
    "seal",
    "seal_all",
    "seal_of",
    "seal_table",
    "verify",
    "words_text",
]
