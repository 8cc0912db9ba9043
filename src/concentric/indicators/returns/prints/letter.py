"""Letters that remind firms of their returns, one page each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from concentric.access import api as access
from concentric.desk import api as desk
from concentric.indicators.returns import labels, models
from concentric.indicators.returns.prints.form import TEMPLATES, language, said, shown_day
from concentric.indicators.returns.queries import chases
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.types import ChaseStep
from concentric.parties import api as parties


def letters(rows: Sequence[models.Chase]) -> bytes:
    """The letters of reminders as one PDF; there must be one at least."""
    firms = {queries.in_charge(row.owner) for row in rows}
    convener = access.convener_code()
    known = parties.organisations_by_code({convener, *firms})
    names = chases.names(row.chased_by for row in rows)
    given = {
        "language": language(),
        "association": _legal(known[convener]),
        "sample": settings.CONCENTRIC_SAMPLE,
        "words": {"title": _("Reminder of a return"), "sample": str(labels.SAMPLE)},
        "letters": [_letter(row, known, names) for row in rows],
    }
    return desk.paper(TEMPLATES / "letter.typ", given, dated_on=rows[0].chased_on)


def _letter(row: models.Chase, known: Any, names: Any) -> dict[str, Any]:
    owner, firm = row.owner, queries.in_charge(row.owner)
    step = ChaseStep(row.step)
    overdue = (row.chased_on - owner.cycle.due_on).days
    by = names.get(row.chased_by, "") if row.chased_by else ""
    return {
        "reference": _("Return %(cycle)s of %(firm)s, reminder %(number)s")
        % {
            "cycle": owner.cycle.code,
            "firm": owner.organisation.code,
            "number": chases.number_of(row),
        },
        "dated": shown_day(row.chased_on),
        "to": _("To %(firm)s:") % {"firm": _legal(known[firm])},
        "paragraphs": [part for part in row.text.splitlines() if part.strip()],
        "facts": [
            [_("Form"), said(queries.book_of(owner.cycle).form.title)],
            [_("Due on"), shown_day(owner.cycle.due_on)],
            *([[_("Days overdue"), str(overdue)]] if overdue > 0 else []),
            [_("Addressed to"), ", ".join(chases.addressees(firm, step))],
        ],
        "attention": _("Handled by %(name)s") % {"name": by} if by else "",
    }


def _legal(organisation: Any) -> str:
    if language() == "zh":
        return str(organisation.legal_name or organisation.short_name)
    return str(organisation.legal_name_en or organisation.name("en"))
