"""Quantities in words: Chinese or English, at a display scale, with chosen decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from concentric.kernel import english_words as english
from concentric.kernel import number_grammar as chinese
from concentric.kernel.errors import Invalid
from concentric.kernel.numerals import as_decimal
from concentric.kernel.quantities import Bound, Quantity
from concentric.kernel.rounding import exact, round_half_up
from concentric.kernel.words import msgid

SCALE_POWERS: Final = {"1": 0, "10k": 4, "100m": 8, "10k_100m": 12}
"""Display scales of amounts and counts as powers of ten."""

_PARTS: Final = {"ratio": 0, "percent": -2, "permille": -3}
"""Units of parts as powers of ten of the ratio; each is also a display scale, except the ratio."""

_ENGLISH_WORDS: Final = tuple(
    sorted(((power, word) for word, power in english.SCALES.items()), reverse=True)
)
_UNGROUPED: Final = 4
"""Chinese text groups the figures only of whole parts longer than this."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A value divided by ten to the ``power`` and rounded to ``decimals`` places."""

    value: Decimal
    power: int
    decimals: int


def format_quantity(
    quantity: Quantity, lang: str = "zh", scale: str = "1", decimals: int | None = None
) -> str:
    """The quantity in words of a language (``zh`` or ``en``).

    ``scale`` is a display scale: 1, 10k, 100m, 10k_100m, or percent and permille for ratios.
    Rounding is to ``decimals`` places of that scale, the same number in both languages; None shows
    every digit. A value that is a bound is rounded so that the statement stays true. English picks
    its own scale word.
    """
    if lang not in ("zh", "en"):
        raise _unknown(msgid("“%(given)s” is not a language of numbers."), lang, "zh, en")
    unit, shift = _shown_unit(quantity.unit, scale)
    power = SCALE_POWERS.get(scale, 0)
    value = exact(quantity.value) * Fraction(10) ** shift
    shown = _rounded(value, power, decimals, quantity.bound)
    write = _in_chinese if lang == "zh" else _in_english
    return write(shown, unit, quantity.bound)


def _shown_unit(unit: str, scale: str) -> tuple[str, int]:
    """The unit to write, and the power of ten between the given unit and it."""
    if scale in SCALE_POWERS:
        return unit, 0
    if scale not in _PARTS or scale == "ratio":
        known = ", ".join([*SCALE_POWERS, "percent", "permille"])
        raise _unknown(msgid("“%(given)s” is not a display scale."), scale, known)
    if unit not in _PARTS:
        raise Invalid(
            msgid("A value in the unit %(unit)s cannot be shown at the scale %(scale)s."),
            why=msgid("Only ratios have parts of a hundred or of a thousand."),
            remedy=msgid("Choose the scale 1, 10k, 100m or 10k_100m."),
            unit=unit,
            scale=scale,
        )
    return scale, _PARTS[unit] - _PARTS[scale]


def _rounded(value: Fraction, power: int, decimals: int | None, bound: Bound) -> _Shown:
    scaled = value / 10**power
    if decimals is None:
        digits = as_decimal(scaled)
        return _Shown(digits, power, _places(digits))
    if bound in (Bound.GE, Bound.GT):
        scaled = Fraction(floor(scaled * 10**decimals), 10**decimals)
    elif bound in (Bound.LE, Bound.LT):
        scaled = Fraction(ceil(scaled * 10**decimals), 10**decimals)
    return _Shown(round_half_up(scaled, decimals), power, decimals)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _in_chinese(shown: _Shown, unit: str, bound: Bound) -> str:
    whole = f"{shown.value:f}".lstrip("-").partition(".")[0]
    number = f"{shown.value:,f}" if len(whole) > _UNGROUPED else f"{shown.value:f}"
    word = chinese.UNIT_NAMES.get(unit)
    ending = f" {unit}" if word is None else word
    return f"{chinese.PREFIX.get(bound, '')}{number}{chinese.SCALE_WORDS[shown.power]}{ending}"


def _in_english(shown: _Shown, unit: str, bound: Bound) -> str:
    value = exact(shown.value) * 10**shown.power
    power, word = _english_scale(value) if shown.power else (0, "")
    decimals = max(0, shown.decimals + power - shown.power)
    number = f"{round_half_up(value / 10**power, decimals):,f}"
    scaled = f"{number} {word}" if word else number
    prefix = english.PREFIX.get(bound, "")
    if unit in english.MONEY_UNITS:
        return f"{prefix}{unit} {scaled}"
    singular, plural = english.UNIT_FORMS.get(unit, (unit, unit))
    name = singular if number == "1" and not word else plural
    gap = "" if name in ("", "%", "‰") else " "
    return f"{prefix}{scaled}{gap}{name}"


def _english_scale(value: Fraction) -> tuple[int, str]:
    """The greatest English scale word that leaves at least 1 before it."""
    for power, word in _ENGLISH_WORDS:
        if abs(value) >= 10**power:
            return power, word
    return 0, ""


def _unknown(what: str, given: str, known: str) -> Invalid:
    return Invalid(
        what,
        why=msgid("Known are: %(known)s."),
        remedy=msgid("Choose one of them."),
        given=given[:40],
        known=known,
    )
