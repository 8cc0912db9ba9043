"""Plain documents to return forms and report outlines."""

from __future__ import annotations

from decimal import Decimal

from concentric.kernel.api import PeriodKind
from concentric.rulebook.reading import Reader
from concentric.rulebook.types import (
    Chapter,
    Column,
    Form,
    Line,
    LineBasis,
    LineKind,
    MissingRule,
    ReportOutline,
    Rule,
    Section,
    Table,
    TableFact,
)


def form(entry: Reader) -> Form:
    """One return form."""
    return Form(
        code=entry.text("code"),
        title=entry.localised("title"),
        period=PeriodKind(entry.text("period")),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
        sections=tuple(_section(part) for part in entry.each("sections")),
    )


def _section(entry: Reader) -> Section:
    return Section(
        code=entry.text("code"),
        area=entry.maybe_text("area"),
        name=entry.localised("name"),
        lines=tuple(_line(line) for line in entry.each("lines")),
        tables=tuple(_table(table) for table in entry.each("tables")),
        rules=tuple(_rule(rule) for rule in entry.each("rules")),
    )


def _line(entry: Reader) -> Line:
    return Line(
        code=entry.text("code"),
        name=entry.localised("name"),
        kind=LineKind(entry.text("kind")),
        unit=entry.maybe_text("unit"),
        entry_unit=entry.maybe_text("entry_unit") or entry.maybe_text("unit"),
        basis=LineBasis(entry.text("basis")),
        fact_type=entry.maybe_text("fact_type"),
        dims=entry.texts("dims"),
        indicator=entry.maybe_text("indicator"),
        missing=MissingRule(entry.text("missing")),
        counting_rule=entry.maybe_localised("counting_rule"),
    )


def _table(entry: Reader) -> Table:
    return Table(
        code=entry.text("code"),
        name=entry.localised("name"),
        object_kind=entry.maybe_text("object_kind"),
        columns=tuple(_column(column) for column in entry.each("columns")),
        facts=tuple(_table_fact(fact) for fact in entry.each("facts")),
        totals=entry.texts("totals"),
    )


def _column(entry: Reader) -> Column:
    return Column(
        code=entry.text("code"),
        name=entry.localised("name"),
        kind=entry.text("kind"),
        required=entry.flag("required"),
        unit=entry.maybe_text("unit"),
        entry_unit=entry.maybe_text("entry_unit") or entry.maybe_text("unit"),
        list=entry.maybe_text("list"),
        object_kind=entry.maybe_text("object_kind"),
    )


def _table_fact(entry: Reader) -> TableFact:
    number = entry.number("value")
    return TableFact(
        fact_type=entry.text("fact_type"),
        value=entry.text("value") if number is None else number,
        share=entry.maybe_text("share"),
        object=entry.maybe_text("object"),
        place=entry.maybe_text("place"),
        on=entry.maybe_text("on"),
        dims=entry.texts("dims"),
    )


def _rule(entry: Reader) -> Rule:
    return Rule(
        code=entry.text("code"),
        severity=entry.text("severity"),
        kind=entry.text("kind"),
        left=entry.text("left"),
        right=_side(entry),
        factor=entry.number("factor"),
        says=entry.localised("says"),
    )


def _side(entry: Reader) -> str | Decimal | None:
    number = entry.number("right")
    return entry.maybe_text("right") if number is None else number


def report(entry: Reader) -> ReportOutline:
    """One report outline; its blocks stay plain data."""
    return ReportOutline(
        code=entry.text("code"),
        title=entry.localised("title"),
        chapters=tuple(
            Chapter(
                chapter.text("code"),
                chapter.localised("title"),
                tuple(block.content for block in chapter.each("blocks")),
            )
            for chapter in entry.each("chapters")
        ),
        valid_from=entry.maybe_day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
    )
