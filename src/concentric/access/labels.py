"""The words for roles and languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.access.types import Language
from concentric.kernel.api import Role

ROLES = {
    Role.OFFICER: _("Association officer"),
    Role.LEADER: _("Association leader"),
    Role.CONTACT: _("Member contact"),
    Role.PREPARER: _("Preparer"),
    Role.CHECKER: _("Checker"),
    Role.SIGNATORY: _("Signatory"),
    Role.DEPARTMENT_HEAD: _("Department head"),
    Role.EDITOR: _("Editor"),
    Role.AUDITOR: _("Auditor"),
    Role.REGULATOR: _("Regulator"),
    Role.ANALYST: _("Analyst"),
    Role.ADMINISTRATOR: _("Administrator"),
}
"""A role as people call it. The system's own role is never shown as an appointment."""

LANGUAGES = {Language.CHINESE: _("Chinese"), Language.ENGLISH: _("English")}


def role_label(role: Role) -> str:
    """The word for a role in the reader's language."""
    return str(ROLES[role])
