"""Pages for writers: the list of reports, one report, its chapters with preview and picker, its check."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from concentric.access import api as access
from concentric.desk import api as desk
from concentric.facts import api as facts
from concentric.kernel.api import Actor, ConcentricError
from concentric.publications import (
    forms,
    labels,
    lists,
    models,
    permissions,
    previewing,
    queries,
    services,
)
from concentric.publications.rules.states import next_step, standing
from concentric.publications.types import (
    ISSUE_JOB,
    Finding,
    Language,
    ReportState,
    Severity,
)
from concentric.publications.views import picking


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


def sentence(error: ConcentricError) -> str:
    """What, why and what next in one paragraph, in the reader's language."""
    return " ".join(part for part in desk.said(error).values() if part)


@desk.view(permissions.may_see_reports)
def reports(request: HttpRequest) -> HttpResponse:
    """Reports in the making and issued."""
    return desk.list_response(
        request,
        lists.reports(queries.reader_language()),
        queries.visible_reports(),
        template="publications/reports.html",
        context={"may_write": permissions.may_write(actor_of(request))},
    )


@desk.view(permissions.may_write, methods=("GET", "POST"))
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a report from an outline."""
    language = queries.reader_language()
    outlines = [
        (code, one.title.in_language(language)) for code, one in facts.catalogue().reports.items()
    ]
    form = forms.BeginForm(request.POST or None, outlines=outlines)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_report(actor=actor_of(request), **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("publications:report", code=made.code)
    return render(request, "publications/begin.html", {"form": form})


@desk.view(permissions.may_see_reports)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Where a report stands, its chapters, signatures and issues."""
    return report_page(request, code)


@desk.view(permissions.may_write, methods=("POST",))
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """Pin the report to the newest numbers."""
    return _act(
        request, code, lambda: services.take_in_numbers(actor=actor_of(request), report=code)
    )


@desk.view(permissions.may_write, methods=("POST",))
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Check a report and show what was found."""
    try:
        found = services.check_report(actor=actor_of(request), report=code)
    except ConcentricError as error:
        return report_page(request, code, {"refused": sentence(error)})
    return render(
        request,
        "publications/check.html",
        {
            "info": queries.report(code),
            "findings": [_finding(one) for one in found],
            "is_stopped": any(one.severity is Severity.STOPS for one in found),
        },
    )


@desk.view(permissions.may_issue, methods=("POST",))
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Start the job that renders, reads back and issues a signed report."""
    actor = actor_of(request)
    state = queries.report(code).state
    if state is not ReportState.SIGNED:
        return report_page(
            request, code, {"refused": _("The chain of signatures is not complete.")}
        )
    params = {
        "report": code, "base": request.build_absolute_uri("/"), "appointment": str(actor.appointment),
    }  # fmt: skip
    return redirect("desk:job", uuid=desk.start_job(actor=actor, kind=ISSUE_JOB, params=params))


@desk.view(permissions.may_write, methods=("GET", "POST"))
def chapter(request: HttpRequest, code: str, chapter: str) -> HttpResponse:
    """Write a chapter. Nothing typed is lost: what cannot be saved comes back with the reason."""
    row = queries.chapter_row(code, chapter)
    form = forms.ChapterForm(request.POST or None, initial=_initial(row))
    context: dict[str, Any] = {
        "row": row, "form": form, "pickers": picking.pickers(row.report), "indicators": _indicators(),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.change_chapter(
                actor=actor_of(request), report=code, chapter=chapter, **form.cleaned_data
            )
        except ConcentricError as error:
            form.add_error(None, sentence(error))
            context["saved"] = queries.chapter_row(code, chapter)
        else:
            return redirect("publications:chapter", code=code, chapter=chapter)
    return render(request, "publications/chapter.html", context)


@desk.view(permissions.may_write, methods=("POST",))
def preview(request: HttpRequest, code: str, chapter: str) -> HttpResponse:
    """What is typed, printed with the report's numbers, in both languages."""
    row = queries.chapter_row(code, chapter)
    shown: list[tuple[Language, str, str]] = []
    for language in Language:
        title = request.POST.get(f"title_{language}", "")
        text = request.POST.get(f"text_{language}", "")
        try:
            page = previewing.chapter(actor_of(request), row.report, chapter, language, title, text)
            shown.append((language, mark_safe(page), ""))  # made by render.html, which escapes
        except ConcentricError as error:
            shown.append((language, "", sentence(error)))
    return render(
        request, "publications/preview.html", {"shown": shown, "labels": labels.LANGUAGES}
    )


def report_page(
    request: HttpRequest, code: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of a report, perhaps with a refusal."""
    actor = actor_of(request)
    row = queries.report_row(code)
    info = queries.report_info(row)
    signed = standing(queries.signatures(row), info.digest)
    step = next_step(access.CONVENER_CHAIN, signed)
    context = {
        "info": info,
        "state": labels.STATES[info.state],
        "state_kind": labels.STATE_KINDS[info.state],
        "chapters": row.chapters.order_by("rank"),
        "steps": steps(row),
        "history": [(labels.STEPS.get(one.step, one.step), one) for one in queries.signatures(row)],
        "issues": queries.issues(code),
        "may_write": permissions.may_write(actor),
        "may_issue": permissions.may_issue(actor) and info.state is ReportState.SIGNED,
        "may_sign": info.state is ReportState.CHECKED and step is not None and access.may_sign(
            actor, organisation=access.convener_code(), step=step,
            signed_before=[one.person for one in signed],
        ),
    }  # fmt: skip
    return render(request, "publications/report.html", {**context, **(more or {})})


def steps(row: models.Report) -> list[dict[str, Any]]:
    """The chain of a report for the stepper."""
    info = queries.report_info(row)
    signed = standing(queries.signatures(row), info.digest)
    found = []
    for place, role in enumerate(access.CONVENER_CHAIN):
        one = signed[place] if place < len(signed) else None
        is_next = info.state is ReportState.CHECKED and place == len(signed)
        found.append(
            {
                "label": labels.STEPS[role],
                "state": "done" if one else "now" if is_next else "next",
                "who": one.name if one else "",
                "at": one.signed_at if one else "",
            }
        )
    return found


def _act(request: HttpRequest, code: str, act: Any) -> HttpResponse:
    try:
        act()
    except ConcentricError as error:
        return report_page(request, code, {"refused": sentence(error)})
    return redirect("publications:report", code=code)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "finding": finding,
        "severity": labels.SEVERITIES[finding.severity],
        "says": _(finding.says) % dict(finding.params),
        "language": labels.LANGUAGES.get(Language(finding.language)) if finding.language else "",
    }


def _initial(row: models.Chapter) -> dict[str, Any]:
    names = ("revision", "title_zh", "title_en", "text_zh", "text_en")
    return {name: getattr(row, name) for name in names}


def _indicators() -> list[tuple[str, str]]:
    language = queries.reader_language()
    found = facts.catalogue().indicators
    return [(code, found[code].name.in_language(language)) for code in sorted(found)]
