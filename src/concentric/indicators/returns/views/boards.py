"""The association's pages: cycles, the board of one, chase, data quality, contested objects, queries, answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.facts import api as facts
from concentric.indicators.returns import forms, labels, lists, permissions, services
from concentric.indicators.returns.queries import boards as board_queries
from concentric.indicators.returns.queries import chases as chase_queries
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import threads as thread_queries
from concentric.indicators.returns.services import jobs
from concentric.indicators.returns.views.answering import acted, actor_of, sentence
from concentric.kernel.api import ConcentricError
from concentric.members import api as members

RECENT = 6
"""Reminders shown on the board; the late list has all."""


@desk.view(permissions.may_see_board, methods=("GET", "POST"))
def boards(request: HttpRequest) -> HttpResponse:
    """All cycles with their progress; open a new one."""
    actor = actor_of(request)
    may_open = permissions.may_manage_cycle(actor)
    form = _cycle_form(request) if may_open else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = services.open_cycle(actor=actor, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("indicators:board", made.code)
    today = queries.today()
    cycles = [board_queries.progress(queries.cycle_row(c.code), today) for c in queries.cycles()]
    return render(request, "indicators/returns/boards.html", {"cycles": cycles, "form": form})


@desk.view(permissions.may_see_board)
def board(request: HttpRequest, code: str) -> HttpResponse:
    """One cycle: how many stand where, the list of all firms, who is late, chase."""
    cycle = queries.cycle_row(code)
    actor = actor_of(request)
    found = board_queries.progress(cycle, queries.today())
    context = {
        "cycle": cycle,
        "title": queries.book_of(cycle).form.title,
        "progress": found,
        "counts": [
            {"label": labels.RETURN_STATES[s], "value": n} for s, n in found.counts.items() if n
        ],
        "missing": [one for one in found.late if one.submitted_on is None],
        "chases": [
            {"one": one, "step": labels.CHASE_STEPS[one.step]}
            for one in chase_queries.in_cycle(cycle)[:RECENT]
        ],
        "may_review": permissions.may_review(actor),
        "tabs": tabs(code, "board"),
    }
    return desk.list_response(
        request,
        lists.board(),
        board_queries.board_rows(cycle),
        template="indicators/returns/board.html",
        context=context,
    )


@desk.view(permissions.may_see_board)
def quality(request: HttpRequest, code: str) -> HttpResponse:
    """Data quality: missing, late, contested, corrected since acceptance."""
    cycle = queries.cycle_row(code)
    names = {line.code: line.name for line in queries.book_of(cycle).form.lines()}
    found = board_queries.quality(cycle, queries.today())
    context = {
        "cycle": cycle,
        "quality": found,
        "tabs": tabs(code, "quality"),
        "missing": [(line, names.get(line), count) for line, count in found.missing],
        "contested": [(firm, line, names.get(line)) for firm, line in found.contested],
        "corrected": [(firm, line, names.get(line), n) for firm, line, n in found.corrected],
        "restated": board_queries.restated(cycle),
    }
    return render(request, "indicators/returns/quality.html", context)


@desk.view(permissions.may_see_board, methods=("GET", "POST"))
def objects(request: HttpRequest, code: str) -> HttpResponse:
    """Deals about which partners disagree, with all their claims; compare them anew."""
    cycle = queries.cycle_row(code)
    actor = actor_of(request)
    if request.method == "POST":
        return acted(
            request,
            lambda: services.check_objects(actor=actor, cycle=code),
            "indicators:objects",
            code,
        )
    found = [
        {"object": one, "reasons": [labels.OBJECT_REASONS[r] for r in one.reasons]}
        for one in board_queries.contested(cycle)
    ]
    context = {
        "cycle": cycle,
        "objects": found,
        "may_review": permissions.may_review(actor),
        "tabs": tabs(code, "objects"),
    }
    return render(request, "indicators/returns/objects.html", context)


@desk.view(permissions.may_see_board, methods=("GET", "POST"))
def cycle_queries(request: HttpRequest, code: str) -> HttpResponse:
    """All queries of a cycle; the same question to every firm that breaks a rule."""
    cycle = queries.cycle_row(code)
    actor = actor_of(request)
    form = (
        forms.RuleForm(request.POST or None, rules=_rules(code))
        if permissions.may_review(actor)
        else None
    )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            asked = services.raise_by_rule(actor=actor, cycle=code, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("%(count)s firms were asked.") % {"count": asked})
            return redirect("indicators:queries", code)
    return desk.list_response(
        request,
        lists.threads(),
        thread_queries.visible_threads(actor).filter(owner__cycle=cycle),
        template="indicators/returns/queries.html",
        context={"cycle": cycle, "form": form, "tabs": tabs(code, "queries")},
    )


@desk.view(permissions.may_see_returns)
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Questions about lines with their answers, for everybody in the cycle."""
    cycle = queries.cycle_row(code)
    actor = actor_of(request)
    names = {line.code: line.name for line in queries.book_of(cycle).form.lines()}
    found = thread_queries.questions(actor, cycle)
    context = {
        "cycle": cycle,
        "questions": [{"info": q, "name": names.get(q.line)} for q in found],
        "may_answer": permissions.may_review(actor),
        "tabs": tabs(code, "questions") if permissions.may_see_board(actor) else [],
    }
    return render(request, "indicators/returns/questions.html", context)


@desk.view(permissions.may_review, methods=("POST",))
def answer_question(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Answer a question for everybody."""
    form = forms.TextForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the answer first."))
        return redirect("indicators:questions", code)
    return acted(
        request,
        lambda: services.answer_question(
            actor=actor_of(request), question=uuid, answer=form.cleaned_data["text"]
        ),
        "indicators:questions",
        code,
    )


@desk.view(permissions.may_review, methods=("GET", "POST"))
def archive(request: HttpRequest, code: str) -> HttpResponse:
    """A zip of workbooks of an older year: taken in by a job that shows its progress."""
    cycle = queries.cycle_row(code)
    form = forms.WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        is_dry = request.POST.get("act") != "take_in"
        try:
            job = jobs.start_archive(
                actor=actor_of(request),
                cycle=code,
                content=form.cleaned_data["file"].read(),
                dry_run=is_dry,
            )
        except ConcentricError as error:
            if error.status == 403:
                raise
            form.add_error(None, sentence(error))
        else:
            return redirect("desk:job", uuid=job)
    return render(request, "indicators/returns/archive.html", {"cycle": cycle, "form": form})


def tabs(code: str, current: str) -> list[dict[str, Any]]:
    """The pages of one cycle as tabs."""
    words = (
        ("board", _("Progress")),
        ("late", _("Late returns")),
        ("queries", _("Queries")),
        ("objects", _("Partners who disagree")),
        ("quality", _("Data quality")),
        ("questions", _("Questions and answers")),
    )
    return [
        {
            "label": word,
            "href": reverse(f"indicators:{name}", args=[code]),
            "current": name == current,
        }
        for name, word in words
    ]


def _cycle_form(request: HttpRequest) -> forms.CycleForm:
    language = get_language() or "zh"
    book = facts.catalogue()
    offered = [(f.code, f.title.in_language(language)) for f in book.forms.values()]
    populations = [(p.code, p.code) for p in members.populations()]
    return forms.CycleForm(request.POST or None, offered=offered, populations=populations)


def _rules(code: str) -> list[tuple[str, str]]:
    language = get_language() or "zh"
    form = queries.book_of(queries.cycle_row(code)).form
    return [
        (r.code, f"{r.code} {r.says.in_language(language)}")
        for section in form.sections
        for r in section.rules
    ]
