"""Long work of publications: issuing renders eight files and reads each of them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from concentric.access import api as access
from concentric.publications import services


def issue(job: Any, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Issue a report in the name of whoever asked for it, whose appointment must still count."""
    actor = access.actor_for_appointment(UUID(params["appointment"]))
    issued = services.issue_report(
        actor=actor, report=params["report"], base=params["base"], progress=job.progress
    )
    return {"issue": issued.code}


def issue_url(result: Mapping[str, Any]) -> str:
    """The page of what was issued."""
    return reverse("publications:issue", args=[result["issue"]])
