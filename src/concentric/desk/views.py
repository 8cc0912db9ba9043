"""Pages of the desk itself: the style guide, long jobs, files, saved views, drafts, language and theme."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from concentric.desk import permissions, queries, registry, rules, services, types
from concentric.desk.declare import public_view, view
from concentric.evidence import api as evidence
from concentric.evidence.types import Attachment
from concentric.kernel.api import Invalid, msgid

YEAR_SECONDS = 365 * 24 * 3600
THEMES = ("light", "dark", "system")


@public_view()
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the look, living."""
    return render(request, "desk/styleguide.html", {"overtaken": _sample_change()})


def _sample_change() -> types.Overtaken:
    """A change that came in between, for the style guide."""
    staff = types.Difference("staff", _("Staff at year end"), typed="1,240", standing="1,204")
    return types.Overtaken(
        _("Sample Securities 001"), timezone.now(), revision=4, differences=(staff,)
    )


@view(permissions.is_signed_in)
def job_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A long job: steps, count, cancel; its own htmx part while it runs."""
    job = queries.job(actor=request.actor, uuid=uuid)  # type: ignore[attr-defined]  # set by access
    kind = registry.registered_one(types.JobKind, job.kind)
    done = job.state is types.JobState.DONE
    result_url = kind.result_url(job.result) if done and kind and kind.result_url else ""
    template = "desk/job_part.html" if request.headers.get("HX-Request") else "desk/job.html"
    return render(request, template, {"job": job, "result_url": result_url})


@view(permissions.is_signed_in, methods=("POST",))
def job_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a job to stop."""
    services.cancel_job(actor=request.actor, uuid=uuid)  # type: ignore[attr-defined]  # set by access
    return redirect("desk:job", uuid=uuid)


@view(permissions.is_signed_in)
def file(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """A stored file, if the gate of a record it is attached to opens for this actor.

    `kind` and `uuid` name the record it is opened from; without them any record's gate may open it. Types that a
    browser shows harmlessly are shown, all others are handed out as downloads; the type is never guessed.
    """
    actor = request.actor  # type: ignore[attr-defined]  # set by access
    kind, uuid = request.GET.get("kind", ""), request.GET.get("uuid", "")

    def may_see(attached: Attachment) -> bool:
        name = f"{attached.room}.{attached.object_kind}"
        if (kind and kind != name) or (uuid and uuid != str(attached.object_uuid)):
            return False
        gate = registry.registered_one(types.FileGate, name)
        return gate is not None and gate.may_open(actor, attached.object_uuid)

    opened = evidence.open_file(actor=actor, sha256=sha256, may_see=may_see)
    return FileResponse(
        opened.path.open("rb"),
        as_attachment=not opened.shown_inline,
        filename=opened.name,
        content_type=opened.media_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


@view(permissions.is_signed_in, methods=("POST",))
def save_view(request: HttpRequest, list_code: str) -> HttpResponse:
    """Keep the view of a list that stands on the page, under a name, and go back to it."""
    query = request.POST.get("query", "")
    services.save_view(
        actor=request.actor,  # type: ignore[attr-defined]  # set by access
        list_code=list_code,
        name=request.POST.get("name", ""),
        query=query,
    )
    return HttpResponseRedirect(f"{_next(request)}?{rules.view_query(query)}".rstrip("?"))


@view(permissions.is_signed_in, methods=("POST",))
def forget_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Delete a view of one's own and go back to the list."""
    services.forget_view(actor=request.actor, uuid=uuid)  # type: ignore[attr-defined]  # set by access
    return HttpResponseRedirect(_next(request))


@view(permissions.is_signed_in, methods=("GET", "POST", "DELETE"))
def draft(request: HttpRequest) -> HttpResponse:
    """The draft of a form (`form`, `object` in the address) for the form's own script.

    GET answers `{saved_at, content}` or 204, POST keeps the JSON object sent, DELETE forgets it.
    """
    actor = request.actor  # type: ignore[attr-defined]  # set by access
    named = {"form": request.GET.get("form", ""), "object": request.GET.get("object", "")}
    if request.method == "DELETE":
        services.forget_draft(actor=actor, **named)
        return HttpResponse(status=204)
    if request.method == "POST":
        saved_at = services.keep_draft(actor=actor, content=_json_object(request), **named)
        return JsonResponse({"saved_at": saved_at})
    kept = queries.draft(actor=actor, **named)
    if kept is None:
        return HttpResponse(status=204)
    return JsonResponse({"saved_at": kept.saved_at, "content": kept.content})


def _json_object(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Invalid(msgid("This is no draft of a form."))
    return content


@public_view(methods=("POST",))
def set_preference(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language and theme in cookies and go back to where they were."""
    response = HttpResponseRedirect(_next(request))
    language = request.POST.get("language", "")
    if language and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_SECONDS, samesite="Lax"
        )
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR_SECONDS, samesite="Lax")
    return response


def _next(request: HttpRequest) -> str:
    """The local address to return to; a foreign one is not followed."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return "/"
