"""Where what stands in a workbook of a return, and what a form needs to be read: units, lists, places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from concentric.rulebook.types import CodeItem, Form, Rulebook

CODES_ROW, HEADER_ROW, FIRST_ROW = 2, 3, 4
"""Counted from 0: row 3 holds the codes, row 4 the headers, data begins in row 5."""

LINE_COLUMNS = ("line", "name_zh", "name_en", "unit", "value", "last_year", "note", "rule")
GUIDE_KEYS = ("form", "cycle", "firm", "version", "hash", "generated_by")
SHEET_NAME_LIMIT = 31


@dataclass(frozen=True)
class FormBook:
    """A form with what its rulebook says about units and lists."""

    form: Form
    units: Mapping[str, CodeItem] = field(hash=False)
    lists: Mapping[str, Mapping[str, CodeItem]] = field(hash=False)

    @cached_property
    def version(self) -> str:
        """The hash of what the form asks and how it is written down: lines, tables, units and lists.

        A workbook of another version is refused. The checks are left out: they may become wiser without anybody
        having to copy figures into a new workbook.
        """
        asked = {
            "form": self.form.code,
            "title": _plain(self.form.title),
            "sections": [
                [s.code, _plain(s.name), _plain(s.lines), _plain(s.tables)]
                for s in self.form.sections
            ],
            "units": _plain({code: self.units[code] for code in self._entry_units()}),
            "lists": _plain(self.lists),
        }
        text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _entry_units(self) -> set[str]:
        lines = {line.entry_unit or "" for line in self.form.lines()}
        columns = {c.entry_unit or "" for table in self.form.tables() for c in table.columns}
        return (lines | columns) & set(self.units)

    def factor(self, entry_unit: str | None) -> Decimal:
        """How many base units one unit of entry is: 10000 for amounts typed in 10,000 yuan."""
        unit = self.units.get(entry_unit or "")
        return unit.factor if unit is not None and unit.factor is not None else Decimal(1)


def form_book(rulebook: Rulebook, form: Form) -> FormBook:
    """Open the units and lists that a form uses."""
    asked = {column.list for table in form.tables() for column in table.columns if column.list}
    return FormBook(form, rulebook.units, {code: rulebook.items(code) for code in asked})


def _plain(value: Any) -> Any:
    """A part of a form as JSON says it."""
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, bool | int) else str(value)
