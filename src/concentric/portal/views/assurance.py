"""Pages of assurance: the log, verification, seals, health."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concentric.audit import api as audit
from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError, Invalid, msgid
from concentric.kernel.types import Actor
from concentric.portal import permissions, services
from concentric.portal.forms import LogForm
from concentric.portal.queries import assurance, books, log

EXPORTS = ("xlsx", "csv")


@desk.view(permissions.may_read_log)
def log_list(request: HttpRequest) -> HttpResponse:
    """The audit log: every act, newest first, by act, organisation and dates; with export."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access's middleware
    form = LogForm(request.GET or None) if request.GET else LogForm({})
    wanted = form.wanted()
    export = request.GET.get("export", "")
    if export in EXPORTS:
        titles = [str(column.label) for column in log.COLUMNS]
        rows = list(log.log_rows(actor, wanted))
        return desk.table_response(name="log", titles=titles, rows=rows, kind=export)
    page = log.log_page(actor, wanted, _token(request.GET.get("page", "")))
    context = {"page": page, "form": form, "is_later": bool(request.GET.get("page"))}
    return render(request, "portal/log.html", context)


def _token(text: str) -> UUID | None:
    """The entry a page continues behind. Raises `Invalid` for another text."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid(
            msgid("This page link is damaged."),
            why=msgid("The address of the page was shortened or changed."),
            remedy=msgid("Open the list again from the menu."),
        ) from error


@desk.view(permissions.may_verify, methods=("GET", "POST"))
def verification(request: HttpRequest) -> HttpResponse:
    """The newest seals and the newest outcome; POST has every book verified as a long job."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access's middleware
    if request.method == "POST":
        return redirect("desk:job", uuid=services.start_verification(actor=actor))
    context = {
        "books": books.newest_seals(),
        "newest": books.newest_verification(actor),
        "line": request.GET.get("line", ""),
        "answer": _checked_line(request.GET.get("line", "")),
    }
    return render(request, "portal/verification.html", context)


def _checked_line(line: str) -> dict[str, object] | None:
    """Whether the seal named in a line stands here unchanged, or what is wrong with the line."""
    if not line.strip():
        return None
    try:
        return {"stands": audit.is_anchored(line)}
    except ConcentricError as error:
        return {"error": desk.said(error)}


@desk.view(permissions.may_verify)
def anchor(request: HttpRequest, book: str) -> HttpResponse:
    """The newest seal of a book as one line of text, to be kept outside this installation."""
    seal = books.newest_seal_of(book)
    response = HttpResponse(
        audit.anchor_line(seal) + "\n", content_type="text/plain; charset=utf-8"
    )
    name = f"seal-{seal.book}-{seal.number}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@desk.view(permissions.may_see_health)
def health(request: HttpRequest) -> HttpResponse:
    """Every check of the installation with what it finds now."""
    checks = assurance.health()
    context = {"checks": checks, "ill": sum(not one.ok for one in checks)}
    return render(request, "portal/health.html", context)
