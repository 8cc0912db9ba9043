"""A programme with an accord, the installed catalogue, and counties, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from concentric.facts import api as facts
from concentric.places.models import Division
from concentric.programmes import api as programmes
from concentric.programmes.types import AccordInfo, ProgrammeKind
from concentric.rulebook import api as rulebook
from tests.access import factories as make

SYSTEM = make.SYSTEM
INVITED_ON = date(2021, 10, 8)


def catalogue() -> None:
    """Put the packaged catalogue in force."""
    facts.install_catalogue(actor=SYSTEM, rulebook_paths=rulebook.default_paths())


def accord(**values: Any) -> AccordInfo:
    """A programme with its first accord text."""
    programmes.create_programme(
        actor=SYSTEM,
        code="RURAL",
        kind=ProgrammeKind.INITIATIVE,
        name_zh="sample initiative",
        name_en="Sample initiative",
        starts_on=date(2021, 10, 1),
    )
    texts = dict.fromkeys(("title_zh", "title_en", "text_zh", "text_en"), "text")
    return programmes.publish_accord(
        actor=SYSTEM, programme="RURAL", dated_on=date(2021, 10, 1), **{**texts, **values}
    )


def county(code: str, level: str = "county") -> None:
    """A division in the register."""
    Division.objects.create(
        code=code,
        level=level,
        name=code,
        sort_key=code,
        parent_code="",
        valid_from=date(1980, 1, 1),
        source="test",
    )
