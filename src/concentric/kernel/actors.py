"""Who acts: a frozen value built once per request, judged by pure permissions everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an appointment lets a person do in an organisation."""

    OFFICER = "officer"
    LEADER = "leader"
    CONTACT = "contact"
    PREPARER = "preparer"
    CHECKER = "checker"
    SIGNATORY = "signatory"
    DEPARTMENT_HEAD = "department_head"
    EDITOR = "editor"
    AUDITOR = "auditor"
    REGULATOR = "regulator"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one capacity, or the system itself.

    ``organisation`` is the party code acted for; ``acting_for`` names the holder whom a deputy
    stands in for.
    """

    person: UUID | None
    appointment: UUID | None
    organisation: str | None
    roles: frozenset[Role]
    is_convener: bool
    acting_for: str | None
    name: str

    @classmethod
    def anonymous(cls) -> Actor:
        """Nobody signed in: no person, no organisation, no role."""
        return cls(
            person=None,
            appointment=None,
            organisation=None,
            roles=frozenset(),
            is_convener=False,
            acting_for=None,
            name="",
        )

    @classmethod
    def system(cls, name: str) -> Actor:
        """The product acting by itself; ``name`` says which part, and the audit log shows it."""
        return cls(
            person=None,
            appointment=None,
            organisation=None,
            roles=frozenset({Role.SYSTEM}),
            is_convener=False,
            acting_for=None,
            name=name,
        )

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)

    def acts_for(self, organisation: str) -> bool:
        """Whether the actor acts for the organisation with this code."""
        return self.organisation is not None and self.organisation == organisation
