"""Tables as files: exact values in exact units. A withheld cell says so; one that nobody reported is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.indicators.compute import display
from concentric.indicators.compute.pages.firms import Beside
from concentric.indicators.compute.pages.frames import Frame
from concentric.indicators.compute.pages.tables import Table
from concentric.indicators.compute.types import Value


def table(found: Table, name: str, kind: str) -> HttpResponse:
    """A table of values, with its total where it has one."""
    has_units = any(row.exact_unit for row in found.rows)
    first = [_("Code"), _("Name"), *([_("Unit")] if has_units else [])]
    heads = [
        f"{one.title} ({one.exact_unit})" if one.exact_unit else one.title for one in found.columns
    ]
    listed = [*found.rows, *([found.total] if found.total and found.rows else [])]
    rows = [
        [row.code, row.label, *([row.exact_unit] if has_units else []), *map(_cell, row.values)]
        for row in listed
    ]
    return desk.table_response(name=name, titles=[*first, *heads], rows=rows, kind=kind)


def indicator(page: Frame, content: Mapping[str, Any], by: str, kind: str) -> HttpResponse:
    """The course of an indicator, or its cells in one period."""
    definition = content["definition"]
    unit = f"{_('Value')} ({content['exact_unit']})"
    if by:
        titles = [page.words.breakdown(by), unit]
        rows = [[name, _cell(value)] for name, _url, _shown, value in content["cells"]]
        name = f"{definition.code}-{by}"
    else:
        titles = [
            _("Period"),
            unit,
            _("Change from the year before"),
            _("As published"),
            _("Published in"),
        ]
        rows = [
            [one.label, _cell(one.value), one.growth, one.published.exact, one.issue]
            for one in content["course"]
        ]
        name = definition.code
    return desk.table_response(name=name, titles=titles, rows=rows, kind=kind)


def firm(groups: Sequence[tuple[str, Sequence[Beside]]], name: str, kind: str) -> HttpResponse:
    """A member's figures beside its peers."""
    titles = [
        _("Area"), _("Code"), _("Name"), _("Unit"), _("Own figure"), _("Change from the year before"),
        _("Median of peers"), _("Members that reported"), _("All members"),
    ]  # fmt: skip
    rows = [
        [
            area, one.row.code, one.row.label, one.row.exact_unit, _cell(one.exact[0]), one.change,
            one.exact[1], one.peers or None, _cell(one.exact[2]),
        ]
        for area, listed in groups
        for one in listed
    ]  # fmt: skip
    return desk.table_response(name=name, titles=titles, rows=rows, kind=kind)


def _cell(value: Value | None) -> Decimal | str | None:
    if value is None:
        return None
    return display.WITHHELD if value.withheld else value.rounded
