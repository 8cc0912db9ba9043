"""Exact quantities: a decimal value, its unit and how sharply it is stated; read and found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from concentric.kernel import english_words as english
from concentric.kernel import number_grammar as chinese
from concentric.kernel.errors import Invalid
from concentric.kernel.numerals import (
    LONGEST,
    as_decimal,
    half_width,
    number_value,
    parse_number,
    power_of,
    written_alone,
)
from concentric.kernel.rounding import exact
from concentric.kernel.words import msgid


class Bound(StrEnum):
    """How the true number stands to the stated one: equal to it, at least it, more than it ..."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite value with its bound, in a unit (a code of the code list: CNY, person, percent)."""

    value: Decimal
    unit: str
    bound: Bound = Bound.EQ


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in a text, from ``start`` to ``end``: number and unit, not the bounding words."""

    start: int
    end: int
    text: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class ScaledUnit:
    """A unit as a table states it: ten thousand yuan is the unit CNY with the factor 10000."""

    unit: str
    factor: Decimal = Decimal(1)


_SIGNED: Final = english.MONEY_UNITS | {"percent", "permille", "percentage_point"}
"""Units in which a number in running text may be negative; before a count a dash is a dash."""

_LEFT_REACH: Final = 80
"""How many characters before a quantity are searched for the lower end of its range."""


def find_quantities(text: str) -> tuple[Found, ...]:
    """Every quantity in running Chinese or English text, in order and without overlap.

    A range gives two: its lower end (at least) and its upper end (at most). Ordinals, dates, rates
    per something and numbers without a unit are no quantities. Money is in whole currency units.
    """
    plain = half_width(text)
    singles = _without_overlap([*_chinese_matches(plain), *_english_matches(plain)])
    return tuple(_with_ranges(plain, text, singles))


def parse_quantity(text: str, header: ScaledUnit | None = None) -> Quantity:
    """Read a text that is one quantity; a bare number takes the unit of its table's header."""
    plain = written_alone(text)
    if not plain or len(plain) > LONGEST:
        raise _unreadable(plain, msgid("It is empty or too long."))
    found = _whole(plain)
    if found is not None:
        return found
    if len(find_quantities(plain)) > 1:
        raise _unreadable(plain, msgid("It states more than one quantity."))
    number = parse_number(plain) if _is_number(plain) else None
    if number is None:
        raise _unreadable(plain, msgid("Something beside a number and a known unit stands in it."))
    if header is None:
        raise _unreadable(plain, msgid("It has no unit."))
    return Quantity(as_decimal(exact(number) * exact(header.factor)), header.unit)


def parse_range(text: str) -> tuple[Quantity, Quantity]:
    """Read a text that is a range: its lower end (at least) and its upper end (at most)."""
    plain = written_alone(text)
    found = find_quantities(plain)
    bounds = tuple(item.quantity.bound for item in found)
    if bounds != (Bound.GE, Bound.LE) or (found[0].start, found[1].end) != (0, len(plain)):
        raise _unreadable(plain, msgid("It is not a range from one quantity to another."))
    return found[0].quantity, found[1].quantity


def header_unit(text: str) -> ScaledUnit | None:
    """The unit that the header of a table or column states in brackets, after a colon or alone."""
    plain = written_alone(text)
    if found := chinese.HEADER.search(plain):
        return ScaledUnit(chinese.UNITS[found["unit"]], Decimal(10 ** power_of(found["scale"])))
    found = english.HEADER.search(plain)
    if found is None:
        return None
    if found["mark"]:
        scale = (found["mark_scale"] or "").lower()
        powers = {"": 0, "000": 3, **english.SCALES, **english.SHORT_SCALES}
        return ScaledUnit(english.CURRENCIES[found["mark"].upper()], Decimal(10 ** powers[scale]))
    power = english.SCALES.get((found["scale"] or "").lower(), 0)
    factor = int(found["times"] or 1) * 10**power
    return ScaledUnit(english.UNITS[found["unit"].lower()], Decimal(factor))


@dataclass(frozen=True, slots=True)
class _Match:
    """A quantity as a pattern found it; ``first`` is where its bounding words begin."""

    first: int
    start: int
    end: int
    quantity: Quantity
    multiplier: int
    is_english: bool = False


def _whole(plain: str) -> Quantity | None:
    for pattern, read in ((chinese.CELL, _read_chinese), (english.FIND, _read_english)):
        found = pattern.fullmatch(plain)
        if found is not None and (match := read(found)) is not None:
            return match.quantity
    return None


def _is_number(plain: str) -> bool:
    try:
        parse_number(plain)
    except Invalid:
        return False
    return True


def _chinese_matches(plain: str) -> Iterator[_Match]:
    for found in chinese.FIND.finditer(plain):
        if not _is_article(plain, found) and (match := _read_chinese(found)) is not None:
            yield _as_running_text(match, found)


def _english_matches(plain: str) -> Iterator[_Match]:
    for found in english.FIND.finditer(plain):
        if (match := _read_english(found)) is not None:
            yield _as_running_text(match, found)


def _as_running_text(match: _Match, found: re.Match[str]) -> _Match:
    if not found["sign"] or match.quantity.unit in _SIGNED:
        return match
    positive = replace(match.quantity, value=match.quantity.value.copy_abs())
    return replace(match, start=found.start("head"), quantity=positive)


def _is_article(plain: str, found: re.Match[str]) -> bool:
    if found["head"] != chinese.ONE:
        return False
    before = plain[found.start("head") - 1 : found.start("head")]
    is_part = before != "" and before in chinese.PART_OF_A_WORD
    return is_part or chinese.NOT_ALONE.fullmatch(found["head"] + found["unit"]) is not None


def _read_chinese(found: re.Match[str]) -> _Match | None:
    try:
        return _chinese_match(found)
    except Invalid:
        return (
            None  # what only looks like a number, such as "three or five hundred", is no quantity
        )


def _chinese_match(found: re.Match[str]) -> _Match:
    power = 0
    if found["parts"]:
        unit, power = chinese.FRACTION_WORDS[found["parts"]]
        number, is_negative, is_odd = found["part"], False, False
    elif found["mark"]:
        unit, number = chinese.CURRENCY_MARKS[found["mark"]], found["mark_number"]
        is_negative, is_odd = bool(found["mark_sign"]), bool(found["mark_odd"])
        power = power_of(found["mark_tail"] or "")
    else:
        unit, number = _unit_with_noun(found), found["head"]
        is_negative, is_odd = bool(found["sign"]), bool(found["odd"] or found["odd2"])
        power = power_of(found["tail"] or "")
    value = exact(number_value(number)) * 10**power
    words = (
        chinese.BEFORE_WORDS.get(found["before"] or "", "eq"),
        "gt" if is_odd else "eq",
        chinese.AFTER_WORDS.get(found["after"] or "", "eq"),
        "ge" if "+" in found["whole"] else "eq",
    )
    quantity = Quantity(as_decimal(-value if is_negative else value), unit, _together(words))
    trailing = re.search(rf"[{''.join(chinese.MULTIPLIER_POWERS)}]*\Z", number)
    multiplier = 10 ** (power + power_of(trailing[0] if trailing else ""))
    return _Match(found.start(), *_trimmed(found), quantity, multiplier)


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    start, end = found.span("whole")
    return start, start + len(found.string[start:end].rstrip())


def _unit_with_noun(found: re.Match[str]) -> str:
    word = found["unit"]
    nouns = chinese.CLASSIFIER_NOUNS.get(word)
    noun = nouns.match(found.string, found.end("unit")) if nouns else None
    if noun is not None:
        return chinese.NOUNS[word][noun[0]]
    return chinese.UNITS.get(word) or chinese.UNITS_OF_A_CELL[word]


def _read_english(found: re.Match[str]) -> _Match | None:
    number = (found["mark_number"] or found["head"]).lower()
    short = re.fullmatch(r"([0-9.,]+) ?([a-z]+)", number)
    power = english.SHORT_SCALES.get(short[2], 0) if short else 0
    try:
        value = exact(number_value(short[1] if short and power else number)) * 10**power
    except Invalid:
        return None  # words of numbers that stand side by side by chance
    unit = (
        english.CURRENCIES[found["mark"].upper()]
        if found["mark"]
        else english.UNITS[found["unit"].lower()]
    )
    words = (
        english.BEFORE_WORDS.get((found["before"] or "").lower(), "eq"),
        english.AFTER_WORDS.get((found["after"] or "").lower(), "eq"),
        "ge" if "+" in found["whole"] else "eq",
    )
    is_negative = bool(found["mark_sign"] or found["sign"])
    quantity = Quantity(as_decimal(-value if is_negative else value), unit, _together(words))
    scale = re.search(r"[a-z]+\Z", number)
    multiplier = 10 ** (power or english.SCALES.get(scale[0] if scale else "", 0))
    return _Match(found.start(), *_trimmed(found), quantity, multiplier, is_english=True)


def _together(words: tuple[str, ...]) -> Bound:
    """The bound that several words state together; words that contradict leave "about"."""
    stated = {Bound(word) for word in words} - {Bound.EQ}
    if not stated:
        return Bound.EQ
    for strict, weak in ((Bound.GT, Bound.GE), (Bound.LT, Bound.LE)):
        if stated <= {strict, weak}:
            return strict if strict in stated else weak
    return Bound.ABOUT


def _without_overlap(matches: list[_Match]) -> list[_Match]:
    """From the left, the longest first; of two readings of one place the one with a bound."""
    matches.sort(key=lambda m: (m.start, -m.end, m.quantity.bound is Bound.EQ))
    kept: list[_Match] = []
    for match in matches:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _with_ranges(plain: str, text: str, singles: list[_Match]) -> Iterator[Found]:
    waiting: _Match | None = None
    for match in singles:
        lower = _lower_end(plain, match, waiting)
        if lower is None:
            if waiting is not None:
                yield _found(text, waiting)
            waiting = match
            continue
        if waiting is not None and waiting.end <= lower.start:
            yield _found(text, waiting)
        yield _found(text, lower, Bound.GE)
        yield _found(text, match, Bound.LE)
        waiting = None
    if waiting is not None:
        yield _found(text, waiting)


def _lower_end(plain: str, match: _Match, before: _Match | None) -> _Match | None:
    """The lower end of the range whose upper end a match is; None when it is no range."""
    words = english if match.is_english else chinese
    lower = None
    if before is not None and words.JOIN.fullmatch(plain, before.end, match.first):
        lower = before if before.quantity.unit == match.quantity.unit else None
    elif before is None or before.end <= match.first:
        lower = _bare_lower_end(plain, match, before.end if before else 0)
    if lower is None or lower.quantity.value > match.quantity.value:
        return None
    return None if words.CHANGE_FROM.search(plain, 0, lower.first) else lower


def _bare_lower_end(plain: str, match: _Match, since: int) -> _Match | None:
    words = english if match.is_english else chinese
    since = max(since, match.first - _LEFT_REACH)
    found = words.LEFT_OF_RANGE.search(plain, since, match.first)
    if found is None:
        return None
    try:
        value = exact(number_value(found["number"]))
    except Invalid:
        return None
    # "5 to 8 million": the upper multiplier counts for both, unless the lower end has its own.
    has_own = not re.fullmatch(r"[0-9.,]+", found["number"])
    if not has_own and value * match.multiplier <= exact(match.quantity.value):
        value *= match.multiplier
    quantity = Quantity(as_decimal(value), match.quantity.unit)
    start, end = found.span("number")
    return _Match(start, start, end, quantity, match.multiplier, match.is_english)


def _found(text: str, match: _Match, bound: Bound | None = None) -> Found:
    quantity = match.quantity if bound is None else replace(match.quantity, bound=bound)
    return Found(match.start, match.end, text[match.start : match.end], quantity)


def _unreadable(written: str, why: str) -> Invalid:
    return Invalid(
        msgid("“%(text)s” cannot be read as a quantity."),
        why=why,
        remedy=msgid("Write one number with its unit, for example 4.53 trillion yuan or 44 firms."),
        text=written[:40],
    )
