"""What the public sees: publications, the report with its numbers, each number's trace, files and their check."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError, Conflict, Missing, Refused, msgid
from concentric.publications import forms, labels, permissions, queries, reading, services
from concentric.publications.types import Edition, FileState
from concentric.publications.views.writing import actor_of, sentence

MOST_BYTES = 100_000_000
_BLOCK = 1_048_576


@desk.public_view()
def published(request: HttpRequest) -> HttpResponse:
    """Everything that was published, the newest first."""
    return render(request, "publications/published.html", {"issues": queries.issues()})


@desk.public_view()
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """The public report page: its text with numbers that open, what was corrected, its files."""
    return _issue_page(request, code)


@desk.view(permissions.may_correct, methods=("POST",))
def erratum(request: HttpRequest, code: str) -> HttpResponse:
    """Announce a correction."""
    form = forms.ErratumForm(request.POST)
    return _act(request, code, "erratum_form", form, services.announce_erratum)


@desk.view(permissions.may_withdraw, methods=("POST",))
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a publication back."""
    form = forms.WithdrawForm(request.POST)
    return _act(request, code, "withdraw_form", form, services.withdraw_issue)


@desk.public_view()
def trace(request: HttpRequest, code: str, span: str) -> HttpResponse:
    """What stands behind a published number, as far as the public may know."""
    found = reading.trace(code, span)
    is_part = bool(request.headers.get("HX-Request"))
    template = "publications/trace_part.html" if is_part else "publications/trace.html"
    return render(request, template, {"trace": found})


@desk.public_view()
def file(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """A file of an issue. Those of a withdrawn one, and the members' edition, only for who may read them."""
    found = queries.file_of(code, name)
    actor = actor_of(request)
    row = queries.issue_row(code)
    if found.edition is Edition.MEMBER and not permissions.may_read_members_edition(actor):
        raise Refused(msgid("The members' edition is not public."))
    if row.withdrawn_at is not None and not permissions.may_see_reports(actor):
        raise Refused(msgid("This publication was withdrawn."), remedy=msgid("Its page says why."))
    state = queries.file_state(found)
    if state is FileState.MISSING:
        raise Missing(
            msgid("The content of this file is lost."),
            remedy=msgid(
                "The page of the publication still shows every number; tell the operator."
            ),
        )
    if state is FileState.CHANGED:
        raise Conflict(
            msgid("This file is no longer what was issued."),
            why=msgid("Its content does not have the hash that was pinned when it went out."),
            remedy=msgid(
                "The page of the publication still shows every number; tell the operator."
            ),
        )
    kinds = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
    return FileResponse(
        found.path.open("rb"),
        as_attachment=found.kind == "html",
        filename=name,
        content_type=kinds[found.kind],
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@desk.public_view(methods=("GET", "POST"))
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a file that somebody holds is one that was published. Nothing of it is kept."""
    form = forms.FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            form.add_error("file", labels.TOO_LARGE)
        else:
            digest = hashlib.sha256()
            for block in upload.chunks(_BLOCK):
                digest.update(block)
            found = [_known(one) for one in queries.files_with_hash(digest.hexdigest())]
            context |= {"sha256": digest.hexdigest(), "found": found, "name": upload.name}
    return render(request, "publications/verify.html", context)


def _known(found: Any) -> dict[str, Any]:
    return {
        "file": found,
        "issue": queries.issue_info(queries.issue_row(found.issue)),
        "language": labels.LANGUAGES[found.language],
        "edition": labels.EDITIONS[found.edition],
    }


def _act(request: HttpRequest, code: str, name: str, form: Any, service: Any) -> HttpResponse:
    if form.is_valid():
        try:
            service(actor=actor_of(request), issue=code, **form.cleaned_data)
        except ConcentricError as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("publications:issue", code=code)
    return _issue_page(request, code, {name: form})


def _issue_page(
    request: HttpRequest, code: str, filled: dict[str, Any] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    row = queries.issue_row(code)
    info = queries.issue_info(row)
    language = queries.reader_language()
    context: dict[str, Any] = {
        "info": info,
        "title": info.title.in_language(language),
        "errata": row.errata.order_by("number"),
        "files": reading.files(row, actor),
        "newer": reading.newer_issue(row),
        "language": language,
    }
    if info.withdrawn_at is None or permissions.may_see_reports(actor):
        address = reverse("publications:issue", args=[code]) + "n/"
        context["body"] = mark_safe(
            reading.body(row, language, address)
        )  # made by render.html, which escapes
    if permissions.may_correct(actor):
        context["erratum_form"] = forms.ErratumForm()
    if permissions.may_withdraw(actor) and info.withdrawn_at is None:
        context["withdraw_form"] = forms.WithdrawForm()
    return render(request, "publications/issue.html", {**context, **(filled or {})})
