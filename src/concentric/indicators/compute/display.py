"""Computed values in the reader's words: numbers in their scale, names of indicators, breakdowns and codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from concentric.desk.types import PublishedFigure
from concentric.indicators.compute import permissions
from concentric.indicators.compute.terms import PLACE_DIGITS
from concentric.indicators.compute.types import Value, Withheld
from concentric.kernel.api import round_half_up
from concentric.kernel.types import Actor, Bound, Period, PeriodKind
from concentric.parties import api as parties
from concentric.places import api as places
from concentric.rulebook.types import Cell, CodeItem, FactType, Indicator, Localised, Rulebook

ORGANISATION = "organisation"
LEVELS = tuple(PLACE_DIGITS)
"""Breakdowns by place."""
_SCALES = {"1": 0, "10k": 4, "100m": 8, "percent": -2, "permille": -3}
"""Powers of ten of the display scales."""
_SHOWN_DECIMALS = 2
_SIGNS = {"percent": "%", "permille": "‰"}
_BOUNDS = {Bound.GE: "≥ ", Bound.GT: "> ", Bound.LE: "≤ ", Bound.LT: "< ", Bound.ABOUT: "≈ "}
_REASONS = {
    Withheld.TOO_FEW: gettext_lazy("Too few members stand behind this figure."),
    Withheld.DOMINATED: gettext_lazy("One member makes up nearly all of this figure."),
    Withheld.COMPLEMENT: gettext_lazy("It would give away a withheld figure beside it."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as a table cell shows it: the arguments of the number component."""

    value: str = ""
    exact: str = ""
    href: str = ""
    code: str = ""
    confirmed: str = ""
    withheld: str = ""
    missing: str = ""
    published: str = ""


ABSENT = Shown(missing="1")

WITHHELD = "\u00b7"
"""What stands for a withheld figure."""


def shown(
    value: Value | None,
    definition: Indicator,
    *,
    traced: bool = True,
    published: PublishedFigure | None = None,
) -> Shown:
    """A value in the scale of its indicator; nothing computed and not reported look alike.

    Where something else was `published`, that stands beside it.
    """
    if value is None:
        return ABSENT
    if value.withheld:
        return Shown(withheld=str(_REASONS[value.withheld]))
    if value.exact is None or value.rounded is None:
        return ABSENT
    share = "" if not value.facts else str((value.confirmed_share * 100).to_integral_value())
    other = published is not None and Fraction(published.exact) != value.exact
    return Shown(
        value=number(value.exact, definition, value.bound),
        exact=f"{value.rounded.normalize():,f}",
        href=reverse("indicators:trace", args=[value.uuid]) if traced else "",
        code=f"{value.indicator}·{value.period}",
        confirmed=share,
        published=number(Fraction(published.exact), definition) if published and other else "",
    )


def shown_published(actor: Actor, figure: PublishedFigure | None, definition: Indicator) -> Shown:
    """A figure as it was published; it opens its facts of then, or its public trace for who may not see those."""
    if figure is None:
        return Shown()
    sees = permissions.sees_everything(actor)
    return Shown(
        value=number(Fraction(figure.exact), definition),
        exact=f"{rounded(Fraction(figure.exact), definition):,f}",
        href=reverse("indicators:trace", args=[figure.value_uuid]) if sees else figure.url,
        code=f"{figure.indicator}·{figure.period}",
    )


def computed(exact: Fraction, definition: Indicator) -> Shown:
    """A figure that stands nowhere by itself, such as a median of peers: it has no trace."""
    return Shown(value=number(exact, definition), exact=f"{rounded(exact, definition):,f}")


def number(exact: Fraction, definition: Indicator, bound: Bound = Bound.EQ) -> str:
    """An exact figure in the display scale of its indicator, with the sign of its bound."""
    return f"{_BOUNDS.get(bound, '')}{_scaled(exact, definition):,f}"


def difference(exact: Fraction, definition: Indicator) -> str:
    """A difference in the display scale, with its sign."""
    return f"{_scaled(exact, definition):+,f}"


def change(exact: Fraction | None) -> str:
    """A change as a percentage with its sign, which no change has not; empty where there is none."""
    if exact is None:
        return ""
    percent = round_half_up(exact * 100, _SHOWN_DECIMALS)
    return f"{percent:+,f}%" if percent else "0%"


def in_scale(value: Value | None, definition: Indicator) -> Decimal | None:
    """The number a chart draws."""
    return None if value is None or value.exact is None else _scaled(value.exact, definition)


def decimals(definition: Indicator) -> int:
    """Decimals in the display scale."""
    return _SHOWN_DECIMALS if _SCALES.get(definition.scale, 0) else definition.decimals


def rounded(exact: Fraction, definition: Indicator) -> Decimal:
    """A figure to the last digit of its definition, not scaled: what exports hold."""
    return round_half_up(exact, definition.decimals)


def _scaled(exact: Fraction, definition: Indicator) -> Decimal:
    power = _SCALES.get(definition.scale, 0)
    return round_half_up(exact / Fraction(10) ** power, decimals(definition))


def language() -> str:
    """The reader's language as the catalogue names it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def said(text: Localised) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(language())


def period_label(period: Period) -> str:
    """A period in words; other kinds than years and days as SDMX writes them."""
    if period.kind is PeriodKind.YEAR:
        return str(period.start.year)
    return str(period)


def span(first: date, last: date) -> str:
    """The days a fact covers: a day, a whole year by its number, else both ends."""
    if first == last:
        return formats.date_format(first, "DATE_FORMAT")
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return str(first.year)
    return "\u2014".join(formats.date_format(day, "DATE_FORMAT") for day in (first, last))


class Words:
    """Names in the reader's language: read in a few queries for all codes of a page."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook

    def unit(self, definition: Indicator, *, short: bool = False) -> str:
        """The unit in the display scale: `100 million yuan`, `%`, `company`; `short` as tables show it."""
        if definition.scale in _SIGNS:
            return _SIGNS[definition.scale]
        scaled = self._rulebook.units.get(f"{definition.unit}_{definition.scale}")
        if scaled is not None:
            return _unit_name(scaled, short=short)
        pattern = {"10k": _("10,000 × %s"), "100m": _("100 million × %s")}
        item = self._rulebook.units.get(definition.unit)
        name = _unit_name(item, short=short) if item else definition.unit
        return pattern.get(definition.scale, "%s") % name

    def exact_unit(self, definition: Indicator | FactType) -> str:
        """The unit of exact values and of facts: `yuan` where tables show 100 million."""
        item = self._rulebook.units.get(definition.unit)
        return _unit_name(item) if item else definition.unit

    def fact_type(self, code: str) -> str:
        """The name of a type of facts."""
        found = self._rulebook.fact_types.get(code)
        return said(found.name) if found else code

    def population(self, code: str) -> str:
        """The name of a population."""
        found = self._rulebook.populations.get(code)
        return said(found.name) if found else code

    def area(self, code: str) -> str:
        """The name of an area."""
        item = self._rulebook.areas.get(code)
        return said(item.name) if item else code

    def breakdown(self, name: str, codes: Sequence[str] = ()) -> str:
        """The name of a breakdown: member, place level, attribute, dimension of facts. Types of facts may use
        one name for several lists: `codes` say which is meant.
        """
        if name == ORGANISATION:
            return _("Member")
        for listed in ("place_levels", "organisation_attributes", "place_attributes"):
            item = self._rulebook.items(listed).get(name)
            if item is not None:
                return said(item.name)
        found = self._rulebook.code_lists.get(self._list_of(name, codes))
        return said(found.name) if found else name

    def codes(self, name: str, codes: Iterable[str]) -> Mapping[str, str]:
        """The names of codes of a breakdown; a code without a name stands for itself."""
        asked = tuple(dict.fromkeys(codes))
        if name == ORGANISATION:
            return organisation_names(asked)
        if name in LEVELS:
            found = places.places(asked)
            return {c: _place_name(found[c]) if c in found else c for c in asked}
        items = self._rulebook.items(self._list_of(name, asked))
        return {c: said(items[c].name) if c in items else c for c in asked}

    def cell(self, cell: Cell) -> str:
        """A cell in words; the whole population where it is empty."""
        if not cell:
            return _("All members")
        return " · ".join(self.codes(name, [code])[code] for name, code in cell)

    def _list_of(self, name: str, codes: Sequence[str]) -> str:
        """The first list of this dimension that has all the codes; the first of all where none has."""
        specs = (one.dimensions.get(name) for one in self._rulebook.fact_types.values())
        lists = list(dict.fromkeys(spec.list for spec in specs if spec is not None and spec.list))
        fitting = (one for one in lists if set(codes) <= self._rulebook.items(one).keys())
        return next(fitting, lists[0] if lists else f"{name}s")


def _unit_name(unit: CodeItem, *, short: bool = False) -> str:
    """A unit as it stands behind a number; `short` without the explanation a table has no room for."""
    name = said(unit.name)
    name = name[:1].lower() + name[1:]
    return name.partition("\uff08")[0] if short else name


def organisation_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Short names of organisations in the reader's language, by code."""
    asked = tuple(dict.fromkeys(codes))
    found = parties.organisations_by_code(asked)
    return {code: _organisation_name(found[code]) if code in found else code for code in asked}


def _organisation_name(organisation: object) -> str:
    names = (
        getattr(organisation, "short_name_en", "") if language() == "en" else "",
        getattr(organisation, "short_name", ""),
        getattr(organisation, "code", ""),
    )
    return str(next(name for name in names if name))


def _place_name(place: object) -> str:
    names = (
        getattr(place, "name_en", "") if language() == "en" else "",
        getattr(place, "name", ""),
    )
    return str(next(name for name in names if name))
