"""The form of a submission as it is printed to be signed and sealed: one page for the seal, then every figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.indicators.returns import labels, models
from concentric.indicators.returns.queries import chases, papers, sheets
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.types import ActKind, LineView
from concentric.parties import api as parties
from concentric.rulebook.types import Localised, Section

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "indicators" / "returns"
WIDE = frozenset({"text", "partners", "place", "region"})


def form_paper(row: models.Return) -> tuple[str, bytes]:
    """The code of the version that stands and its form as PDF. Raises `Conflict` where nothing can be printed."""
    version = papers.printable(row)
    given = form_data(row, version)
    return version.code, desk.paper(TEMPLATES / "form.typ", given, dated_on=version.act.acted_on)


def form_data(row: models.Return, version: papers.Version) -> dict[str, Any]:
    """What the template of the form is given."""
    book, firm = queries.book_of(row.cycle), row.organisation
    known = parties.organisation(firm.code)
    return {
        "language": language(),
        "title": said(book.form.title),
        "firm": {
            "code": firm.code,
            "name": queries.shown_name(firm),
            "legal": known.legal_name
            if language() == "zh"
            else known.legal_name_en or known.legal_name,
        },
        "code": version.code,
        "version": _("No. %(number)s, submitted on %(day)s")
        % {"number": version.number, "day": shown_day(version.act.acted_on)},
        "facts": [
            [_("Cycle"), row.cycle.code],
            [_("Due on"), shown_day(row.cycle.due_on)],
            [_("Hash of the content"), _grouped_hash(version.act.content_hash)],
            *_carried(row),
        ],
        "sections": [_section(row, section) for section in book.form.sections],
        "signatures": _signatures(version),
        "sample": settings.CONCENTRIC_SAMPLE,
        "words": _words(),
    }


def language() -> str:
    """The reader's language as templates of papers know it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def said(text: Localised | None) -> str:
    """A text of the catalogue in the reader's language."""
    return text.in_language(language()) if text is not None else ""


def shown_day(day: date) -> str:
    """A day in words."""
    return date_format(day, "DATE_FORMAT")


def _section(row: models.Return, section: Section) -> dict[str, Any]:
    views = sheets.lines(row, section)
    tables = [_table(row, table) for table in section.tables]
    return {
        "code": section.code,
        "name": said(section.name),
        "filled": sum(1 for view in views if view.value is not None or view.text),
        "count": sum(len(table["rows"]) for table in tables),
        "lines": [_line(view) for view in views],
        "tables": tables,
    }


def _line(view: LineView) -> dict[str, str]:
    is_text = view.kind == "text"
    return {
        "code": view.code,
        "name": said(view.name),
        "unit": "" if view.kind == "yes_no" else said(view.unit),
        "value": view.text if is_text else _number(view.value, view.kind),
        "last": view.last_text if is_text else _number(view.last_year, view.kind),
        "note": view.note,
    }


def _number(value: Decimal | None, kind: str = "") -> str:
    """A number as printed; not reported is a dash, never a zero."""
    if value is None:
        return "\u2014"
    if kind == "yes_no":
        return _("Yes") if value else _("No")
    return f"{value.normalize():,f}"


def _table(row: models.Return, table: Any) -> dict[str, Any]:
    units = queries.book_of(row.cycle).units
    is_shared = any(fact.share for fact in table.facts)
    columns = [
        {
            "name": said(c.name) + (f" ({said(units[c.entry_unit].name)})" if c.entry_unit else ""),
            "number": c.kind in {"amount", "count"},
            "wide": c.kind in WIDE,
        }
        for c in table.columns
    ]
    if is_shared:
        columns.append({"name": _("Your part"), "number": True, "wide": False})
    rows = [
        [*(_cell(cell) for cell in one.cells), *([_number(one.attributed)] if is_shared else [])]
        for one in sheets.table_rows(row, table)
    ]
    return {"code": table.code, "name": said(table.name), "columns": columns, "rows": rows}


def _cell(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return _number(cell)
    text = said(cell) if isinstance(cell, Localised) else str(cell)
    return text.replace(";", "; ")  # partners may go on in the next line


def _signatures(version: papers.Version) -> list[dict[str, str]]:
    """The signatures given in the site, beside which the people sign by hand."""
    names = chases.names(act.person for act in version.signed)
    roles = {
        ActKind.PREPARED: _("Preparer"),
        ActKind.CHECKED: _("Checker"),
        ActKind.SIGNED: _("Signatory"),
    }
    return [
        {
            "role": roles[ActKind(act.kind)],
            "name": names.get(act.person, "") if act.person else "",
            "on": shown_day(act.acted_on),
        }
        for act in version.signed
    ]


def _carried(row: models.Return) -> list[list[str]]:
    if row.carrier is None:
        return []
    return [[_("Carried on by"), f"{row.carrier.code} {queries.shown_name(row.carrier)}"]]


def _grouped_hash(text: str) -> str:
    return " ".join(text[i : i + 8] for i in range(0, len(text), 8))


def _words() -> dict[str, str]:
    return {
        "code": _("Code of this form"),
        "version": _("Version"),
        "section": _("Section"),
        "lines": _("Lines filled in"),
        "rows": _("Rows of tables"),
        "line": _("Line"),
        "item": _("Item"),
        "unit": _("Unit"),
        "value": _("This year"),
        "last": _("Last year"),
        "note": _("Note"),
        "empty": _("No rows: there was nothing of the kind."),
        "seal": _("Seal of the firm"),
        "declaration": _(
            "We vouch for the figures of this form as they stand on its pages."
            " A page with another code belongs to another version."
        ),
        "footer": _("Valid with this code only; a dash says not reported, 0 says none."),
        "sample": str(labels.SAMPLE),
    }
