"""The association's late list, reminders with their letters."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concentric.desk import api as desk
from concentric.indicators.returns import forms, labels, lists, models, permissions, services
from concentric.indicators.returns.prints import letter as letter_print
from concentric.indicators.returns.queries import chases
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.views.answering import actor_of, pdf_response, sentence
from concentric.indicators.returns.views.boards import tabs
from concentric.kernel.api import ConcentricError, Missing, msgid


@desk.view(permissions.may_see_board)
def late(request: HttpRequest, code: str) -> HttpResponse:
    """Who is late in a cycle, how often each was reminded; remind, and print the letters."""
    cycle, today = queries.cycle_row(code), queries.today()
    to_chase = [
        {**one, "step": labels.CHASE_STEPS[one["step"]]} for one in chases.to_chase(cycle, today)
    ]
    context = {
        "cycle": cycle,
        "to_chase": to_chase,
        "chases": chase_words(chases.in_cycle(cycle)),
        "days": sorted({one.chased_on for one in chases.in_cycle(cycle)}, reverse=True)[:6],
        "may_review": permissions.may_review(actor_of(request)),
        "chase_form": forms.ChaseForm(initial={"text": _chase_text(cycle)}),
        "tabs": tabs(code, "late"),
    }
    return desk.list_response(
        request,
        lists.late(today),
        chases.late_rows(cycle, today),
        template="indicators/returns/late.html",
        context=context,
    )


@desk.view(permissions.may_review, methods=("POST",))
def chase(request: HttpRequest, code: str) -> HttpResponse:
    """Remind the chosen firms, in these words."""
    cycle = queries.cycle_row(code)
    form = forms.ChaseForm(request.POST)
    chosen = set(request.POST.getlist("firm"))
    waiting = [one["row"].uuid for one in chases.to_chase(cycle, queries.today())]
    uuids = [uuid for uuid in waiting if str(uuid) in chosen]
    if not form.is_valid() or not uuids:
        messages.error(request, _("Choose firms, and write what they are told."))
        return redirect("indicators:late", code)
    try:
        done = services.chase(
            actor=actor_of(request), returns=uuids, text=form.cleaned_data["text"]
        )
    except ConcentricError as error:
        if error.status == 403:
            raise
        messages.error(request, sentence(error))
    else:
        _tell(request, done, len(uuids) - done)
    return redirect("indicators:late", code)


@desk.view(permissions.may_see_returns)
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The letter of one reminder, for the firm and the association."""
    row = chases.chase_row(actor_of(request), uuid)
    name = f"{row.owner.organisation.code}-{row.owner.cycle.code}-{row.chased_on}.pdf"
    return pdf_response(letter_print.letters([row]), name)


@desk.view(permissions.may_see_board)
def letters(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The letters of one day in one file, to be printed together."""
    rows = chases.chase_rows(queries.cycle_row(code), _day(day))
    if not rows:
        raise _no_letters()
    return pdf_response(letter_print.letters(rows), f"{code}-{day}.pdf")


def chase_words(found: list[chases.Chased]) -> list[dict[str, Any]]:
    """Reminders for their templates."""
    return [{"one": one, "step": labels.CHASE_STEPS[one.step]} for one in found]


def _tell(request: HttpRequest, done: int, passed: int) -> None:
    said = ngettext("%(n)s firm was reminded.", "%(n)s firms were reminded.", done) % {"n": done}
    if passed:
        said += " " + _("%(n)s had been reminded today already.") % {"n": passed}
    messages.success(request, said)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _no_letters() from None


def _no_letters() -> Missing:
    return Missing(
        msgid("Nobody was reminded on that day."), remedy=msgid("Open it from the late list.")
    )


def _chase_text(cycle: models.Cycle) -> str:
    return _(
        "The return %(cycle)s was due on %(day)s. Please sign and submit it, or tell us what is missing."
    ) % {"cycle": cycle.code, "day": date_format(cycle.due_on, "DATE_FORMAT")}
