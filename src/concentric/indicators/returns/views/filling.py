"""The firm's pages: my returns, one return, a section, a table, workbooks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.indicators.returns import forms, labels, models, permissions, services
from concentric.indicators.returns.queries import boards, chases, life, sheets, workbooks
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import threads as thread_queries
from concentric.indicators.returns.rules import states
from concentric.indicators.returns.types import LineView, ReturnInfo, ReturnState
from concentric.indicators.returns.views.answering import (
    act_words,
    acted,
    actor_of,
    annotated,
    head,
    sentence,
    workbook_response,
)
from concentric.indicators.returns.views.chasing import chase_words
from concentric.indicators.returns.views.papers import sealed_words
from concentric.kernel.api import ConcentricError


@desk.view(permissions.may_see_returns)
def returns(request: HttpRequest) -> HttpResponse:
    """The returns of the actor's firm, and sections handed to the actor; the convener's staff go to the board."""
    actor = actor_of(request)
    if permissions.may_see_board(actor):
        return redirect("indicators:boards")
    found = queries.returns_of(actor)
    context = {
        "returns": [_card(info) for info in found],
        "tasks": sheets.own_tasks(actor),
    }
    return render(request, "indicators/returns/returns.html", context)


@desk.view(permissions.may_see_returns)
def return_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One return: its sections with progress, who was handed what, queries, and what happened."""
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    parts = sheets.sections(actor, row)
    sees_whole = queries.may_see_whole(actor, row)
    context = {
        **head(row),
        "sections": parts,
        "filled": sum(p.filled for p in parts),
        "asked": sum(p.asked for p in parts),
        "threads": [_thread(t) for t in thread_queries.threads_of(row) if t.closed_at is None]
        if sees_whole
        else [],
        "acts": [act_words(a) for a in life.acts_of(row)] if sees_whole else [],
        "is_editable": states.is_editable(ReturnState(row.state)),
        "may_fill": permissions.may_fill(actor, queries.in_charge(row)),
        "may_hand_out": permissions.may_hand_out(actor, queries.in_charge(row)),
        "may_review": permissions.may_review(actor),
        "sees_whole": sees_whole,
        "carrier": queries.shown_name(row.carrier) if row.carrier else "",
        "chases": chase_words(chases.of_return(row)) if sees_whole else [],
        "is_waited_for": ReturnState(row.state) in states.WITH_FIRM,
        "sealed": sealed_words(actor, row) if sees_whole else None,
        "exception": boards.has_open_exception(row),
        "next": _next_step(row),
    }
    return render(request, "indicators/returns/return.html", context)


@desk.view(permissions.may_see_returns, methods=("GET", "POST"))
def section(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """A section: its lines with last year, note and flags, its tables, and its place in the firm."""
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    found, may_fill = sheets.section_of(actor, row, code)
    is_editable = states.is_editable(ReturnState(row.state))
    may_fill = may_fill and is_editable
    wrong: dict[str, tuple[str, QueryDict]] = {}
    if request.method == "POST":
        for line in found.lines:
            said = _save(request, row.uuid, line.code)
            if said:
                wrong[line.code] = (said, request.POST)
        if not wrong:
            return redirect("indicators:section", uuid, code)
    views = sheets.lines(row, found)
    parts = [p for p in sheets.sections(actor, row) if p.section.code == code]
    context = {
        **head(row),
        "section": found,
        "part": parts[0] if parts else None,
        "lines": [_line(view, may_fill, wrong.get(view.code)) for view in views],
        "tables": [{"table": t, "count": len(sheets.table_rows(row, t))} for t in found.tables],
        "may_fill": may_fill,
        "needs_reason": row.submitted_on is not None,
        "has_group": any(view.group is not None for view in views),
        "task_form": forms.TaskForm()
        if is_editable and permissions.may_hand_out(actor, queries.in_charge(row))
        else None,
        "may_ask": permissions.may_answer(actor, queries.in_charge(row)),
    }
    return render(request, "indicators/returns/section.html", context)


@desk.view(permissions.may_see_returns, methods=("POST",))
def line(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """Save one line as it is typed; answers with the line as it stands, or with what is wrong beside what was
    typed.
    """
    row = queries.visible_return(actor_of(request), uuid)
    said = _save(request, uuid, code)
    view = sheets.line(row, code)
    context = {
        "row": row,
        "line": _line(view, True, (said, request.POST) if said else None),
        "may_fill": True,
        "is_saved": not said,
        "has_group": request.POST.get("has_group") == "1",
        "may_ask": True,
    }
    return render(request, "indicators/returns/line.html", context)


@desk.view(permissions.may_see_returns, methods=("POST",))
def assign(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """Hand a section out."""
    form = forms.TaskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say to whom the section goes, and by when."))
        return redirect("indicators:section", uuid, code)
    return acted(
        request,
        lambda: services.assign_section(
            actor=actor_of(request), return_uuid=uuid, section=code, **form.cleaned_data
        ),
        "indicators:section",
        uuid,
        code,
    )


@desk.view(permissions.may_see_returns, methods=("POST",))
def mark(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """Mark a section done or not."""
    is_done = request.POST.get("done") == "1"
    return acted(
        request,
        lambda: services.mark_section(
            actor=actor_of(request), return_uuid=uuid, section=code, is_done=is_done
        ),
        "indicators:section",
        uuid,
        code,
    )


@desk.view(permissions.may_see_returns, methods=("GET", "POST"))
def table(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """The rows of a table, and a form for a new one."""
    return _table_page(request, uuid, code, None)


@desk.view(permissions.may_see_returns, methods=("GET", "POST"))
def table_row(request: HttpRequest, uuid: UUID, code: str, row_uuid: UUID) -> HttpResponse:
    """One row of a table: changed or taken out."""
    return _table_page(request, uuid, code, row_uuid)


@desk.view(permissions.may_see_returns)
def workbook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The workbook of a return, filled with what stands: locked cells, drop-downs, units and counting rules."""
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    if not queries.may_see_whole(actor, row):
        raise queries.no_return()
    name = f"{row.organisation.code}-{row.cycle.code}.xlsx"
    return workbook_response(workbooks.workbook_of(row), name)


@desk.view(permissions.may_see_returns, methods=("GET", "POST"))
def upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Check a workbook: what is wrong by sheet and cell, what would change, what would be flagged; then take
    it in.
    """
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    form = forms.WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        **head(row),
        "form": form,
        "needs_reason": row.submitted_on is not None,
        "is_editable": states.is_editable(ReturnState(row.state)),
    }
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content, is_dry = file.read(), request.POST.get("act") != "take_in"
        try:
            report = services.import_workbook(
                actor=actor,
                cycle=row.cycle.code,
                firm=row.organisation.code,
                content=content,
                filename=file.name,
                dry_run=is_dry,
                reason=form.cleaned_data["reason"] or (_("Dry run") if is_dry else ""),
            )
        except ConcentricError as error:
            if error.status == 403:
                raise
            form.add_error(None, sentence(error))
        else:
            context |= {
                "report": report,
                "is_dry": is_dry,
                "annotated": annotated(content, report.problems),
            }
    is_part = bool(request.headers.get("HX-Request"))
    template = (
        "indicators/returns/upload_report.html" if is_part else "indicators/returns/upload.html"
    )
    return render(request, template, context)


def _table_page(request: HttpRequest, uuid: UUID, code: str, row_uuid: UUID | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    found = sheets.table_of(row, code)
    part, may_fill = sheets.section_of(actor, row, sheets.section_with(row, code).code)
    may_fill = may_fill and states.is_editable(ReturnState(row.state))
    book = queries.book_of(row.cycle)
    initial = sheets.typed_cells(row, found, row_uuid) if row_uuid else None
    form = forms.RowForm(request.POST or None, initial=initial, table=found, book=book)
    if request.method == "POST":
        answer = _row_act(request, uuid, code, row_uuid, form)
        if answer is not None:
            return answer
    context = {
        **head(row), "table": found, "section": part, "rows": sheets.table_rows(row, found), "may_fill": may_fill,
        "form": form if may_fill else None, "row_uuid": row_uuid, "is_shared": any(f.share for f in found.facts),
        "heads": [
            {"name": c.name, "unit": unit.name if (unit := book.units.get(c.entry_unit or "")) else None,
             "is_number": c.kind in {"amount", "count"}}
            for c in found.columns
        ],
        "changes": models.Change.objects.filter(owner=row, line=code).order_by("-id")[:20],
    }  # fmt: skip
    return render(request, "indicators/returns/table.html", context)


def _row_act(
    request: HttpRequest, uuid: UUID, code: str, row_uuid: UUID | None, form: forms.RowForm
) -> HttpResponse | None:
    """Save or take out a row; None where the form has to be shown again."""
    actor = actor_of(request)
    try:
        if request.POST.get("act") == "remove" and row_uuid is not None:
            services.remove_row(
                actor=actor, return_uuid=uuid, row=row_uuid, reason=request.POST.get("reason", "")
            )
        elif form.is_valid():
            services.save_row(
                actor=actor,
                return_uuid=uuid,
                table=code,
                cells=form.cells(),
                row=row_uuid,
                reason=form.cleaned_data["reason"],
            )
        else:
            return None
    except ConcentricError as error:
        if error.status == 403:
            raise
        form.is_valid()
        form.add_error(None, sentence(error))
        return None
    return redirect("indicators:table", uuid, code)


def _save(request: HttpRequest, uuid: UUID, code: str) -> str:
    """Save a line of a posted form; what is wrong in words, empty where nothing is."""
    if f"value-{code}" not in request.POST:
        return ""
    revision = request.POST.get(f"revision-{code}", "")
    try:
        services.save_line(
            actor=actor_of(request),
            return_uuid=uuid,
            line=code,
            typed=request.POST[f"value-{code}"],
            note=request.POST.get(f"note-{code}", ""),
            reason=request.POST.get("reason", ""),
            revision=int(revision) if revision.isdigit() else None,
        )
    except ConcentricError as error:
        if error.status == 403:
            raise
        return sentence(error)
    return ""


def _line(view: LineView, may_fill: bool, wrong: tuple[str, QueryDict] | None) -> dict[str, Any]:
    """A line for its template; what was typed stays where it could not be saved."""
    typed = "" if view.value is None else f"{view.value:f}"
    found = {
        "view": view,
        "typed": view.text if view.kind == "text" else typed,
        "note": view.note,
        "error": "",
        "threads": [
            {
                "info": t,
                "word": labels.THREAD_STATES[t.state],
                "severity": labels.SEVERITIES[t.severity],
            }
            for t in view.threads
        ],
        "contest": labels.CONTESTS[view.contest],
        "may_fill": may_fill,
    }
    if wrong is not None:
        error, post = wrong
        found |= {
            "error": error,
            "typed": post.get(f"value-{view.code}", ""),
            "note": post.get(f"note-{view.code}", ""),
        }
    return found


def _card(info: ReturnInfo) -> dict[str, Any]:
    return {
        "info": info,
        "state": labels.RETURN_STATES[info.state],
        "tone": labels.STATE_TONES[info.state],
    }


def _thread(row: models.Thread) -> dict[str, Any]:
    info = thread_queries.thread_info(row)
    return {
        "info": info,
        "state": labels.THREAD_STATES[info.state],
        "tone": labels.THREAD_TONES[info.state],
        "kind": labels.THREAD_KINDS[info.kind],
        "severity": labels.SEVERITIES[info.severity],
    }


def _next_step(row: models.Return) -> str:
    """Whose turn it is, in words; empty while it is with the association."""
    state = ReturnState(row.state)
    step = states.next_signer(
        state, life.checkers(row) if state is ReturnState.PREPARED else (), life.signed_by(row)
    )
    words = {
        "preparer": _("the preparer"),
        "checker": _("the checker"),
        "signatory": _("the signatory"),
    }
    return words.get(str(step), "") if step else ""
