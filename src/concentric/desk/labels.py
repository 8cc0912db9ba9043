"""The words of the desk's enums."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.desk.types import JobState, MenuGroup

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
