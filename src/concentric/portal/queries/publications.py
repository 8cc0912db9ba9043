"""What a home page says about reports: where each stands in its chain, and what was issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from concentric.facts import api as facts
from concentric.kernel.api import Missing
from concentric.kernel.types import Actor, Role
from concentric.portal import labels
from concentric.portal.queries import figures
from concentric.portal.types import Part, Task, Tone, Words
from concentric.publications import api as publications
from concentric.publications.types import IssueInfo, ReportInfo, ReportState

SHOWN = 5
S = ReportState
STAFF = (Role.OFFICER, Role.LEADER, Role.DEPARTMENT_HEAD, Role.EDITOR)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who moves a report on from a state, and how."""

    roles: frozenset[Role]
    act: Words
    note: Words
    page: str
    tone: Tone


TURNS = {
    S.DRAFT: Turn(
        frozenset({Role.EDITOR}),
        gettext_lazy("Write and check"),
        gettext_lazy("Once nothing stops it in the check, it goes to the chain of signatures."),
        "publications:report",
        Tone.ACTIVE,
    ),
    S.CHECKED: Turn(
        frozenset({Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER}),
        gettext_lazy("Read and sign"),
        gettext_lazy(
            "Handler, department head and leader sign in turn; its page says whose turn it is."
        ),
        "publications:sign",
        Tone.ATTENTION,
    ),
    S.SIGNED: Turn(
        frozenset({Role.OFFICER, Role.EDITOR}),
        gettext_lazy("Issue it"),
        gettext_lazy("Everybody has signed; its numbers are read back out of the files first."),
        "publications:report",
        Tone.ATTENTION,
    ),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """Reports this actor can move on."""
    if not (actor.is_convener and actor.has(*STAFF)):
        return
    for one in _reports():
        turn = TURNS.get(one.state)
        if turn is None or actor.roles.isdisjoint(turn.roles):
            continue
        yield Task(
            title=_title(one),
            note=turn.note,
            act=turn.act,
            url=reverse(turn.page, args=[one.code]),
            state=labels.REPORT_STATES[one.state],
            tone=turn.tone,
        )


def chain(_actor: Actor, _today: date) -> Part | None:
    """Where the reports in the making stand, and what was issued."""
    return Part(
        code="reports",
        title=_("Reports"),
        template="portal/parts/reports.html",
        context={
            "reports": [
                {
                    "title": _title(one),
                    "url": reverse("publications:report", args=[one.code]),
                    "state": labels.REPORT_STATES[one.state],
                    "tone": labels.REPORT_TONES[one.state],
                }
                for one in _reports()
                if one.state in TURNS
            ],
            "issued": issued(),
        },
        more_label=_("All reports"),
        more_url=reverse("publications:reports"),
    )


def published(_actor: Actor, _today: date) -> Part | None:
    """The newest issues."""
    return Part(
        code="published",
        title=_("Issued reports"),
        template="portal/parts/issues.html",
        context={"issued": issued()},
        more_label=_("All publications"),
        more_url=reverse("publications:published"),
    )


def issued() -> list[dict[str, object]]:
    """The newest issues with their titles in the reader's language. One query."""
    return [{"info": one, "title": _title(one)} for one in publications.issues()[:SHOWN]]


def headline() -> dict[str, object] | None:
    """The newest issue that stands, with one number of each area; nothing before the first issue."""
    newest = next((one for one in publications.issues() if one.withdrawn_at is None), None)
    if newest is None:
        return None
    return {"info": newest, "title": _title(newest), "figures": figures.of_issue(newest)}


def _reports() -> list[ReportInfo]:
    """The reports that were begun, of the outlines the catalogue offers; as many queries as outlines."""
    if not facts.catalogue_versions():
        return []
    found = []
    for outline in facts.catalogue().reports:
        try:
            found.append(publications.report(outline))
        except Missing:
            continue
    return found


def _title(one: ReportInfo | IssueInfo) -> str:
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return one.title.in_language(language)
