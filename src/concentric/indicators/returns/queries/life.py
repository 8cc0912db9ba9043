"""Reads of a return's life: acts, who signed this round, changes, exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from concentric.access import api as access
from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.types import ActKind
from concentric.kernel.types import Role

SIGNATURES = (ActKind.PREPARED, ActKind.CHECKED, ActKind.SIGNED)
BREAKS = (ActKind.HANDED_BACK, ActKind.SENT_BACK, ActKind.REOPENED)
"""Acts after which all signatures are given anew."""


def acts_of(row: models.Return) -> list[models.ReturnAct]:
    """The acts in the life of a return, oldest first."""
    return list(models.ReturnAct.objects.filter(owner=row).order_by("id"))


def signed_by(row: models.Return) -> tuple[UUID, ...]:
    """Who has signed in the round that runs, in order."""
    signed: list[UUID] = []
    for act in acts_of(row):
        if act.kind in BREAKS:
            signed.clear()
        elif act.kind in SIGNATURES and act.person is not None:
            signed.append(act.person)
    return tuple(signed)


def checkers(row: models.Return) -> tuple[UUID, ...]:
    """The people who check for the firm today, deputies included."""
    return tuple(held.person for held in access.holders(cycle_queries.in_charge(row), Role.CHECKER))


def changes_since(row: models.Return, kinds: Sequence[ActKind]) -> list[models.Change]:
    """The changes since the newest act of these kinds (all without one), newest first."""
    rows = models.Change.objects.filter(owner=row)
    since = models.ReturnAct.objects.filter(owner=row, kind__in=kinds).order_by("-id").first()
    if since is not None:
        rows = rows.filter(changed_at__gt=since.acted_at)
    return list(rows.order_by("-id"))
