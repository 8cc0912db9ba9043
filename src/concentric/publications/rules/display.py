"""How a pinned number is written: at a display scale, rounded once, in a language, with or without its unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from concentric.kernel.api import Quantity, format_quantity, round_half_up
from concentric.publications.types import Language, Number
from concentric.rulebook.types import Indicator, Rulebook

POWERS = {"1": 0, "10k": 4, "100m": 8, "10k_100m": 12, "percent": -2, "permille": -3}
"""Display scales as powers of ten."""
_SIGNS = {"percent": "%", "permille": "\u2030"}
_NO_UNIT = "rank"
"""The unit that is written without a word."""
_FIGURES_OF_A_SCALE = 2


def decimals_of(indicator: Indicator, scale: str, asked: int | None = None) -> int:
    """Places after the point: those asked for, else the indicator's at its own unit, else two."""
    if asked is not None:
        return asked
    return indicator.decimals if scale == "1" else _FIGURES_OF_A_SCALE


def stated(number: Number, scale: str, decimals: int) -> Decimal | None:
    """The number at a display scale, rounded half up once from the exact value; None if there is none."""
    if number.exact is None:
        return None
    return round_half_up(number.exact / Fraction(10) ** POWERS[scale], decimals)


def written(
    number: Number,
    scale: str,
    decimals: int,
    language: Language,
    rulebook: Rulebook,
    *,
    has_unit: bool,
) -> str:
    """The number in words. It must have a value."""
    value = stated(number, scale, decimals)
    if value is None:
        raise ValueError("a number without a value is not written")
    lang = str(language)
    if not has_unit:
        return format_quantity(Quantity(value, _NO_UNIT, number.bound), lang, "1", decimals)
    whole = value.scaleb(POWERS[scale])
    text = format_quantity(Quantity(whole, number.unit, number.bound), lang, scale, decimals)
    if text.endswith(f" {number.unit}"):  # the kernel has no word for it: the catalogue has
        gap = "" if language is Language.ZH else " "
        text = (
            text.removesuffix(f" {number.unit}")
            + gap
            + unit_words(number.unit, "1", language, rulebook)
        )
    return text


def exact_words(number: Number, rulebook: Rulebook, language: Language) -> str:
    """All digits of the rounded value with its unit, for hovering and traces."""
    if number.rounded is None:
        return ""
    whole = number.rounded == number.rounded.to_integral_value()
    exponent = number.rounded.normalize().as_tuple().exponent
    places = 0 if whole or not isinstance(exponent, int) else -exponent
    stated_as = replace(number, exact=Fraction(number.rounded))
    return written(stated_as, "1", places, language, rulebook, has_unit=True)


def unit_words(unit: str, scale: str, language: Language, rulebook: Rulebook) -> str:
    """The unit of a table's row at a scale, from the catalogue's units; empty for ratios as such."""
    if scale in _SIGNS:
        return _SIGNS[scale]
    factor = Decimal(10) ** POWERS[scale]
    units = rulebook.units
    for item in units.values():
        if factor != 1 and item.of == unit and item.factor == factor:
            return item.name.in_language(language)
    item_ = units.get(unit)
    if item_ is None or unit in ("ratio", _NO_UNIT):
        return ""
    name = item_.name.in_language(language).split("\uff08")[0]
    return name if language is Language.ZH else name.lower()


def has_scale(unit: str, scale: str, rulebook: Rulebook) -> bool:
    """Whether the catalogue can name the unit at that scale, so that a table may use it."""
    if scale == "1" or scale in _SIGNS:
        return True
    factor = Decimal(10) ** POWERS[scale]
    return any(one.of == unit and one.factor == factor for one in rulebook.units.values())
