"""What every page of returns needs: who asks, errors as sentences, files as answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from concentric.desk import api as desk
from concentric.desk.types import ImportProblem
from concentric.indicators.returns import labels, models
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.types import ActKind, ReturnState
from concentric.kernel.api import ConcentricError
from concentric.kernel.types import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def actor_of(request: HttpRequest) -> Actor:
    """Who stands behind the request."""
    return request.actor  # type: ignore[attr-defined]  # set by access's middleware


def sentence(error: ConcentricError) -> str:
    """An error as one text in the reader's language."""
    return " ".join(part for part in desk.said(error).values() if part)


def acted(request: HttpRequest, act: Callable[[], Any], to: str, *args: Any) -> HttpResponse:
    """Do an act and go on to a page; a refusal that can be mended is said there instead of on a page of its own."""
    try:
        act()
    except ConcentricError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, sentence(error))
    return redirect(to, *args)


def head(row: models.Return) -> dict[str, Any]:
    """What the head of every page of a return shows."""
    state = ReturnState(row.state)
    return {
        "row": row,
        "firm": queries.shown_name(row.organisation),
        "state": labels.RETURN_STATES[state],
        "tone": labels.STATE_TONES[state],
        "title": queries.book_of(row.cycle).form.title,
    }


def act_words(act: models.ReturnAct) -> dict[str, Any]:
    """An act in the life of a return, for the timeline."""
    tone = (
        "attention"
        if act.kind in {ActKind.SENT_BACK, ActKind.HANDED_BACK, ActKind.REOPENED}
        else "good"
    )
    return {"word": labels.ACTS[ActKind(act.kind)], "on": act.acted_on, "reason": act.reason, "tone": tone,
            "acting_for": act.acting_for, "hash": act.content_hash[:12]}  # fmt: skip


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """A workbook to download."""
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A paper, shown in the browser under its name."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


def annotated(content: bytes, problems: tuple[ImportProblem, ...]) -> str:
    """The uploaded workbook with its errors marked, as an address to save; empty where no cell can be marked."""
    if not any(problem.sheet for problem in problems):
        return ""
    marked = base64.b64encode(desk.annotated_copy(content, problems)).decode("ascii")
    return f"data:{XLSX};base64,{marked}"
