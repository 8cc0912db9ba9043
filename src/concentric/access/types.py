"""What crosses the door of `access`: users and appointments as others see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from concentric.kernel.api import Role


class Language(StrEnum):
    """The languages in which a user may read the site; codes as Django knows them."""

    CHINESE = "zh-hans"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class UserInfo:
    """An account: who stands behind it and whether it may sign in."""

    uuid: UUID
    email: str
    person: UUID
    language: Language
    is_active: bool


@dataclass(frozen=True, slots=True)
class AppointmentInfo:
    """One capacity of one person: a role in an organisation between two dates (both inclusive).

    `deputy_of` is the appointment this one stands in for, and `deputy_for` the name of its holder; a deputy
    has exactly the role of the appointment deputised, never more.
    """

    uuid: UUID
    person: UUID
    person_name: str
    organisation: str
    organisation_name: str
    is_convener: bool
    role: Role
    starts_on: date
    ends_on: date | None
    deputy_of: UUID | None = None
    deputy_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDraft:
    """What is stated when somebody is appointed."""

    person: UUID
    organisation: str
    role: Role
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of an organisation as a page shows them, with the roles they hold there today.

    Name and contact are masked unless somebody asked to see them, with a reason.
    """

    person: UUID
    name: str
    roles: tuple[Role, ...]
    is_masked: bool
    work_mail: str = ""
    work_phone: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of a sample person that anybody may try, by the kind of user it shows."""

    role: Role
    email: str
    password: str
