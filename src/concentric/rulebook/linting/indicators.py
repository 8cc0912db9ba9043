"""Indicators: references, circles, time, additivity, units, breakdowns."""

from __future__ import annotations

from collections.abc import Iterator

from concentric.kernel.api import msgid
from concentric.rulebook.building import INPUT_ROLES
from concentric.rulebook.linting.dates import unknown_unit
from concentric.rulebook.linting.definitions import unknown_list
from concentric.rulebook.linting.looking import PLACE_LEVELS, Look, at
from concentric.rulebook.linting.reports import unknown_fact_type, unknown_indicator
from concentric.rulebook.loading import Placed
from concentric.rulebook.reading import Reader
from concentric.rulebook.types import (
    LAST_STATES,
    FactType,
    Formula,
    Indicator,
    Problem,
    TimeKind,
)

_OF_AMOUNT = frozenset({"attributed", "value", "share"})
_OF_KEY = frozenset({"object", "organisation", "place", "person"})
_SAME_UNIT = {
    Formula.MEDIAN,
    Formula.QUANTILE,
    Formula.TOP_N,
    Formula.CUMULATIVE,
    Formula.STATE_AT,
}
_NEEDS = {Formula.TOP_N: "n", Formula.QUANTILE: "q"}


def indicator_problems(look: Look, entry: Placed) -> Iterator[Problem]:
    """Everything that makes one indicator unusable or untrue."""
    indicator = look.book.indicator(
        Reader(entry.document.content).text("code"),
        Reader(entry.document.content).day("valid_from"),
    )
    yield from _codes(look, entry, indicator)
    if indicator.measure is None:
        yield from _derived(look, entry, indicator)
        return
    fact_type = look.book.fact_types.get(indicator.measure.fact_type)
    if fact_type is None:
        yield unknown_fact_type(entry, "/measure/fact_type", indicator.measure.fact_type)
        return
    yield from _where(look, entry, indicator, fact_type)
    yield from _of(look, entry, indicator, fact_type)
    yield from _time(entry, indicator, fact_type)
    yield from _sum(entry, indicator, fact_type)
    yield from _breakdowns(entry, indicator, look.breakdowns(fact_type))


def _codes(look: Look, entry: Placed, indicator: Indicator) -> Iterator[Problem]:
    if not look.has_unit(indicator.unit):
        yield unknown_unit(entry, "/unit", indicator.unit)
    if "areas" not in look.book.code_lists:
        yield unknown_list(entry, "/area", "areas")
    elif indicator.area not in look.book.areas:
        yield at(
            entry,
            "/area",
            msgid("The area %(area)s is not in the list of areas."),
            msgid("Every figure belongs to an area."),
            msgid("Correct the code, or add the area to code_lists/areas.yaml."),
            area=indicator.area,
        )
    if indicator.population not in look.book.populations:
        yield at(
            entry,
            "/population",
            msgid("There is no population %(code)s."),
            msgid("Figures are computed over a named set of members."),
            msgid("Correct the code, or add populations/%(code)s.yaml."),
            code=indicator.population,
        )


def _where(
    look: Look, entry: Placed, indicator: Indicator, fact_type: FactType
) -> Iterator[Problem]:
    chosen = indicator.measure.where if indicator.measure else ()
    for name, codes in chosen:
        spec = fact_type.dimensions.get(name)
        if spec is None and name not in look.breakdowns(fact_type):
            yield at(
                entry,
                f"/measure/where/{name}",
                msgid("%(fact_type)s has no dimension %(name)s."),
                msgid("A measure chooses among facts by their dimensions."),
                msgid("Correct the name, or add the dimension to the fact type."),
                fact_type=fact_type.code,
                name=name,
            )
        for code in codes if spec is not None and spec.list is not None else ():
            if not look.has_item(str(spec and spec.list), code):
                yield at(
                    entry,
                    f"/measure/where/{name}",
                    msgid("The list %(list)s has no code %(code)s."),
                    msgid("No fact could ever match."),
                    msgid("Correct the code, or add it to the list."),
                    list=spec and spec.list,
                    code=code,
                )


def _of(look: Look, entry: Placed, indicator: Indicator, fact_type: FactType) -> Iterator[Problem]:
    of = indicator.measure.of if indicator.measure else ""
    keys = _OF_KEY | PLACE_LEVELS | look.attributes() | frozenset(fact_type.dimensions)
    if indicator.formula in (Formula.SUM, Formula.MIN, Formula.MAX):
        fits = of in _OF_AMOUNT
    elif indicator.formula is Formula.COUNT:
        fits = of in keys | _OF_AMOUNT | {"fact"}
    else:
        fits = of in keys
    if not fits:
        yield at(
            entry,
            "/measure/of",
            msgid("%(formula)s of %(of)s cannot be computed over %(fact_type)s."),
            msgid(
                "Sums take amounts; distinct takes objects, members, places, persons, dimensions."
            ),
            msgid("Choose another of."),
            formula=indicator.formula,
            of=of,
            fact_type=fact_type.code,
        )
    if of == "object" and fact_type.object_kind is None:
        yield at(
            entry,
            "/measure/of",
            msgid("Facts of %(fact_type)s have no object to count."),
            msgid("The fact type says object_kind: null."),
            msgid("Give the fact type an object kind, or count something else."),
            fact_type=fact_type.code,
        )


def _time(entry: Placed, indicator: Indicator, fact_type: FactType) -> Iterator[Problem]:
    state = fact_type.time_kind is TimeKind.STATE
    adds = indicator.formula in (Formula.SUM, Formula.COUNT)
    if state and adds and indicator.time not in LAST_STATES:
        yield at(
            entry,
            "/time",
            msgid("%(code)s adds up states of %(fact_type)s over time."),
            msgid("A state is never summed over time: people would be counted each time again."),
            msgid(
                "Write time: at_end for what is reported anew each period, standing for what holds on."
            ),
            code=indicator.code,
            fact_type=fact_type.code,
        )
    if not state and indicator.time in LAST_STATES:
        yield at(
            entry,
            "/time",
            msgid("%(fact_type)s is no state, but %(code)s takes its last value."),
            msgid("Only states follow one another; events and periods add up."),
            msgid("Write time: within or cumulative, or make the fact type a state."),
            code=indicator.code,
            fact_type=fact_type.code,
        )


def _sum(entry: Placed, indicator: Indicator, fact_type: FactType) -> Iterator[Problem]:
    if indicator.formula is not Formula.SUM:
        return
    of = indicator.measure.of if indicator.measure else ""
    over_time = indicator.time not in LAST_STATES
    state = fact_type.time_kind is TimeKind.STATE
    if over_time and not state and not fact_type.additive_over_time:
        yield at(
            entry,
            "/formula",
            msgid("%(code)s sums %(fact_type)s over time, which is not additive over time."),
            msgid("The same thing may stand in two periods."),
            msgid("Count distinct objects, or choose another measure."),
            code=indicator.code,
            fact_type=fact_type.code,
        )
    if not fact_type.additive_over_organisations:
        yield at(
            entry,
            "/formula",
            msgid("%(code)s sums %(fact_type)s over members, which is not additive over members."),
            msgid("The same thing may be reported by two members."),
            msgid("Count distinct objects, or choose another measure."),
            code=indicator.code,
            fact_type=fact_type.code,
        )
    if of != "share" and indicator.unit != fact_type.unit:
        yield at(
            entry,
            "/unit",
            msgid("%(code)s is in %(unit)s but sums %(fact_type)s in %(other)s."),
            msgid("A sum has the unit of its parts."),
            msgid("Use the unit of the fact type; show it in another scale."),
            code=indicator.code,
            unit=indicator.unit,
            fact_type=fact_type.code,
            other=fact_type.unit,
        )


def _breakdowns(entry: Placed, indicator: Indicator, possible: frozenset[str]) -> Iterator[Problem]:
    for index, name in enumerate(indicator.breakdowns):
        if name not in possible:
            yield at(
                entry,
                f"/breakdowns/{index}",
                msgid("%(code)s cannot be broken down by %(name)s."),
                msgid("Not all facts behind it say anything about it."),
                msgid("Use a dimension, a place level or a listed attribute; or leave it out."),
                code=indicator.code,
                name=name,
            )


def _derived(look: Look, entry: Placed, indicator: Indicator) -> Iterator[Problem]:
    inputs = dict(indicator.inputs.indicators) if indicator.inputs else {}
    yield from _settings(entry, indicator, inputs)
    unknown = [code for code in inputs.values() if code not in look.book.indicators]
    for code in unknown:
        yield unknown_indicator(entry, "/inputs", code)
    path = _circle(look, indicator.code)
    if path:
        yield at(
            entry,
            "/inputs",
            msgid("These indicators are computed from one another in a circle: %(path)s."),
            msgid("A figure cannot be computed from itself."),
            msgid("Let one of them be computed over facts or from another figure."),
            path=" → ".join(path),
        )
    if unknown or path:
        return
    yield from _rewritten(look, entry, indicator, inputs)
    yield from _units(look, entry, indicator, inputs)
    possible = [
        look.breakdowns(look.book.fact_types[base.measure.fact_type])
        for base in look.base_indicators(indicator.code)
        if base.measure is not None and base.measure.fact_type in look.book.fact_types
    ]
    if possible:
        yield from _breakdowns(entry, indicator, frozenset.intersection(*possible))


def _settings(entry: Placed, indicator: Indicator, inputs: dict[str, str]) -> Iterator[Problem]:
    needed = list(INPUT_ROLES.get(indicator.formula, ()))
    setting = _NEEDS.get(indicator.formula)
    present = set(inputs)
    if setting is not None and indicator.inputs is not None:
        needed.append(setting)
        present |= {setting} if getattr(indicator.inputs, setting) is not None else set()
    written = Reader(entry.document.content).below("inputs").content
    allowed = {*needed, "ties", "order", "normalised"}
    if present < set(needed) or not set(written) <= allowed:
        yield at(
            entry,
            "/inputs",
            msgid("%(formula)s needs the inputs %(needed)s."),
            msgid("The formula is computed from exactly these."),
            msgid("Write them under inputs, with codes of indicators."),
            formula=indicator.formula,
            needed=", ".join(needed),
        )


def _circle(look: Look, start: str) -> list[str]:
    """The way from an indicator back to itself through its inputs, or nothing."""
    trail: list[tuple[str, list[str]]] = [(start, [start])]
    seen: set[str] = set()
    while trail:
        code, path = trail.pop()
        definition = look.book.indicators.get(code)
        inputs = definition.inputs if definition else None
        for below in dict(inputs.indicators).values() if inputs else ():
            if below == start:
                return [*path, start]
            if below not in seen:
                seen.add(below)
                trail.append((below, [*path, below]))
    return []


def _rewritten(
    look: Look, entry: Placed, indicator: Indicator, inputs: dict[str, str]
) -> Iterator[Problem]:
    """cumulative and state_at ask their base measures for another time rule: it must make sense."""
    if indicator.formula not in (Formula.CUMULATIVE, Formula.STATE_AT):
        return
    for base in look.base_indicators(inputs.get("of", "")):
        if base.measure is None:
            continue
        fact_type = look.book.fact_types.get(base.measure.fact_type)
        state = fact_type is not None and fact_type.time_kind is TimeKind.STATE
        if state is (indicator.formula is Formula.CUMULATIVE):
            yield at(
                entry,
                "/formula",
                msgid("%(formula)s cannot be taken of %(of)s, which rests on %(fact_type)s."),
                msgid("Events and periods accumulate; only states have a value at a date."),
                msgid("Use cumulative for events and periods, state_at for states."),
                formula=indicator.formula,
                of=base.code,
                fact_type=base.measure.fact_type,
            )


def _units(
    look: Look, entry: Placed, indicator: Indicator, inputs: dict[str, str]
) -> Iterator[Problem]:
    units = {role: look.book.indicators[code].unit for role, code in inputs.items()}
    if indicator.formula is Formula.SHARE and len(set(units.values())) > 1:
        yield at(
            entry,
            "/inputs",
            msgid("The part and the whole of %(code)s have different units."),
            msgid("A share is a part of the same thing."),
            msgid("Use ratio for quotients of different things."),
            code=indicator.code,
        )
    if indicator.formula in _SAME_UNIT and units.get("of") not in (None, indicator.unit):
        yield at(
            entry,
            "/unit",
            msgid("%(code)s is in %(unit)s but %(of)s is in %(other)s."),
            msgid("This formula keeps the unit of what it is taken of."),
            msgid("Use the unit of the input."),
            code=indicator.code,
            unit=indicator.unit,
            of=inputs["of"],
            other=units["of"],
        )
