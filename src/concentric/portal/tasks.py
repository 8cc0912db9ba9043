"""Long work of the portal, run by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from concentric.access import api as access
from concentric.desk.api import JobRun
from concentric.portal import services


def run_verification(job: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Verify every book for whoever asked, in the power they have when it runs."""
    actor = access.actor_for_appointment(UUID(params["appointment"]))
    return services.verify_books(actor=actor, progress=job.progress)


def verification_url(_result: Mapping[str, Any]) -> str:
    """The page that shows the newest outcome."""
    return reverse("portal:verification")
