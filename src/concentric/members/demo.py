"""The demo's members: the list of firms, through the import that officers use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from concentric.desk.types import DemoStep
from concentric.kernel.api import Invalid, msgid
from concentric.kernel.types import Actor
from concentric.members.services import lists
from concentric.parties import api as parties


def load(examples: Path) -> Iterator[DemoStep]:
    """Import the member firms, then the association, the regulator and the branch companies."""
    actor = Actor.system("demo")
    imports = (
        ("members.xlsx", lists.import_members),
        ("organisations.xlsx", parties.import_organisations),
    )
    for number, (filename, take_in) in enumerate(imports):
        yield DemoStep(filename, number, len(imports))
        content = (examples / filename).read_bytes()
        report = take_in(actor=actor, content=content, filename=filename, dry_run=False)
        if report.problems:
            first = report.problems[0]
            raise Invalid(
                msgid("%(filename)s was not taken in: %(says)s"),
                filename=f"{filename} {first.sheet}!{first.cell}",
                says=first.says,
            )
    yield DemoStep("", len(imports), len(imports))
