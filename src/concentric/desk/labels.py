"""The words of the desk's enums, and of errors."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concentric.desk.types import JobState, MenuGroup
from concentric.kernel.api import ConcentricError

MENU_GROUPS = {
    MenuGroup.WORK: _("My work"),
    MenuGroup.PROGRAMMES: _("Programmes"),
    MenuGroup.STATISTICS: _("Returns and statistics"),
    MenuGroup.PUBLICATIONS: _("Reports and publications"),
    MenuGroup.DIRECTORY: _("Directory"),
    MenuGroup.ASSURANCE: _("Verification"),
}

JOB_STATES = {
    JobState.WAITING: _("Waiting"),
    JobState.RUNNING: _("Running"),
    JobState.DONE: _("Done"),
    JobState.FAILED: _("Failed"),
    JobState.CANCELLED: _("Cancelled"),
}


def said(error: ConcentricError) -> dict[str, str]:
    """What, why and remedy of an error in the reader's language."""
    texts = {"what": error.what, "why": error.why, "remedy": error.remedy}
    return {part: gettext(text) % error.params if text else "" for part, text in texts.items()}
