"""The page on which a step of the chain decides; made for a phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concentric.access import api as access
from concentric.desk import api as desk
from concentric.kernel.api import ConcentricError
from concentric.publications import forms, labels, permissions, queries, services
from concentric.publications.rules.states import next_step, standing
from concentric.publications.types import ReportState
from concentric.publications.views.writing import actor_of, sentence, steps


@desk.view(permissions.may_take_part_in_chain, methods=("GET", "POST"))
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Sign a checked report, or send it back with a reason."""
    context: dict[str, Any] = {"form": forms.ReasonForm()}
    if request.method == "POST":
        try:
            if _decided(request, code, context):
                return redirect("publications:report", code=code)
        except ConcentricError as error:
            context["refused"] = sentence(error)
    row = queries.report_row(code)
    info = queries.report_info(row)
    signed = standing(queries.signatures(row), info.digest)
    step = next_step(access.CONVENER_CHAIN, signed)
    is_turn = info.state is ReportState.CHECKED and step is not None and access.may_sign(
        actor_of(request), organisation=access.convener_code(), step=step,
        signed_before=[one.person for one in signed],
    )  # fmt: skip
    context |= {
        "info": info, "steps": steps(row), "is_turn": is_turn,
        "step": labels.STEPS[step] if step else "", "chapters": row.chapters.order_by("rank"),
        "state": labels.STATES[info.state],
    }  # fmt: skip
    return render(request, "publications/sign.html", context)


def _decided(request: HttpRequest, code: str, context: dict[str, Any]) -> bool:
    """Whether a decision was made; a form without its reason is shown again."""
    given: dict[str, Any] = {
        "actor": actor_of(request),
        "report": code,
        "digest": request.POST.get("digest", ""),
    }
    if request.POST.get("act") == "sign":
        services.sign_report(**given)
        return True
    form = forms.ReasonForm(request.POST)
    context["form"] = form
    if not form.is_valid():
        return False
    services.send_back(**given, reason=form.cleaned_data["reason"])
    return True
