"""Acts of publications."""

from concentric.publications.services.issuing import announce_erratum, issue_report, withdraw_issue
from concentric.publications.services.recording import erase_person, import_texts, record_text
from concentric.publications.services.signing import send_back, sign_report
from concentric.publications.services.writing import (
    change_chapter,
    check_report,
    create_report,
    take_in_numbers,
)

__all__ = [
    "announce_erratum",
    "change_chapter",
    "check_report",
    "create_report",
    "erase_person",
    "import_texts",
    "issue_report",
    "record_text",
    "send_back",
    "sign_report",
    "take_in_numbers",
    "withdraw_issue",
]
