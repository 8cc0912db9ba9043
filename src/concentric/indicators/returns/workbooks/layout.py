"""Where what stands in a workbook of a return, and what a form needs to be read: units, lists, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from concentric.rulebook.types import CodeItem, Form, Rulebook

CODES_ROW, HEADER_ROW, FIRST_ROW = 2, 3, 4
"""Counted from 0: row 3 holds the codes, row 4 the headers, data begins in row 5."""

LINE_COLUMNS = ("line", "name_zh", "name_en", "unit", "value", "last_year", "note", "rule")
GUIDE_KEYS = ("form", "cycle", "firm", "version", "hash", "generated_by")
SHEET_NAME_LIMIT = 31


@dataclass(frozen=True, slots=True)
class FormBook:
    """A form with what its rulebook says about units and lists."""

    form: Form
    units: Mapping[str, CodeItem] = field(hash=False)
    lists: Mapping[str, Mapping[str, CodeItem]] = field(hash=False)

    def factor(self, entry_unit: str | None) -> Decimal:
        """How many base units one unit of entry is: 10000 for amounts typed in 10,000 yuan."""
        unit = self.units.get(entry_unit or "")
        return unit.factor if unit is not None and unit.factor is not None else Decimal(1)


def form_book(rulebook: Rulebook, form: Form) -> FormBook:
    """Open the units and lists that a form uses."""
    asked = {column.list for table in form.tables() for column in table.columns if column.list}
    return FormBook(form, rulebook.units, {code: rulebook.items(code) for code in asked})
