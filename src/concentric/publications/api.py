"""The door of `publications`."""

from __future__ import annotations

from concentric.publications.queries import (
    damaged_files,
    files_with_hash,
    issues,
    public_numbers,
    recorded_counts,
    report,
    report_files,
    statement,
    uses_of_fact,
)
from concentric.publications.services import (
    announce_erratum,
    change_chapter,
    check_report,
    create_report,
    import_texts,
    issue_report,
    record_text,
    send_back,
    sign_report,
    take_in_numbers,
    withdraw_issue,
)

__all__ = [
    "announce_erratum",
    "change_chapter",
    "check_report",
    "create_report",
    "damaged_files",
    "files_with_hash",
    "import_texts",
    "issue_report",
    "issues",
    "public_numbers",
    "record_text",
    "recorded_counts",
    "report",
    "report_files",
    "send_back",
    "sign_report",
    "statement",
    "take_in_numbers",
    "uses_of_fact",
    "withdraw_issue",
]
