"""Public codes and their inner rules: social credit codes, divisions, listed stocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from concentric.kernel.errors import Invalid
from concentric.kernel.words import msgid

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH: Final = 18
_USCC_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(_USCC_LENGTH - 1))
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def _plain(text: str) -> str:
    return text.translate(_FULL_WIDTH).strip().upper()


def uscc_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015) from the first 17."""
    weighted = sum(
        weight * USCC_ALPHABET.index(character)
        for weight, character in zip(_USCC_WEIGHTS, first_17, strict=True)
    )
    return USCC_ALPHABET[-weighted % 31]


def check_uscc(text: str) -> str:
    """A unified social credit code in its plain form: 18 half-width capital characters.

    A refusal names the place of the fault and never repeats the code: a sole trader's code leads
    to a person.
    """
    code = _plain(text)
    if len(code) != _USCC_LENGTH:
        raise _bad_uscc(
            msgid("The social credit code has %(length)s characters."),
            msgid("A unified social credit code has exactly 18 (GB 32100)."),
            length=len(code),
        )
    for place, character in enumerate(code, 1):
        if character not in USCC_ALPHABET or (3 <= place <= 8 and not character.isdigit()):
            raise _bad_uscc(
                msgid("Character %(place)s of the social credit code cannot stand there."),
                msgid("I, O, S, V and Z are never used, and characters 3 to 8 are digits."),
                place=place,
            )
    if uscc_check_character(code[:-1]) != code[-1]:
        raise _bad_uscc(
            msgid("The last character of the social credit code does not fit the others."),
            msgid("It is a check character: at least one character was mistyped."),
        )
    return code


def _bad_uscc(what: str, why: str, **params: object) -> Invalid:
    return Invalid(
        what,
        why=why,
        remedy=msgid("Compare the code with the business licence and type it again."),
        **params,
    )


class DivisionLevel(StrEnum):
    """The level of an administrative division; codes of the code list of place levels."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_PROVINCE_NUMBERS: Final = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"
    " 71 81 82"
)
_PROVINCES: Final = frozenset(_PROVINCE_NUMBERS.split())
_DIVISION_FORM: Final = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_LEVEL_ENDS: Final = (
    (DivisionLevel.PROVINCE, 2),
    (DivisionLevel.PREFECTURE, 4),
    (DivisionLevel.COUNTY, 6),
    (DivisionLevel.TOWNSHIP, 9),
    (DivisionLevel.VILLAGE, 12),
)
"""How many digits of the 12-digit code a level fills; the rest are zeros."""


@dataclass(frozen=True, slots=True, order=True)
class Division:
    """A division by its shortest code: 6 digits to the county, 9 township, 12 village."""

    code: str

    @property
    def level(self) -> DivisionLevel:
        """The level, read from the digits that are not zeros at the end."""
        return _level(self.padded(12))

    @property
    def parent(self) -> Division | None:
        """The division one step up; None for a province. A town may be right under its city."""
        full = self.padded(12)
        for level, end in reversed(_LEVEL_ENDS):
            shorter = full[:end].ljust(12, "0")
            if shorter != full and _level(shorter) is level:
                return Division(_shortest(shorter))
        return None

    @property
    def lineage(self) -> tuple[Division, ...]:
        """The division and all above it, from the province down."""
        above = self.parent
        return (self,) if above is None else (*above.lineage, self)

    def at(self, level: DivisionLevel) -> Division | None:
        """The division of a level that this one is or lies in; None when there is none."""
        return next((division for division in self.lineage if division.level is level), None)

    def contains(self, other: Division) -> bool:
        """Whether another division is this one or lies in it."""
        return self in other.lineage

    def padded(self, digits: int) -> str:
        """The code with zeros to 6, 9 or 12 digits; a code that needs more digits is refused."""
        if digits not in (6, 9, 12) or digits < len(self.code):
            raise Invalid(
                msgid("Division code %(code)s has no form of %(digits)s digits."),
                why=msgid(
                    "Codes have 6 digits to the county, 9 for townships and 12 for villages."
                ),
                remedy=msgid("Choose a longer form, or take a division further up."),
                code=self.code,
                digits=digits,
            )
        return self.code.ljust(digits, "0")

    def __str__(self) -> str:
        return self.code


def division_code(text: str) -> Division:
    """Read a code of GB/T 2260 (6 digits) or GB/T 10114 (9 or 12), zeros at the end allowed.

    Whether such a division exists, or existed on a day, is known to the places, not to the code.
    """
    code = _plain(text)
    if not _DIVISION_FORM.fullmatch(code):
        raise _bad_division(msgid("It is not a number of 6, 9 or 12 digits."), code)
    if code[:2] not in _PROVINCES:
        raise _bad_division(msgid("No province-level division begins with these two digits."), code)
    full = code.ljust(12, "0")
    if (full[2:4] == "00" and full[4:] != "0" * 8) or (full[6:9] == "000" and full[9:] != "000"):
        raise _bad_division(msgid("A level in the middle is empty: its digits are zeros."), code)
    return Division(_shortest(full))


def _level(full: str) -> DivisionLevel:
    return next(level for level, end in _LEVEL_ENDS if not full[end:].strip("0"))


def _shortest(full: str) -> str:
    return next(full[:end] for end in (6, 9, 12) if not full[end:].strip("0"))


def _bad_division(why: str, code: str) -> Invalid:
    return Invalid(
        msgid("“%(code)s” is not a division code."),
        why=why,
        remedy=msgid("Take the code from the list of divisions, for example 141031."),
        code=code[:12],
    )


class Exchange(StrEnum):
    """A stock exchange by the suffix of its codes."""

    SHANGHAI = "SH"
    SHENZHEN = "SZ"
    BEIJING = "BJ"


class Board(StrEnum):
    """The board a stock code belongs to; codes of the code list of boards where it has them."""

    MAIN = "main"
    STAR = "star"
    CHINEXT = "chinext"
    BSE = "bse"


_STOCK_FORM: Final = re.compile(
    r"(?:(?P<before>SH|SZ|BJ)[.:]?)?(?P<digits>[0-9]{6})(?:[.:](?P<after>SH|SS|SZ|BJ))?"
)
_STOCK_PREFIXES: Final = {
    "688": (Exchange.SHANGHAI, Board.STAR),
    "689": (Exchange.SHANGHAI, Board.STAR),
    "60": (Exchange.SHANGHAI, Board.MAIN),
    "900": (Exchange.SHANGHAI, Board.MAIN),
    "000": (Exchange.SHENZHEN, Board.MAIN),
    "001": (Exchange.SHENZHEN, Board.MAIN),
    "002": (Exchange.SHENZHEN, Board.MAIN),
    "003": (Exchange.SHENZHEN, Board.MAIN),
    "200": (Exchange.SHENZHEN, Board.MAIN),
    "300": (Exchange.SHENZHEN, Board.CHINEXT),
    "301": (Exchange.SHENZHEN, Board.CHINEXT),
    "302": (Exchange.SHENZHEN, Board.CHINEXT),
    "920": (Exchange.BEIJING, Board.BSE),
    "4": (Exchange.BEIJING, Board.BSE),
    "8": (Exchange.BEIJING, Board.BSE),
}


@dataclass(frozen=True, slots=True, order=True)
class StockCode:
    """A listed stock: six digits, and the exchange and board they imply. `str()` is 600000.SH."""

    digits: str
    exchange: Exchange
    board: Board

    def __str__(self) -> str:
        return f"{self.digits}.{self.exchange}"


def stock_code(text: str) -> StockCode:
    """Read a stock code: 600000, 600000.SH (or .SS), SH600000; its digits decide the board."""
    written = _plain(text)
    found = _STOCK_FORM.fullmatch(written)
    if found is None:
        raise _bad_stock(msgid("It is not six digits with or without an exchange."), written)
    digits = found["digits"]
    listing = next(
        (place for prefix, place in _STOCK_PREFIXES.items() if digits.startswith(prefix)), None
    )
    if listing is None:
        raise _bad_stock(msgid("No board uses numbers that begin like this."), written)
    stated = {found["before"], (found["after"] or "").replace("SS", "SH")} - {None, ""}
    if not stated <= {listing[0].value}:
        raise _bad_stock(
            msgid("These digits belong to another exchange than the one named."), written
        )
    return StockCode(digits, *listing)


def _bad_stock(why: str, written: str) -> Invalid:
    return Invalid(
        msgid("“%(code)s” is not the code of a listed stock."),
        why=why,
        remedy=msgid("Write for example 600000.SH, 000001.SZ, 300750.SZ, 688001.SH or 920002.BJ."),
        code=written[:12],
    )
