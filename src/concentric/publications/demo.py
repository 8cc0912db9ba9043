"""The demo's publications: the report of 2020 through its whole chain, and what others' publications state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from concentric.access import api as access
from concentric.desk.types import DemoStep
from concentric.kernel.api import Actor, Conflict, Role, msgid
from concentric.publications import queries, services
from concentric.publications.types import Severity

OUTLINE = "csr-2020"
STEPS = 5


def load(examples: Path) -> Iterator[DemoStep]:
    """Record texts; create, check, have signed and issue the report. What was issued already is left alone."""
    yield DemoStep("recorded texts", 0, STEPS)
    content = (examples / "publications.yaml").read_bytes()
    services.import_texts(actor=Actor.system("demo"), content=content, dry_run=False)
    if queries.issues(OUTLINE):
        yield DemoStep("", STEPS, STEPS)
        return
    editor = _holder(Role.EDITOR)
    yield DemoStep("numbers of the report", 1, STEPS)
    if not queries.visible_reports().filter(code=OUTLINE).exists():
        services.create_report(actor=editor, outline=OUTLINE)
    services.take_in_numbers(actor=editor, report=OUTLINE)
    yield DemoStep("check of the report", 2, STEPS)
    _check(editor)
    yield DemoStep("signatures", 3, STEPS)
    for role in queries.steps_left(OUTLINE):
        digest = queries.report(OUTLINE).digest
        services.sign_report(actor=_holder(role), report=OUTLINE, digest=digest)
    yield DemoStep("files of the report", 4, STEPS)
    services.issue_report(actor=editor, report=OUTLINE)
    yield DemoStep("", STEPS, STEPS)


def _check(editor: Actor) -> None:
    stops = [
        one
        for one in services.check_report(actor=editor, report=OUTLINE)
        if one.severity is Severity.STOPS
    ]
    if stops:
        raise Conflict(
            msgid("The report is stopped by its check: %(says)s"),
            says="; ".join(f"{one.chapter} {one.says % dict(one.params)}" for one in stops),
        )


def _holder(role: Role) -> Actor:
    """The first who holds a role in the association."""
    return access.actor_for_appointment(access.holders(access.convener_code(), role)[0].uuid)
