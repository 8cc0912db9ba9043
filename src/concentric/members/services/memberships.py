"""Acts on memberships: admit, end, rename, classify. Each is dated and logged; dimensions are stated with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.facts.types import DimensionStatement
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.members import models, permissions, queries, rules
from concentric.members.services import populations
from concentric.members.types import (
    ALL_MEMBERS,
    ActKind,
    Attribute,
    MemberBoundary,
    MembershipInfo,
    MembershipKind,
)
from concentric.parties import api as parties


@transaction.atomic
def admit_member(
    *,
    actor: Actor,
    organisation: str,
    kind: MembershipKind = MembershipKind.FULL,
    valid_from: date,
    reason: str = "",
) -> MembershipInfo:
    """Admit an organisation from a day on. Raises `Refused`, `Missing`, `Conflict`."""
    require_staff(actor)
    row = queries.organisation_rows([organisation])[organisation]
    (admitted,) = admit_rows(actor, [(row, kind, valid_from)], reason)
    return queries.membership_info(admitted)


def admit_rows(
    actor: Actor, admissions: Iterable[tuple[Any, MembershipKind, date]], reason: str
) -> list[models.Membership]:
    """Admit several organisations (rows of parties, kind, first day) at once, inside the caller's transaction."""
    wanted = list(admissions)
    _check_free([(row, valid_from) for row, _, valid_from in wanted])
    acts = models.MembershipAct.objects.bulk_create(
        models.MembershipAct(
            kind=ActKind.ADMITTED, organisation=row, acted_on=valid_from, reason=reason
        )
        for row, _, valid_from in wanted
    )
    opened = models.Membership.objects.bulk_create(
        models.Membership(organisation=row, kind=kind, valid_from=valid_from, act=act)
        for (row, kind, valid_from), act in zip(wanted, acts, strict=True)
    )
    populations.add_members(
        actor=actor,
        code=ALL_MEMBERS,
        entries=[(row, MemberBoundary.SOLO, since, None) for row, _, since in wanted],
    )
    for act in acts:
        log_act(actor, "members.admitted", act)
    return opened


@transaction.atomic
def end_membership(
    *, actor: Actor, organisation: str, valid_to: date, reason: str
) -> MembershipInfo:
    """Let a membership end on a day, its last. Raises `Refused`, `Missing`, `Conflict`, `Invalid`."""
    require_staff(actor)
    require_reason(reason)
    row = open_membership(organisation)
    act = models.MembershipAct.objects.create(
        kind=ActKind.ENDED, organisation=row.organisation, acted_on=valid_to, reason=reason
    )
    close_membership(actor, row, act, valid_to)
    log_act(actor, "members.ended", act)
    return queries.membership_info(row)


@transaction.atomic
def rename_member(
    *,
    actor: Actor,
    organisation: str,
    legal_name: str,
    short_name: str = "",
    legal_name_en: str = "",
    short_name_en: str = "",
    acted_on: date,
    reason: str,
) -> None:
    """Give a member new names from a day on; the code stays, and reports of past days keep the old names."""
    require_staff(actor)
    require_reason(reason)
    row = queries.organisation_rows([organisation])[organisation]
    parties.rename_organisation(
        actor=actor,
        code=organisation,
        legal_name=legal_name,
        short_name=short_name,
        legal_name_en=legal_name_en,
        short_name_en=short_name_en,
        acted_on=acted_on,
        reason=reason,
    )
    act = models.MembershipAct.objects.create(
        kind=ActKind.RENAMED, organisation=row, acted_on=acted_on, reason=reason
    )
    log_act(actor, "members.renamed", act)


@transaction.atomic
def classify(
    *,
    actor: Actor,
    organisation: str,
    attribute: Attribute,
    value: str | None,
    valid_from: date,
) -> None:
    """Say of what kind a firm is, or to which group it belongs, from a day on; `None` ends the old value.

    A group that would be counted twice in a population is refused.
    """
    require_staff(actor)
    row = queries.organisation_rows([organisation])[organisation]
    state_value(actor, row, attribute, value, valid_from)
    if attribute == Attribute.GROUP:
        populations.check_boundaries_of(organisation, valid_from)
    audit.log(
        actor=actor,
        act="members.classified",
        object_kind="organisation",
        object_uuid=row.uuid,
        organisation=organisation,
        details={"attribute": attribute, "value": value, "valid_from": valid_from},
    )


def classify_rows(
    actor: Actor, values: Mapping[tuple[Any, Attribute], str], since: Mapping[Any, date]
) -> int:
    """State first values of several organisations at once, inside the caller's transaction; how many were new.

    `values` maps (row of parties, attribute) to the value; `since` the row to the first day.
    """
    standing = set(
        models.Classification.objects.filter(
            organisation__in=list(since), valid_to__isnull=True
        ).values_list("organisation_id", "attribute", "value")
    )
    fresh = {
        (row, attribute): value
        for (row, attribute), value in values.items()
        if (row.id, str(attribute), value) not in standing
    }
    for row, attribute in fresh:
        if any((row.id, str(attribute)) == held[:2] for held in standing):
            raise Conflict(
                msgid("%(organisation)s has another value for %(attribute)s already."),
                remedy=msgid("Change it as a dated act on the page of the member."),
                organisation=row.code,
                attribute=str(attribute),
            )
    models.Classification.objects.bulk_create(
        models.Classification(
            organisation=row, attribute=attribute, value=value, valid_from=since[row]
        )
        for (row, attribute), value in fresh.items()
    )
    facts.state_dimensions(
        actor=actor,
        statements=[
            DimensionStatement(
                entity_kind=queries.ENTITY,
                entity=row.code,
                attribute=str(attribute),
                value=value,
                valid_from=since[row],
            )
            for (row, attribute), value in fresh.items()
        ],
    )
    return len(fresh)


def require_staff(actor: Actor) -> None:
    """Raise `Refused` for who may not change the circle of members."""
    if not permissions.may_change_members(actor):
        raise Refused(
            msgid("You may not change the members."),
            why=msgid("The association's officers and administrators do."),
        )


def state_value(
    actor: Actor, row: Any, attribute: Attribute, value: str | None, valid_from: date
) -> None:
    """Let a value of an organisation (row of parties) hold from a day on, or none; the one before ends."""
    held = models.Classification.objects.filter(
        organisation=row, attribute=attribute, valid_to__isnull=True
    ).first()
    if held is not None and held.value == value:
        return
    if held is None and value is None:
        return
    if held is not None:
        if held.valid_from >= valid_from:
            raise Conflict(
                msgid("The value in force starts on %(day)s; a later one starts after that day."),
                day=held.valid_from.isoformat(),
            )
        held.valid_to = valid_from - timedelta(days=1)
        held.save(update_fields=["valid_to"])
    if value is not None:
        models.Classification.objects.create(
            organisation=row, attribute=attribute, value=value, valid_from=valid_from
        )
    statement = DimensionStatement(
        entity_kind=queries.ENTITY,
        entity=row.code,
        attribute=str(attribute),
        value=value,
        valid_from=valid_from,
    )
    facts.state_dimensions(actor=actor, statements=[statement])


def close_membership(
    actor: Actor, row: models.Membership, act: models.MembershipAct, valid_to: date
) -> None:
    """Let a membership end on its last day by an act; the population of all members follows."""
    if valid_to < row.valid_from:
        raise Invalid(msgid("The last day lies before the first."))
    row.valid_to = valid_to
    row.ended_by = act
    row.save(update_fields=["valid_to", "ended_by"])
    populations.remove(actor=actor, code=ALL_MEMBERS, organisation=row.organisation, last=valid_to)


def open_membership(organisation: str) -> models.Membership:
    """The running membership of an organisation, locked. Raises `Conflict` for who is no member."""
    rows = models.Membership.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.filter(organisation__code=organisation, valid_to__isnull=True).first()
    if row is None:
        raise Conflict(msgid("%(organisation)s is no member."), organisation=organisation)
    return row


def _check_free(wanted: list[tuple[Any, date]]) -> None:
    since = {row.id: valid_from for row, valid_from in wanted}
    held = models.Membership.objects.filter(organisation_id__in=since).select_related(
        "organisation"
    )
    for row in held:
        first = since[row.organisation_id]
        if rules.shares_a_day(first, None, row.valid_from, row.valid_to):
            raise Conflict(
                msgid("%(organisation)s is a member at that time already."),
                organisation=row.organisation.code,
            )


def require_reason(reason: str) -> None:
    """Raise `Invalid` for an act without a reason."""
    if not reason.strip():
        raise Invalid(
            msgid("A reason is missing."), why=msgid("Whoever is affected reads it in the log.")
        )


def log_act(actor: Actor, act: str, row: models.MembershipAct, **details: object) -> None:
    """Write a dated act into the audit log."""
    audit.log(
        actor=actor,
        act=act,
        object_kind="membership_act",
        object_uuid=row.uuid,
        organisation=row.organisation.code,
        details={"acted_on": row.acted_on, "reason": row.reason, **details},
    )
