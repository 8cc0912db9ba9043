"""Acts on returns, split along what they do."""

from __future__ import annotations

from concentric.indicators.returns.services.chasing import chase
from concentric.indicators.returns.services.checking import check_objects, recheck
from concentric.indicators.returns.services.cycles import open_cycle, refresh_prefill
from concentric.indicators.returns.services.filling import remove_row, save_line, save_row
from concentric.indicators.returns.services.importing import (
    WorkbookFile,
    import_archive,
    import_workbook,
    import_workbooks,
)
from concentric.indicators.returns.services.persons import erase_person
from concentric.indicators.returns.services.reviewing import (
    accept,
    grant_exception,
    lock,
    relock,
    send_back,
    take_up,
)
from concentric.indicators.returns.services.sealing import upload_sealed_page
from concentric.indicators.returns.services.sections import assign_section, mark_section
from concentric.indicators.returns.services.signing import hand_back, sign_off
from concentric.indicators.returns.services.threads import (
    answer_query,
    answer_question,
    ask,
    close_query,
    propose_resolution,
    raise_again,
    raise_by_rule,
    raise_query,
)

__all__ = [
    "WorkbookFile",
    "accept",
    "answer_query",
    "answer_question",
    "ask",
    "assign_section",
    "chase",
    "check_objects",
    "close_query",
    "erase_person",
    "grant_exception",
    "hand_back",
    "import_archive",
    "import_workbook",
    "import_workbooks",
    "lock",
    "mark_section",
    "open_cycle",
    "propose_resolution",
    "raise_again",
    "raise_by_rule",
    "raise_query",
    "recheck",
    "refresh_prefill",
    "relock",
    "remove_row",
    "save_line",
    "save_row",
    "send_back",
    "sign_off",
    "take_up",
    "upload_sealed_page",
]
