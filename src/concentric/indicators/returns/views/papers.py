"""The printed form of a submission and its sealed scan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from concentric.desk import api as desk
from concentric.indicators.returns import forms, labels, models, permissions, services
from concentric.indicators.returns.prints import form as form_print
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import papers
from concentric.indicators.returns.types import PaperSource
from concentric.indicators.returns.views.answering import actor_of, pdf_response, sentence
from concentric.kernel.api import ConcentricError
from concentric.kernel.types import Actor


@desk.view(permissions.may_see_returns)
def form(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form of the newest submission as PDF, with its version code and hash."""
    actor = actor_of(request)
    row = queries.visible_return(actor, uuid)
    if not queries.may_see_whole(actor, row):
        raise queries.no_return()
    code, content = form_print.form_paper(row)
    return pdf_response(content, f"{row.organisation.code}-{row.cycle.code}-{code}.pdf")


@desk.view(permissions.may_see_returns, methods=("POST",))
def seal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take in the scan of a sealed form."""
    actor = actor_of(request)
    queries.visible_return(actor, uuid)
    given = forms.SealForm(request.POST, request.FILES)
    if not given.is_valid():
        messages.error(request, _("Choose the scan of the sealed page first."))
        return redirect("indicators:return", uuid)
    file = given.cleaned_data["file"]
    try:
        code = services.upload_sealed_page(
            actor=actor,
            return_uuid=uuid,
            content=file.read(),
            filename=file.name,
            typed=given.cleaned_data["code"],
        )
    except ConcentricError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, sentence(error))
    else:
        messages.success(
            request, _("The sealed page is kept with version %(code)s.") % {"code": code}
        )
    return redirect("indicators:return", uuid)


def sealed_words(actor: Actor, row: models.Return) -> dict[str, Any]:
    """The part of a page about the printed form and its seal; nothing before the first submission."""
    found = papers.versions_of(row)
    pages = papers.sealed_pages(row)
    return {
        "version": found[-1] if found else None,
        "pages": [
            {"page": page, "source": labels.PAPER_SOURCES[PaperSource(page.source)]}
            for page in pages
        ],
        "is_sealed": any(page.is_current for page in pages),
        "may_seal": permissions.may_seal(actor, queries.in_charge(row)),
        "form": forms.SealForm(),
    }
