"""Drafts of the test pack's fact types, and an actor to record them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from concentric.facts.types import DraftFact, FactSource
from concentric.kernel.api import Actor, uuid7

PACK = Path(__file__).parent / "pack"
ROOM = Actor.system("test")
DAY = date(2020, 3, 1)


def source(uuid: UUID | None = None, revision: int = 1, slot: str = "amount") -> FactSource:
    """A source of the room `test`, a new row by default."""
    return FactSource("test", uuid or uuid7(), revision, slot)


def draft(fact_type: str = "test.given", **changes: Any) -> DraftFact:
    """A valid draft: F001 gave 10 yuan on one day, with what is changed."""
    base: dict[str, Any] = {
        "fact_type": fact_type,
        "organisation": "F001",
        "value": Decimal(10),
        "source": source(),
        "covers_from": DAY,
        "covers_to": changes.get("covers_from", DAY),
    }
    return DraftFact(**(base | changes))


def year_draft(year: int = 2020, **changes: Any) -> DraftFact:
    """A declaration for a year."""
    return draft(
        "test.declared", covers_from=date(year, 1, 1), covers_to=date(year, 12, 31), **changes
    )
