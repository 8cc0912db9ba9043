"""What a written number is worth, exactly: figures, Chinese numerals, English words."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from concentric.kernel import english_words as english
from concentric.kernel import number_grammar as chinese
from concentric.kernel.errors import Invalid
from concentric.kernel.rounding import scaled
from concentric.kernel.words import msgid

LONGEST: Final = 200
"""Characters of a number or quantity written alone; longer texts are not numbers."""

_SPACES: Final = dict.fromkeys((0x3000, 0x00A0, 0x2009, 0x200A, 0x202F), " ")
_FULL_WIDTH: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH_COMMA: Final = 0xFF0C
_RUNNING: Final = {
    **{code: text for code, text in _FULL_WIDTH.items() if code != _FULL_WIDTH_COMMA},
    **_SPACES,
}
_ALONE: Final = {**_FULL_WIDTH, **_SPACES}

_ARABIC: Final = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_NUMBER: Final = re.compile(chinese.NUMBER)
_PIECE: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|.")


def half_width(text: str) -> str:
    """Running text with half-width figures and signs; each character keeps its place.

    The full-width comma stays: in running text it ends a clause and does not group figures.
    """
    return text.translate(_RUNNING)


def written_alone(text: str) -> str:
    """The text of a cell with half-width characters and without space around it."""
    return text[: LONGEST + 1].translate(_ALONE).strip()


def parse_number(text: str) -> Decimal:
    """The exact value of a number written alone.

    Reads figures (half or full width, with or without grouping commas), Chinese numerals and
    multipliers, mixtures of both, and English number words. `Invalid` says what is in the way.
    """
    written = written_alone(text)
    negative = written.startswith(("-", "\N{MINUS SIGN}", chinese.NEGATIVE))
    number = written[1:].strip() if negative else written.removeprefix("+")
    if not number:
        raise _not_a_number(written, msgid("There is nothing to read."))
    if len(written) > LONGEST:
        raise _not_a_number(written, msgid("It is too long."))
    value = number_value(number)
    # The minus operator would round to the decimal context.
    return value.copy_negate() if negative and value else value


def number_value(number: str) -> Decimal:
    """The exact value of an unsigned number in half-width characters, Chinese or English."""
    if number[-1:].isascii() and re.search(r"[A-Za-z]", number):
        value = _english_value(number.lower())
    else:
        value = _chinese_value(number)
    return as_decimal(value)


def power_of(multipliers: str) -> int:
    """The power of ten that a row of multipliers makes together."""
    plain = _canonical(multipliers)
    return sum(chinese.MULTIPLIER_POWERS[mark] for mark in plain)


def as_decimal(value: Fraction) -> Decimal:
    """A terminating fraction with all its digits and no needless zero behind the point."""
    places = 0
    while value.denominator != 1:
        value, places = value * 10, places + 1
    return scaled(value.numerator, -places)


def _canonical(text: str) -> str:
    return "".join(chinese.VARIANTS.get(character, character) for character in text)


def _chinese_value(number: str) -> Fraction:
    if not _NUMBER.fullmatch(number):
        raise _not_a_number(number, _why_not(number))
    plain = _canonical(number).replace(" ", "")
    if chinese.POINT in plain:
        return _with_point(plain)
    return _grouped(plain)


def _why_not(number: str) -> str:
    if re.fullmatch(r"[0-9,.]+", number):
        return msgid("Its commas or points do not group the figures by three.")
    return msgid("It holds a character that belongs to no number, or a unit.")


def _with_point(plain: str) -> Fraction:
    whole, _, rest = plain.partition(chinese.POINT)
    figures = "".join(str(chinese.DIGITS[c]) for c in rest if c in chinese.DIGITS)
    multipliers = rest.lstrip("".join(chinese.DIGITS))
    value = _grouped(whole) + Fraction(int(figures), 10 ** len(figures))
    return value * Fraction(10) ** power_of(multipliers)


def _grouped(plain: str) -> Fraction:
    """What stands before the greatest mark times it, plus what follows."""
    for mark, power in chinese.GROUPS:
        head, found, tail = plain.rpartition(mark)
        if not found:
            continue
        if not head or mark in head:
            raise _not_a_number(plain, msgid("A multiplier stands where a figure belongs."))
        return _grouped(head) * Fraction(10**power) + _after_group(tail, power)
    return _section(plain)


def _after_group(tail: str, power: int) -> Fraction:
    if not tail:
        return Fraction(0)
    if len(tail) == 1 and tail in chinese.DIGITS:
        # Spoken short form: after ten thousands a last single numeral counts thousands.
        return Fraction(chinese.DIGITS[tail] * 10 ** (power - 1))
    rest = tail.lstrip(chinese.ZEROS)
    if not rest:
        raise _not_a_number(tail, msgid("Nothing follows the zero."))
    if _ARABIC.fullmatch(rest) and rest == tail and len(rest.replace(",", "")) != power:
        raise _not_a_number(tail, msgid("It is not clear which place the last figures fill."))
    value = _grouped(rest)
    if value >= 10**power:
        raise _not_a_number(tail, msgid("The multipliers do not fall from great to small."))
    return value


def _section(plain: str) -> Fraction:
    """Value below ten thousand, or of a row of figures."""
    if _ARABIC.fullmatch(plain):
        return Fraction(plain.replace(",", ""))
    if all(character in chinese.DIGITS for character in plain):
        return _row(plain)
    total, last, pending = Fraction(0), 4, None
    for piece in _PIECE.findall(plain):
        power = chinese.SMALL_MULTIPLIERS.get(piece)
        if power is None:
            if pending is not None and pending != 0:
                raise _not_a_number(plain, msgid("Two figures stand side by side."))
            pending = _figure(piece)
            continue
        if power >= last or (pending in (None, 0) and (power != 1 or total)):
            raise _not_a_number(plain, msgid("The multipliers do not fall from great to small."))
        total, last, pending = total + (pending or 1) * 10**power, power, None
    if pending is None:
        return total
    return total + pending * _last_place(plain, last)


def _last_place(plain: str, last: int) -> int:
    figures = re.search(r"[0-9.,]+\Z", plain)
    if figures is not None and len(figures[0]) != last:
        raise _not_a_number(plain, msgid("It is not clear which place the last figures fill."))
    # Spoken short form: the last numeral fills the place below the last multiplier, except after
    # a zero.
    if plain[-1] in chinese.DIGITS and plain[-2] not in chinese.ZEROS:
        return int(10 ** (last - 1))
    return 1


def _row(plain: str) -> Fraction:
    # Two numerals in a row mean "three or so": they are no exact number.
    if len(plain) == 2 and not set(plain) & set(chinese.ZEROS):
        raise _not_a_number(plain, msgid("Two figures stand side by side."))
    return Fraction(int("".join(str(chinese.DIGITS[character]) for character in plain)))


def _figure(piece: str) -> Fraction:
    if piece in chinese.DIGITS:
        return Fraction(chinese.DIGITS[piece])
    if _ARABIC.fullmatch(piece):
        return Fraction(piece.replace(",", ""))
    raise _not_a_number(piece, msgid("It holds a character that belongs to no number, or a unit."))


def _english_value(number: str) -> Fraction:
    words = [word for word in re.split(r"[ -]+", _split_scale(number)) if word and word != "and"]
    total, group, above = Fraction(0), Fraction(0), 99
    for word in words:
        power = english.SCALES.get(word)
        if power is not None:
            if power >= above or not group:
                raise _not_a_number(
                    number, msgid("The multipliers do not fall from great to small.")
                )
            total, group, above = total + group * 10**power, Fraction(0), power
        elif word == english.HUNDRED and 0 < group < 10:
            group *= 100
        else:
            group += _english_figure(word, group, number)
    return total + group


def _split_scale(number: str) -> str:
    return re.sub(r"(?<=[0-9])(?=[a-z])", " ", number)


def _english_figure(word: str, group: Fraction, number: str) -> Fraction:
    if _ARABIC.fullmatch(word) and not group:
        return Fraction(word.replace(",", ""))
    value = english.DIGITS.get(word)
    if value is None:
        raise _not_a_number(number, msgid("It holds a word that belongs to no number, or a unit."))
    places = 10 if 0 < value < 10 else 100
    if group % places:
        raise _not_a_number(number, msgid("Two figures stand side by side."))
    return Fraction(value)


def _not_a_number(written: str, why: str) -> Invalid:
    return Invalid(
        msgid("“%(text)s” cannot be read as a number."),
        why=why,
        remedy=msgid("Write figures, for example 1,234.56, or figures with a multiplier."),
        text=written[:40],
    )
