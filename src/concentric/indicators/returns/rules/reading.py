"""What a typed cell means: amounts, counts, yes and no, codes of lists, object codes, partners.

Numbers are read exactly: a float of a workbook by its shortest decimal, never by arithmetic on floats.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from concentric.indicators.returns.rules import attribution
from concentric.kernel.api import Invalid, msgid, parse_number
from concentric.rulebook.types import CodeItem

FEN = Decimal("0.01")
_OBJECT = re.compile(r"[A-Z0-9.\-]{2,32}")
_YES = frozenset({"yes", "y", "1", "true"})
_NO = frozenset({"no", "n", "0", "false"})

Cell = Any
"""What a workbook or a form gives: text, number, date, or nothing."""


def is_empty(cell: Cell) -> bool:
    """Whether nothing was typed."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def number(cell: Cell) -> Decimal:
    """A typed number, exact. Raises `Invalid`."""
    if isinstance(cell, bool | date):
        raise _no_number(cell)
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    try:
        return parse_number(str(cell))
    except Invalid:
        raise _no_number(cell) from None


def amount(cell: Cell, factor: Decimal) -> Decimal:
    """An amount typed in a unit that is `factor` yuan, in yuan; it must be whole fen."""
    found = number(cell) * factor
    if found != found.quantize(FEN):
        raise Invalid(
            msgid("%(text)s is finer than one fen."),
            remedy=msgid("Give at most six decimals of 10,000 yuan."),
            text=str(cell),
        )
    return found.quantize(FEN)


def count(cell: Cell) -> Decimal:
    """A whole number, not negative."""
    found = number(cell)
    if found != found.to_integral_value() or found < 0:
        raise Invalid(
            msgid("%(text)s is not a whole number."),
            remedy=msgid("Give a count: 0, 1, 2 …"),
            text=str(cell),
        )
    return found.to_integral_value()


def yes_no(cell: Cell, words: Mapping[str, str]) -> Decimal:
    """1 for yes, 0 for no. `words` gives the two words of the form's language by `yes` and `no`."""
    text = _text_of_number(cell) if isinstance(cell, int | float) else str(cell).strip().lower()
    if text == words["yes"] or text in _YES:
        return Decimal(1)
    if text == words["no"] or text in _NO:
        return Decimal(0)
    raise Invalid(
        msgid("%(text)s is neither yes nor no."),
        remedy=msgid("Choose one of the two from the list."),
        text=str(cell),
    )


def choice(cell: Cell, items: Mapping[str, CodeItem]) -> str:
    """The code of a list's item: the first word where it is a code, else an exact name in either language."""
    text = str(cell).strip()
    first = text.split(None, 1)[0]
    if first in items:
        return first
    for code, item in items.items():
        if text in {item.name.zh, item.name.en}:
            return code
    raise Invalid(
        msgid("%(text)s is not on the list."),
        remedy=msgid("Choose one of the list: %(codes)s."),
        text=text,
        codes=", ".join(items),
    )


def place(cell: Cell, known: Collection[str]) -> str:
    """The code of a place: the first word of the cell, which must be known."""
    text = _text_of_number(cell) if isinstance(cell, int | float) else str(cell).strip()
    first = text.split(None, 1)[0]
    if first in known:
        return first
    raise Invalid(
        msgid("%(text)s is not a place we know."),
        remedy=msgid(
            "Write its code first: six digits of a county, as 141031, or the code of a region."
        ),
        text=text,
    )


def place_token(cell: Cell) -> str:
    """The first word of a place cell, to be looked up with all others at once."""
    text = _text_of_number(cell) if isinstance(cell, int | float) else str(cell or "").strip()
    return text.split(None, 1)[0] if text else ""


def object_code(cell: Cell) -> str:
    """A code of a company, deal, bond or plan: half width, upper case, 2 to 32 signs."""
    plain = _text_of_number(cell) if isinstance(cell, int | float) else str(cell)
    text = unicodedata.normalize("NFKC", plain).strip().upper()
    if _OBJECT.fullmatch(text):
        return text
    raise Invalid(
        msgid("%(text)s is not a code."),
        remedy=msgid("Use 2 to 32 letters, digits, points and hyphens."),
        text=text,
    )


def day(cell: Cell) -> str:
    """A date in ISO form."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    try:
        return date.fromisoformat(str(cell).strip()).isoformat()
    except ValueError:
        raise Invalid(
            msgid("%(text)s is not a date."),
            remedy=msgid("Write it as 2020-12-31."),
            text=str(cell),
        ) from None


def partners(cell: Cell, firm: str) -> str:
    """Partners and shares in their one written form; empty for the firm alone."""
    return attribution.shares_text(attribution.read_shares("" if cell is None else str(cell), firm))


def plain_text(cell: Cell) -> str:
    """A text as typed, trimmed; whole numbers without a point."""
    return _text_of_number(cell) if isinstance(cell, int | float) else str(cell).strip()


def number_text(value: Decimal) -> str:
    """A number in its shortest plain form: what rows keep and pages show."""
    shown = f"{value.normalize():f}"
    return "0" if shown == "-0" else shown


def _text_of_number(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _no_number(cell: Cell) -> Invalid:
    return Invalid(
        msgid("%(text)s is not a number."),
        remedy=msgid("Type digits only; leave the cell empty where nothing is known."),
        text=str(cell),
    )
