"""Who acts: a frozen value, built once per request, on which every permission is a pure function."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an appointment entitles to. Members: contact to signatory; convener: officer to administrator."""

    OFFICER = "officer"
    LEADER = "leader"
    DEPARTMENT_HEAD = "department_head"
    CONTACT = "contact"
    PREPARER = "preparer"
    CHECKER = "checker"
    SIGNATORY = "signatory"
    EDITOR = "editor"
    AUDITOR = "auditor"
    REGULATOR = "regulator"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    """The installation itself: seals, retries, loads."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in an appointment, or nobody, or the installation itself.

    `organisation` is the code of the organisation of the appointment; `acting_for` that of another one for which
    the person acts as a deputy.
    """

    person: UUID | None
    appointment: UUID | None
    organisation: str | None
    roles: frozenset[Role] = field(default_factory=frozenset)
    is_convener: bool = False
    acting_for: str | None = None
    name: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)

    def acts_for(self, organisation: str) -> bool:
        """Whether the actor acts for the organisation with this code."""
        return organisation == (self.acting_for or self.organisation)

    @classmethod
    def anonymous(cls) -> Actor:
        """Nobody: a visitor of the public pages."""
        return cls(person=None, appointment=None, organisation=None)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The installation itself, under the name of what it does."""
        return cls(
            person=None, appointment=None, organisation=None,
            roles=frozenset({Role.SYSTEM}), is_convener=True, name=name,
        )
