"""Pure decisions of access: which appointments count today, what an Actor may claim, who may deputise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from concentric.access.types import AppointmentInfo
from concentric.kernel.api import Actor, Role, msgid

MEMBER_CHAIN = (Role.PREPARER, Role.CHECKER, Role.SIGNATORY)
"""The sign-off chain of a member, in order."""

CONVENER_CHAIN = (Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER)
"""The sign-off chain of the convener, in order."""

CONVENER_ROLES = frozenset(
    {
        Role.OFFICER,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.EDITOR,
        Role.AUDITOR,
        Role.ANALYST,
        Role.ADMINISTRATOR,
    }
)
"""Roles that exist in the convener's own organisation."""

MEMBER_ROLES = frozenset(
    {
        Role.CONTACT,
        Role.PREPARER,
        Role.CHECKER,
        Role.SIGNATORY,
        Role.DEPARTMENT_HEAD,
        Role.ANALYST,
    }
)
"""Roles that exist in a member or another outside organisation."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """One choice of the acting-for switch: a person's own roles in one organisation, or one deputised role."""

    appointment: UUID
    organisation: str
    organisation_name: str
    is_convener: bool
    roles: frozenset[Role]
    deputy_of: UUID | None = None
    deputy_for: str = ""


def is_current(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether an appointment counts on that day; both ends belong to it."""
    return starts_on <= on and (ends_on is None or on <= ends_on)


def overlaps(
    starts_on: date, ends_on: date | None, other_from: date, other_to: date | None
) -> bool:
    """Whether two spans, open at the end where the end is missing, share a day."""
    begins_before_other_ends = other_to is None or starts_on <= other_to
    other_begins_before_end = ends_on is None or other_from <= ends_on
    return begins_before_other_ends and other_begins_before_end


def role_fits(role: Role, *, is_convener: bool) -> bool:
    """Whether a role exists in the convener's organisation, or in another one. Regulators are outside."""
    if is_convener:
        return role in CONVENER_ROLES
    return role in MEMBER_ROLES or role == Role.REGULATOR


def deputy_problem(
    *,
    principal: AppointmentInfo,
    person: UUID,
    starts_on: date,
    ends_on: date,
) -> str | None:
    """Why this person may not stand in for that appointment from one day to another, or `None`.

    A deputy is another person, does not deputise a deputy, and stays inside the dates of the appointment.
    """
    if person == principal.person:
        return msgid("Nobody deputises for themselves.")
    if principal.deputy_of is not None:
        return msgid("A deputy cannot appoint a deputy of their own.")
    if ends_on < starts_on:
        return msgid("The deputy's last day lies before the first.")
    if starts_on < principal.starts_on:
        return msgid("The appointment itself starts later than the deputy.")
    if principal.ends_on is not None and ends_on > principal.ends_on:
        return msgid("The appointment itself ends before the deputy does.")
    return None


def capacities(appointments: Iterable[AppointmentInfo], on: date) -> tuple[Capacity, ...]:
    """The capacities in which one person may act on a day: first own ones by organisation, then deputised.

    Own roles in one organisation make one capacity. Each deputised role is a capacity of its own, so that
    who acts for somebody else knows it and the audit log says it.
    """
    current = [a for a in appointments if is_current(a.starts_on, a.ends_on, on)]
    own = [a for a in current if a.deputy_of is None]
    deputised = [a for a in current if a.deputy_of is not None]
    return (*_own_capacities(own), *(_deputised(a) for a in _by_start(deputised)))


def chosen_capacity(
    offered: Sequence[Capacity],
    appointments: Iterable[AppointmentInfo],
    wanted: UUID | None,
) -> Capacity | None:
    """The capacity that holds the wanted appointment, else the first offered, else `None`.

    An appointment that ended since it was chosen is not offered any more: the first one takes its place.
    """
    for capacity in offered:
        if capacity.appointment == wanted:
            return capacity
    same = {a.uuid: a for a in appointments}.get(wanted) if wanted is not None else None
    if same is not None and same.deputy_of is None:
        for capacity in offered:
            if capacity.deputy_of is None and capacity.organisation == same.organisation:
                return capacity
    return offered[0] if offered else None


def actor(*, person: UUID, name: str, capacity: Capacity | None) -> Actor:
    """The Actor of a signed-in person in a capacity; without one, a person who may do nothing."""
    if capacity is None:
        return Actor(
            person=person,
            appointment=None,
            organisation=None,
            roles=frozenset(),
            is_convener=False,
            acting_for=None,
            name=name,
        )
    return Actor(
        person=person,
        appointment=capacity.appointment,
        organisation=capacity.organisation,
        roles=capacity.roles,
        is_convener=capacity.is_convener,
        acting_for=capacity.organisation if capacity.deputy_of else None,
        name=name,
    )


def may_sign(
    who: Actor, *, organisation: str, step: Role, signed_before: Collection[UUID] = ()
) -> bool:
    """Whether this actor may take that step of a sign-off chain of an organisation.

    Four eyes: nobody who took an earlier step of the same chain takes a later one, deputy or not.
    """
    return (
        who.person is not None
        and who.acts_for(organisation)
        and who.has(step)
        and who.person not in signed_before
    )


def _own_capacities(own: Sequence[AppointmentInfo]) -> tuple[Capacity, ...]:
    grouped: dict[str, list[AppointmentInfo]] = {}
    for appointment in _by_start(own):
        grouped.setdefault(appointment.organisation, []).append(appointment)
    return tuple(
        Capacity(
            appointment=held[0].uuid,
            organisation=organisation,
            organisation_name=held[0].organisation_name,
            is_convener=held[0].is_convener,
            roles=frozenset(a.role for a in held),
        )
        for organisation, held in grouped.items()
    )


def _deputised(appointment: AppointmentInfo) -> Capacity:
    return Capacity(
        appointment=appointment.uuid,
        organisation=appointment.organisation,
        organisation_name=appointment.organisation_name,
        is_convener=appointment.is_convener,
        roles=frozenset({appointment.role}),
        deputy_of=appointment.deputy_of,
        deputy_for=appointment.deputy_for,
    )


def _by_start(appointments: Iterable[AppointmentInfo]) -> list[AppointmentInfo]:
    return sorted(appointments, key=lambda a: (a.starts_on, a.uuid))
