"""The words of publications: states, steps, reasons, editions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.indicators.types import Withheld
from concentric.kernel.api import Role
from concentric.publications.types import (
    Edition,
    FileFormat,
    FileState,
    Language,
    ReportState,
    Severity,
)

STATES = {
    ReportState.DRAFT: _("Draft"),
    ReportState.CHECKED: _("Checked, being signed"),
    ReportState.SIGNED: _("Signed, ready to issue"),
    ReportState.ISSUED: _("Issued"),
    ReportState.WITHDRAWN: _("Withdrawn"),
}
STATE_KINDS = {
    ReportState.DRAFT: "quiet",
    ReportState.CHECKED: "active",
    ReportState.SIGNED: "attention",
    ReportState.ISSUED: "good",
    ReportState.WITHDRAWN: "official",
}
STEPS = {
    Role.OFFICER: _("Handler"),
    Role.DEPARTMENT_HEAD: _("Department head"),
    Role.LEADER: _("Leader in charge"),
}
WITHHELD = {
    Withheld.TOO_FEW: _("Withheld: fewer members stand behind it than the rule of disclosure asks"),
    Withheld.DOMINATED: _(
        "Withheld: one member makes up more of it than the rule of disclosure allows"
    ),
    Withheld.COMPLEMENT: _("Withheld: it would give away a withheld figure beside it"),
}
EDITIONS = {Edition.PUBLIC: _("Public edition"), Edition.MEMBER: _("Members' edition")}
LANGUAGES = {Language.ZH: _("Chinese"), Language.EN: _("English")}
FORMATS = {FileFormat.HTML: _("Web page (HTML)"), FileFormat.PDF: _("Print (PDF)")}
FILE_STATES = {
    FileState.INTACT: _("As issued"),
    FileState.MISSING: _("Lost"),
    FileState.CHANGED: _("Changed since it was issued"),
}
SEVERITIES = {Severity.STOPS: _("Stops the report"), Severity.ATTENTION: _("For attention")}
WITHHELD_BY_CODE = {str(reason): words for reason, words in WITHHELD.items()}
FORMATS_BY_CODE = {str(kind): words for kind, words in FORMATS.items()}
PIECES = {"number": _("A number"), "table": _("A table"), "chart": _("A chart")}
TOO_LARGE = _("The file is too large.")
