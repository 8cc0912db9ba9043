"""Taking a dropped paper into evidence, so that a form that comes back with an error still has it."""

from __future__ import annotations

from typing import IO, cast

from django.http import HttpRequest

from concentric.desk import api as desk
from concentric.evidence import api as evidence
from concentric.kernel.api import ConcentricError
from concentric.programmes import forms
from concentric.programmes.types import Paper


def received_paper(request: HttpRequest, form: forms.PaperForm) -> Paper | None:
    """The paper of a form: the file dropped just now, stored, else the one kept before; `None` without one.

    What cannot be evidence is said at the field.
    """
    upload = request.FILES.get("paper")
    if upload is None:
        return form.kept()
    try:
        stored = evidence.store(
            actor=request.actor,  # type: ignore[attr-defined]  # set by access's middleware
            name=str(upload.name),
            content=cast("IO[bytes]", upload),
        )
    except ConcentricError as error:
        form.add_error("paper", " ".join(part for part in desk.said(error).values() if part))
        return None
    paper = Paper(stored.sha256, str(upload.name))
    form.keep(paper)
    return paper
