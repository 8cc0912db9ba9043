"""Pure decisions of the desk: page tokens, what a statement writes, formula guards, addresses of cells."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from concentric.desk.types import Difference, ImportProblem
from concentric.kernel.api import Invalid, msgid

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Source: OWASP, "CSV Injection"; the last four are the full-width forms, which Chinese Excel reads alike."""

LARGEST_ID = 2**63 - 1
PASSING_KEYS = frozenset({"page", "export", "csrfmiddlewaretoken"})
"""Keys of a list's address that are no part of its view."""


def neutralise(text: str) -> str:
    """A text that a spreadsheet will not run: a leading quote before what would start a formula.

    Numbers are written as numbers and never pass here.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def without_guard(text: str) -> str:
    """The text as it was before `neutralise`: our own export comes back in unchanged."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


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
        value, row_id, backwards = json.loads(raw)
    except (ValueError, TypeError, RecursionError) as error:
        raise damaged_page_link() from error
    is_sound = (
        (value is None or (isinstance(value, str) and "\0" not in value))
        and type(row_id) is int
        and 0 <= row_id <= LARGEST_ID
        and type(backwards) is bool
    )
    if not is_sound:
        raise damaged_page_link()
    return value, row_id, backwards


def damaged_page_link() -> Invalid:
    """What is said of a page token that is not ours, or belongs to another order."""
    return Invalid(
        msgid("This page link is damaged."),
        why=msgid("The address of the page was shortened or changed."),
        remedy=msgid("Open the list again from the menu."),
    )


def view_query(query: str) -> str:
    """The part of a list's query string that makes its view: set values only, in one order."""
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=False)
    return urlencode(sorted(pair for pair in pairs if pair[0] not in PASSING_KEYS))


def differences(
    typed: Mapping[str, Any], standing: Mapping[str, Any], labels: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Where what somebody typed differs from what stands now, in the order of `labels` (field to its words)."""
    return tuple(
        Difference(field=field, label=label, typed=typed.get(field), standing=standing.get(field))
        for field, label in labels.items()
        if field in typed and _plain(typed[field]) != _plain(standing.get(field))
    )


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()


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


def by_sheet(problems: Iterable[ImportProblem]) -> dict[str, Sequence[ImportProblem]]:
    """Problems of an import grouped by sheet, in the order found."""
    groups: dict[str, list[ImportProblem]] = {}
    for problem in problems:
        groups.setdefault(problem.sheet, []).append(problem)
    return dict(groups)


_TOKENS = re.compile(
    r"""
      e'(?:\\.|[^'\\])*' | '(?:[^']|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$   # texts
    | --[^\n]* | /\*.*?\*/                                                     # comments
    | "(?P<quoted>(?:[^"]|"")*)"
    | (?P<word>[a-z_][\w$]*)
    | (?P<sign>[().;])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CHANGING = frozenset(
    {
        "alter",
        "call",
        "cluster",
        "comment",
        "create",
        "do",
        "drop",
        "grant",
        "import",
        "lock",
        "refresh",
        "reindex",
        "revoke",
        "truncate",
        "vacuum",
    }
)
"""First words of statements that never only read."""
_CHANGING_FUNCTIONS = re.compile(
    r"(?:nextval|setval|procrastinate_\w+|audit_(?:seal|requeue|guard|grant)\w*|lo_\w+)"
)
"""Functions that write. A function that is not listed here is not seen to write."""


@lru_cache(maxsize=1024)
def writes(statement: str) -> tuple[tuple[str, str], ...]:
    """What an SQL statement writes or locks, as (verb, table); empty for one that only reads.

    What PostgreSQL refuses in a read-only transaction, read from the words: also inside WITH, behind comments, in a
    second statement, COPY … FROM, row locks, and the writing functions that the product calls.
    """
    tokens = _tokens(statement)
    found: list[tuple[str, str]] = []
    for at, word in enumerate(tokens):
        before = tokens[at - 1] if at else ";"
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if (word, after) in {("insert", "into"), ("merge", "into"), ("delete", "from")}:
            found.append((word, _table(tokens, at + 2)))
        elif word == "update" and before not in {"for", "key", "do"}:
            found.append((word, _table(tokens, at + 1)))
        elif word in {"update", "share"} and before in {"for", "key"}:
            found.append(("lock", ""))
        elif word == "into" and before not in {"insert", "merge"}:
            found.append(("select into", _table(tokens, at + 1)))
        elif before == ";" and (word in _CHANGING or (word == "copy" and _takes_in(tokens[at:]))):
            found.append((word, _table(tokens, at + 1)))
        elif after == "(" and _CHANGING_FUNCTIONS.fullmatch(word.strip('"')):
            found.append(("call", word))
    return tuple(found)


def _tokens(statement: str) -> list[str]:
    """Words in lower case, quoted names in their quotes, brackets, points and semicolons."""
    return [*_spoken(statement)]


def _spoken(statement: str) -> Iterator[str]:
    for match in _TOKENS.finditer(statement):
        if match["quoted"] is not None:
            yield f'"{match["quoted"].lower()}"'
        elif match["word"] or match["sign"]:
            yield match[0].lower()


def _table(tokens: Sequence[str], at: int) -> str:
    """The table named from `at` on, without its schema."""
    while at < len(tokens) and tokens[at] in {"only", "table", "if", "exists", "not"}:
        at += 1
    while at + 2 < len(tokens) and tokens[at + 1] == ".":
        at += 2
    return tokens[at].strip('"') if at < len(tokens) else ""


def _takes_in(tokens: Sequence[str]) -> bool:
    """Whether a COPY goes into a table: its FROM stands outside brackets."""
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if depth == 0 and token in {"from", "to"}:
            return token == "from"
    return True
