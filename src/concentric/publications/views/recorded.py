"""Recorded texts: what others' publications state, with the citation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError
from concentric.publications import forms, permissions, queries, services
from concentric.publications.types import Language
from concentric.publications.views.writing import actor_of, sentence


@desk.view(permissions.may_see_reports, methods=("GET", "POST"))
def recorded(request: HttpRequest) -> HttpResponse:
    """The recorded texts, and taking in a file of them: checked first, then recorded."""
    actor = actor_of(request)
    context: dict[str, Any] = {}
    if permissions.may_record_texts(actor):
        form = forms.FileForm(request.POST or None, request.FILES or None)
        context["form"] = form
        if request.method == "POST" and form.is_valid():
            context["is_dry"] = is_dry = request.POST.get("act") != "take_in"
            try:
                content = form.cleaned_data["file"].read()
                context["report"] = services.import_texts(
                    actor=actor, content=content, dry_run=is_dry
                )
            except ConcentricError as error:
                form.add_error("file", sentence(error))
    context |= {
        "texts": queries.recorded_texts(),
        "is_zh": queries.reader_language() is Language.ZH,
    }
    return render(request, "publications/recorded.html", context)
