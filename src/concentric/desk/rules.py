"""Pure decisions of the desk: page tokens, formula guards, the addresses of cells."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any

from concentric.desk.types import ImportProblem
from concentric.kernel.api import Invalid, msgid

WRITES = frozenset({"insert", "update", "delete", "truncate", "copy", "merge"})
"""First words of statements that change rows."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text: str) -> str:
    """A text that a spreadsheet will not run: a leading quote before what would start a formula.

    Source: OWASP, "CSV Injection". Numbers are written as numbers and never pass here.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def page_token(sort_value: str | None, row_id: int, *, backwards: bool) -> str:
    """An opaque token for "the rows after (or before) this one" of a keyset page."""
    raw = json.dumps([sort_value, row_id, backwards], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read_page_token(token: str) -> tuple[str | None, int, bool]:
    """Sort value, row id and direction of a page token.

    Raises `Invalid` for a token this site did not make.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        sort_value, row_id, backwards = json.loads(raw)
        return (None if sort_value is None else str(sort_value), int(row_id), bool(backwards))
    except (ValueError, TypeError) as error:
        raise Invalid(
            msgid("This page link is damaged."),
            why=msgid("The address of the page was shortened or changed."),
            remedy=msgid("Open the list again from the menu."),
        ) from error


def column_letters(index: int) -> str:
    """Spreadsheet letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_address(column: int, row: int) -> str:
    """Address of a cell; column counted from 0, row as the spreadsheet shows it."""
    return f"{column_letters(column)}{row}"


def first_words(statement: Any) -> tuple[str, str]:
    """The verb of an SQL statement and the table it names, both lower case and unquoted."""
    words = str(statement).split(None, 6)
    verb = words[0].lower() if words else ""
    skipped = {"into", "from", "only", "table"}
    named = (word for word in words[1:] if word.lower() not in skipped)
    table = next(named, "").split("(")[0].strip('"').lower()
    return verb, table.rpartition(".")[2].strip('"')


def by_sheet(problems: Iterable[ImportProblem]) -> dict[str, Sequence[ImportProblem]]:
    """Problems of an import grouped by sheet, in the order found."""
    groups: dict[str, list[ImportProblem]] = {}
    for problem in problems:
        groups.setdefault(problem.sheet, []).append(problem)
    return dict(groups)
