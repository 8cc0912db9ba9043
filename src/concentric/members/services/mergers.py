"""Mergers and separations of members: open work moves to who is in charge from a day on, past numbers do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from concentric.desk import api as desk
from concentric.desk.types import MergerFollower
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.members import models, permissions, queries, rules
from concentric.members.services import memberships, populations
from concentric.members.types import ALL_MEMBERS, ActKind, Attribute, MemberBoundary, MovedWork
from concentric.parties import api as parties


@transaction.atomic
def merge_members(
    *,
    actor: Actor,
    organisation: str,
    successor: str,
    acted_on: date,
    reason: str,
    dry_run: bool = False,
) -> tuple[MovedWork, ...]:
    """Let a successor absorb a member on a day: the first on which the member no longer stands alone.

    The membership, the classifications and the populations of the absorbed firm end the day before. What it
    did stays counted under its own code; every room that follows mergers moves its open work in the same
    transaction. Returns what moved, by room. A dry run checks and counts the same and leaves nothing behind.
    """
    _require_may_merge(actor)
    memberships.require_reason(reason)
    _check_merger(organisation, successor, acted_on)
    found = queries.organisation_rows([organisation, successor])
    row = memberships.open_membership(organisation)
    lines = _previewed(actor, organisation, successor, acted_on)
    last = acted_on - timedelta(days=1)
    act = models.MembershipAct.objects.create(
        kind=ActKind.MERGED,
        organisation=found[organisation],
        successor=found[successor],
        acted_on=acted_on,
        reason=reason,
    )
    memberships.close_membership(actor, row, act, last)
    populations.remove_from_all(actor=actor, organisation=found[organisation], last=last)
    for attribute in Attribute:
        memberships.state_value(actor, found[organisation], attribute, None, acted_on)
    # The register states `merged_into`, by which indicators follow the merger; it is stated there alone.
    parties.merge_organisations(
        actor=actor,
        code=organisation,
        successor=successor,
        acted_on=acted_on,
        reason=reason,
    )
    moved = [
        MovedWork(f.room, f.move(actor, organisation, successor, acted_on), lines.get(f.room, ()))
        for f in desk.registered(MergerFollower)
    ]
    counts = {work.room: work.count for work in moved}
    memberships.log_act(actor, "members.merged", act, successor=successor, moved=counts)
    transaction.set_rollback(dry_run)
    return tuple(moved)


@transaction.atomic
def separate_member(
    *, actor: Actor, organisation: str, acted_on: date, reason: str
) -> tuple[MovedWork, ...]:
    """Let an absorbed member stand by itself again from a day on: the new act that answers a merger.

    It is a member again from that day, with the kind and group it had; work that the successor took over from
    it goes back. What was counted for the successor in between stays there. Populations other than that of all
    members are defined anew where it is wanted in them. Raises `Conflict` for who was not absorbed.
    """
    _require_may_merge(actor)
    memberships.require_reason(reason)
    successor = queries.successors(acted_on).get(organisation)
    if successor is None:
        raise Conflict(
            msgid("%(organisation)s was not absorbed by anybody."), organisation=organisation
        )
    row = queries.organisation_rows([organisation])[organisation]
    ended = models.Membership.objects.filter(organisation=row).latest("valid_from")
    parties.separate_organisation(actor=actor, code=organisation, acted_on=acted_on, reason=reason)
    act = models.MembershipAct.objects.create(
        kind=ActKind.SEPARATED, organisation=row, acted_on=acted_on, reason=reason
    )
    models.Membership.objects.create(
        organisation=row, kind=ended.kind, valid_from=acted_on, act=act
    )
    populations.add_members(
        actor=actor,
        code=ALL_MEMBERS,
        entries=[(row, MemberBoundary.SOLO, acted_on, None)],
    )
    last = ended.valid_to or acted_on - timedelta(days=1)
    known = queries.classifications([row.id], last).get(row.id, {})
    for attribute, value in known.items():
        memberships.state_value(actor, row, Attribute(attribute), value, acted_on)
    moved = _moved_back(actor, successor, organisation, acted_on)
    counts = {work.room: work.count for work in moved}
    memberships.log_act(actor, "members.separated", act, successor=successor, moved=counts)
    return moved


def _moved_back(
    actor: Actor, successor: str, organisation: str, acted_on: date
) -> tuple[MovedWork, ...]:
    moves: dict[str, Callable[[Actor, str, str, date], int] | None] = {
        f.room: f.move_back for f in desk.registered(MergerFollower)
    }
    return tuple(
        MovedWork(room, move(actor, successor, organisation, acted_on))
        for room, move in moves.items()
        if move is not None
    )


def _previewed(
    actor: Actor, organisation: str, successor: str, acted_on: date
) -> dict[str, tuple[str, ...]]:
    return {
        follower.room: tuple(
            str(line) for line in follower.preview(actor, organisation, successor, acted_on)
        )
        for follower in desk.registered(MergerFollower)
        if follower.preview is not None
    }


def _require_may_merge(actor: Actor) -> None:
    if not permissions.may_merge_members(actor):
        raise Refused(msgid("You may not record a merger."))


def _check_merger(organisation: str, successor: str, acted_on: date) -> None:
    if rules.would_circle(organisation, successor, queries.successors(acted_on)):
        raise Invalid(
            msgid("%(successor)s cannot carry on for %(organisation)s."),
            why=msgid("It was itself absorbed by that firm, or is the same."),
            successor=successor,
            organisation=organisation,
        )
