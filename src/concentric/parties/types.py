"""What crosses the door of `parties`: organisations, people and their contact details."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID


class OrganisationKind(StrEnum):
    """What an organisation is. A branch company or an outlet belongs to a parent."""

    FIRM = "firm"
    BRANCH_COMPANY = "branch_company"
    OUTLET = "outlet"
    SUBSIDIARY = "subsidiary"
    ASSOCIATION = "association"
    SCHOOL = "school"
    INSTITUTE = "institute"
    CHARITY = "charity"
    GOVERNMENT_OFFICE = "government_office"
    BODY = "body"


class ActKind(StrEnum):
    """A dated act on an organisation. Acts are added, never changed."""

    REGISTERED = "registered"
    RENAMED = "renamed"
    MERGED = "merged"
    MOVED = "moved"
    CLOSED = "closed"
    SEPARATED = "separated"
    """Stands by itself again after a merger."""


class ContactKind(StrEnum):
    """How an organisation is reached."""

    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    WEBSITE = "website"


class Attribute(StrEnum):
    """Dimensions of an organisation that this room states into `facts`.

    Firm kinds and groups of members are dated classifications and are stated by `members`; these follow from the
    register itself.
    """

    KIND = "kind"
    PARENT = "parent"
    TOP_PARENT = "top_parent"
    PROVINCE = "province"
    MERGED_INTO = "merged_into"
    """Who carries on after a merger: indicators count by it from that day on."""


LABEL_FIELDS: Final = {
    "Organisation": (
        "uuid",
        "code",
        "legal_name",
        "short_name",
        "legal_name_en",
        "short_name_en",
        "sort_key",
        "kind",
    ),
    "Person": ("uuid", "name", "name_en", "sort_key"),
}
"""Columns that a query of a higher room may reach by walking a foreign key down."""

NEED_A_PARENT: Final = frozenset(
    {OrganisationKind.BRANCH_COMPANY, OrganisationKind.OUTLET, OrganisationKind.SUBSIDIARY}
)
"""Kinds that are always part of another organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDraft:
    """What is stated when an organisation is registered, typed or from a list."""

    code: str
    kind: OrganisationKind
    legal_name: str
    short_name: str = ""
    legal_name_en: str = ""
    short_name_en: str = ""
    uscc: str = ""
    stock_code: str = ""
    parent: str = ""
    """Code of the organisation it is part of."""
    place: str = ""
    """Code of the place where it is registered."""
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation as others see it, under the names it had on the day asked for."""

    uuid: UUID
    code: str
    kind: OrganisationKind
    legal_name: str
    short_name: str
    legal_name_en: str
    short_name_en: str
    sort_key: str
    uscc: str
    stock_code: str
    parent: str | None
    place: str | None
    valid_from: date
    valid_to: date | None
    successor: str | None
    """Who carries on after a merger."""

    def name(self, language: str = "zh") -> str:
        """The short name in a language, or the nearest thing there is."""
        if language.startswith("zh"):
            return self.short_name or self.legal_name
        return self.short_name_en or self.legal_name_en or self.short_name or self.legal_name

    def is_active(self, on: date) -> bool:
        """Whether the organisation existed on a day; both ends count."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class OrganisationAct:
    """One dated act of an organisation's life."""

    uuid: UUID
    kind: ActKind
    organisation: str
    acted_on: date
    successor: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """One way to reach an organisation."""

    uuid: UUID
    organisation: str
    kind: ContactKind
    value: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """What is stated when a person is entered."""

    name: str
    name_en: str = ""
    work_mail: str = ""
    work_phone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as others see them: the name is masked unless the reader may see it whole."""

    uuid: UUID
    name: str
    name_en: str
    is_masked: bool
    work_mail: str = ""
    work_phone: str = ""
