"""Plain documents to frozen definitions. The schemas have accepted the documents before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from concentric.kernel.api import PeriodKind
from concentric.rulebook.building_forms import form, report
from concentric.rulebook.reading import Reader, code, items, parameter_content
from concentric.rulebook.types import (
    BASE_FORMULAS,
    Calendar,
    CalendarYear,
    Case,
    CodeItem,
    CodeList,
    DimensionSpec,
    Document,
    EvidenceRule,
    FactType,
    Form,
    Formula,
    Indicator,
    Inputs,
    Json,
    Localised,
    Measure,
    Pack,
    Parameter,
    ParameterValue,
    Population,
    RankOrder,
    ReportOutline,
    Rulebook,
    Ties,
    TimeKind,
    TimeRule,
)

__all__ = ["UNNAMED", "items", "pack", "rulebook"]

UNNAMED = Localised("", "")
Version = FactType | Indicator | Form | ReportOutline
Built = TypeVar("Built")

INPUT_ROLES: Mapping[Formula, tuple[str, ...]] = {
    Formula.RATIO: ("numerator", "denominator"),
    Formula.SHARE: ("part", "whole"),
    Formula.GROWTH: ("of",),
    Formula.PER_HEAD: ("of", "heads"),
    Formula.CUMULATIVE: ("of",),
    Formula.STATE_AT: ("of",),
    Formula.MEDIAN: ("of",),
    Formula.QUANTILE: ("of",),
    Formula.RANK: ("of",),
    Formula.TOP_N: ("of",),
    Formula.WEIGHTED: ("of", "weights"),
}
"""The inputs each derived formula takes, in order."""


def rulebook(
    digest: str, packs: Sequence[Pack], documents: Sequence[Document], cases: Sequence[Case]
) -> Rulebook:
    """The rulebook of some documents."""
    fact_types = _versions(documents, "fact_types", fact_type)
    indicators = _versions(documents, "indicators", indicator)
    forms = _versions(documents, "forms", form)
    reports = _versions(documents, "reports", report)
    parameters = [parameter(entry) for entry in _of(documents, "parameters")]
    lists = [code_list(entry) for entry in _of(documents, "code_lists")]
    populations = [population(entry) for entry in _of(documents, "populations")]
    return Rulebook(
        hash=digest,
        packs=tuple(packs),
        documents=tuple(documents),
        fact_types=_newest(fact_types),
        indicators=_newest(indicators),
        parameters=MappingProxyType({entry.code: entry for entry in parameters}),
        forms=_newest(forms),
        reports=_newest(reports),
        code_lists=MappingProxyType({entry.code: entry for entry in lists}),
        populations=MappingProxyType({entry.code: entry for entry in populations}),
        calendar=calendar(_of(documents, "calendar")),
        cases=tuple(cases),
        versions=MappingProxyType(
            {
                "fact_types": fact_types,
                "indicators": indicators,
                "forms": forms,
                "reports": reports,
            }
        ),
    )


def _of(documents: Iterable[Document], kind: str) -> list[Reader]:
    return [Reader(document.content) for document in documents if document.kind == kind]


def _versions(
    documents: Iterable[Document], kind: str, make: Callable[[Reader], Built]
) -> Mapping[str, tuple[Built, ...]]:
    """All versions by code, oldest first."""
    found: dict[str, list[tuple[str, Built]]] = defaultdict(list)
    for entry in _of(documents, kind):
        first = entry.maybe_text("valid_from") or ""
        found[entry.text("code")].append((first, make(entry)))
    return MappingProxyType(
        {
            key: tuple(built for _, built in sorted(found[key], key=lambda pair: pair[0]))
            for key in sorted(found)
        }
    )


def _newest(versions: Mapping[str, tuple[Built, ...]]) -> Mapping[str, Built]:
    return MappingProxyType({key: found[-1] for key, found in versions.items()})


def pack(content: Mapping[str, Json]) -> Pack:
    """The head of a pack."""
    entry = Reader(content)
    return Pack(
        entry.text("code"),
        entry.text("version"),
        entry.localised("name"),
        entry.words("requires"),
        entry.flag("overlay"),
    )


def fact_type(entry: Reader) -> FactType:
    """One fact type."""
    dimensions = {
        name: _dimension(name, Reader(spec))
        for name, spec in entry.below("dimensions").content.items()
        if isinstance(spec, dict)
    }
    return FactType(
        code=entry.text("code"),
        version=entry.whole("version", 1),
        name=entry.localised("name"),
        time_kind=TimeKind(entry.text("time_kind")),
        unit=entry.text("unit"),
        additive_over_time=entry.flag("additive_over_time"),
        additive_over_organisations=entry.flag("additive_over_organisations"),
        object_kind=entry.maybe_text("object_kind"),
        dimensions=MappingProxyType(dimensions),
        evidence=EvidenceRule(entry.maybe_text("evidence") or EvidenceRule.NONE),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
        source=entry.source(),
    )


def _dimension(name: str, spec: Reader) -> DimensionSpec:
    return DimensionSpec(
        name, spec.maybe_text("list"), spec.maybe_text("place"), spec.maybe_text("text")
    )


def indicator(entry: Reader) -> Indicator:
    """One indicator."""
    formula = Formula(entry.text("formula"))
    return Indicator(
        code=entry.text("code"),
        name=entry.localised("name"),
        area=entry.text("area"),
        unit=entry.text("unit"),
        decimals=entry.whole("decimals"),
        scale=entry.maybe_text("scale") or "1",
        period=PeriodKind(entry.text("period")),
        population=entry.text("population"),
        formula=formula,
        measure=_measure(formula, entry.below("measure")) if formula in BASE_FORMULAS else None,
        time=TimeRule(entry.maybe_text("time") or TimeRule.WITHIN),
        inputs=None if formula in BASE_FORMULAS else _inputs(formula, entry.below("inputs")),
        breakdowns=entry.words("breakdowns"),
        counting_rule=entry.localised("counting_rule"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
        source=entry.source(),
    )


def _measure(formula: Formula, entry: Reader) -> Measure:
    where = tuple(
        (
            dimension,
            tuple(code(item) for item in value) if isinstance(value, list) else (code(value),),
        )
        for dimension, value in sorted(entry.below("where").content.items())
    )
    plain = {Formula.COUNT: "fact", Formula.DISTINCT: "object"}.get(formula, "attributed")
    return Measure(entry.text("fact_type"), entry.maybe_text("of") or plain, where)


def _inputs(formula: Formula, entry: Reader) -> Inputs:
    roles = INPUT_ROLES.get(formula, ())
    share = entry.number("q")
    return Inputs(
        indicators=tuple((role, entry.text(role)) for role in roles if role in entry.content),
        n=entry.maybe_whole("n"),
        q=None if share is None else Fraction(share),
        ties=Ties(entry.maybe_text("ties") or Ties.MIN),
        order=RankOrder(entry.maybe_text("order") or RankOrder.DESCENDING),
        normalised=entry.flag("normalised"),
    )


def parameter(entry: Reader) -> Parameter:
    """One parameter with its values in order; a value lasts until the next begins."""
    found = sorted(entry.each("values"), key=lambda value: value.text("from"))
    starts: list[date | None] = [value.day("from") for value in found[1:]]
    values = []
    for value, following in zip(found, [*starts, None], strict=True):
        ended = value.maybe_day("to") or (following - timedelta(days=1) if following else None)
        content = parameter_content(value.content.get("value"))
        values.append(ParameterValue(value.day("from"), ended, content, value.source()))
    return Parameter(
        entry.text("code"), entry.localised("name"), entry.maybe_text("unit"), tuple(values)
    )


def code_list(entry: Reader) -> CodeList:
    """One list of codes, in the order of the file."""
    return CodeList(
        entry.text("code"),
        entry.localised("name"),
        tuple(_item(item) for item in entry.each("items")),
    )


def _item(item: Reader) -> CodeItem:
    return CodeItem(
        code=item.text("code"),
        name=item.localised("name"),
        valid_from=item.maybe_day("valid_from"),
        valid_to=item.maybe_day("valid_to"),
        parent=item.maybe_text("parent"),
        of=item.maybe_text("of"),
        factor=item.number("factor"),
        decimals=item.maybe_whole("decimals"),
    )


def population(entry: Reader) -> Population:
    """One named population."""
    return Population(
        entry.text("code"), entry.localised("name"), entry.maybe_localised("description")
    )


def calendar(entries: Iterable[Reader]) -> Calendar:
    """The working-day calendar of all years at hand."""
    years = {}
    for entry in entries:
        holidays = {day.day("date"): day.localised("name") for day in entry.each("holidays")}
        make_up = frozenset(date.fromisoformat(day) for day in entry.words("make_up_days"))
        year = entry.whole("year")
        years[year] = CalendarYear(year, MappingProxyType(holidays), make_up, entry.source())
    return Calendar(MappingProxyType(dict(sorted(years.items()))))
