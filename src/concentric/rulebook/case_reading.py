"""A worked case from its file: drafts, memberships and statements to the in-memory ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from concentric.kernel.api import Bound, Period
from concentric.rulebook.reading import Reader, items
from concentric.rulebook.types import (
    Case,
    Document,
    Expectation,
    Fact,
    Json,
    Ledger,
    Membership,
    Statement,
)


def read_case(document: Document, file: str, line_of: Callable[[str], int]) -> Case:
    """One case. Facts become known in the order of the file, reversals after all of them."""
    entry = Reader(document.content)
    named = entry.maybe_text("indicator")
    facts = tuple(_fact(Reader(item), n) for n, item in enumerate(items_of(entry, "facts"), 1))
    return Case(
        code=document.key,
        name=entry.localised("name"),
        indicators=(named,) if named else entry.words("indicators"),
        says=entry.maybe_localised("says"),
        ledger=Ledger(
            facts=(*facts, *_reversals(entry, facts)),
            populations=MappingProxyType(_populations(entry)),
            statements=tuple(_statement(item) for item in entry.each("dimensions")),
        ),
        expect=tuple(
            _expectation(item, line_of(f"/expect/{n}"))
            for n, item in enumerate(entry.each("expect"))
        ),
        file=file,
        pack=document.pack,
    )


def items_of(entry: Reader, key: str) -> list[dict[str, Json]]:
    """The mappings of the list under a key."""
    return items(entry.content.get(key))


def _fact(entry: Reader, number: int) -> Fact:
    first, last = _span(entry)
    return Fact(
        uuid=entry.maybe_text("id") or f"f{number}",
        position=entry.whole("position", number),
        fact_type=entry.text("fact_type"),
        organisation=entry.text("organisation"),
        covers_from=first,
        covers_to=last,
        value=entry.number("value"),
        attributed=entry.number("attributed"),
        share=_share(entry),
        bound=Bound(entry.maybe_text("bound") or Bound.EQ),
        place=entry.maybe_text("place"),
        person=entry.maybe_text("person") or entry.maybe_text("person_key"),
        object=entry.maybe_text("object") or entry.maybe_text("object_uuid"),
        dims=entry.texts("dims"),
        boundary=entry.maybe_text("boundary") or "solo",
    )


def _span(entry: Reader) -> tuple[date, date]:
    day = entry.maybe_day("on")
    if day is not None:
        return day, day
    named = entry.maybe_text("period")
    if named is not None:
        period = Period.parse(named)
        return period.start, period.end
    first = entry.day("covers_from")
    return first, entry.maybe_day("covers_to") or first


def _share(entry: Reader) -> Fraction:
    written = entry.maybe_text("share")
    if written is not None:
        return Fraction(written)
    return Fraction(entry.whole("share_num", 1), entry.whole("share_den", 1))


def _reversals(entry: Reader, facts: tuple[Fact, ...]) -> Iterable[Fact]:
    known = {fact.uuid: fact for fact in facts}
    last = max((fact.position for fact in facts), default=0)
    found = entry.content.get("reversals")
    for number, item in enumerate(found if isinstance(found, list) else [], 1):
        written = Reader(item) if isinstance(item, dict) else Reader({"fact": item})
        fact = known[written.text("fact")]
        yield Fact(
            uuid=f"r{number}",
            position=written.whole("position", last + number),
            fact_type=fact.fact_type,
            organisation=fact.organisation,
            covers_from=fact.covers_from,
            covers_to=fact.covers_to,
            reverses=fact.uuid,
        )


def _populations(entry: Reader) -> dict[str, tuple[Membership, ...]]:
    found = {}
    for population, members in entry.below("populations").content.items():
        listed = members if isinstance(members, list) else []
        found[population] = tuple(_membership(member) for member in listed)
    return found


def _membership(member: Json) -> Membership:
    if not isinstance(member, dict):
        return Membership(organisation=str(member))
    entry = Reader(member)
    return Membership(
        organisation=entry.text("organisation"),
        valid_from=entry.maybe_day("from") or date.min,
        valid_to=entry.maybe_day("to"),
        boundary=entry.maybe_text("boundary") or "solo",
        position=entry.whole("position"),
    )


def _statement(entry: Reader) -> Statement:
    return Statement(
        entity_kind=entry.text("entity_kind"),
        entity=entry.text("entity"),
        attribute=entry.text("attribute"),
        value=entry.maybe_text("value"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
        position=entry.whole("position"),
    )


def _expectation(entry: Reader, line: int) -> Expectation:
    cell = dict(entry.texts("cell"))
    organisation = entry.maybe_text("organisation")
    if organisation is not None:
        cell["organisation"] = organisation
    value: Decimal | None = entry.number("value")
    return Expectation(
        indicator=entry.text("indicator"),
        period=Period.parse(entry.text("period")),
        cell=tuple(sorted(cell.items())),
        value=value,
        bound=Bound(entry.maybe_text("bound") or Bound.EQ),
        position=entry.maybe_whole("as_recorded_by"),
        line=line,
    )
