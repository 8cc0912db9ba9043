"""What crosses the door of `programmes`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class ProgrammeKind(StrEnum):
    """What sort of undertaking a programme is."""

    INITIATIVE = "initiative"
    PROJECT = "project"
    INCIDENT = "incident"


class InvitationState(StrEnum):
    """Where an invitation to an accord stands. Silence is a state of its own and never consent."""

    INVITED = "invited"
    SIGNED = "signed"
    COUNTERSIGNED = "countersigned"
    DECLINED = "declined"
    SILENT = "silent"


class PairingKind(StrEnum):
    """In what form a firm is paired with a county."""

    ONE_FIRM_ONE_COUNTY = "one_firm_one_county"
    JOINT = "joint"
    PROJECT = "project"


class Side(StrEnum):
    """The two sides of a pairing."""

    FIRM = "firm"
    COUNTY = "county"


class Consent(StrEnum):
    """Whether a side agreed. Nothing but a given consent is consent."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class CoverState(StrEnum):
    """How many firms stand by a county."""

    GAP = "gap"
    ONE = "one"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file in `evidence` that proves an answer: its hash, and the name under which it is attached."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyContact:
    """Who answers for a county: a person with the office they serve in."""

    name: str
    office: str
    work_mail: str = ""
    work_phone: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeInfo:
    """A programme; `ends_on` is its last day, `None` while it is open."""

    uuid: UUID
    code: str
    kind: ProgrammeKind
    name_zh: str
    name_en: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AccordInfo:
    """One dated text of a programme's accord."""

    uuid: UUID
    programme: str
    version: int
    title_zh: str
    title_en: str
    dated_on: date


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """One firm's answer to one accord."""

    uuid: UUID
    accord: UUID
    organisation: str
    organisation_name: str
    state: InvitationState
    invited_on: date
    signed_on: date | None
    countersigned_on: date | None
    by_staff: bool
    """Whether the convener's staff entered the signature on the firm's behalf, from paper."""


@dataclass(frozen=True, slots=True)
class AccordSheet:
    """How many firms stand in each state of one accord."""

    accord: AccordInfo
    invited: int
    """All firms invited, whatever they answered."""
    counts: dict[InvitationState, int]


@dataclass(frozen=True, slots=True)
class PairingInfo:
    """One firm paired with one county between two dates, both inclusive."""

    uuid: UUID
    firm: str
    firm_name: str
    county: str
    county_name: str
    kind: PairingKind
    starts_on: date
    ends_on: date | None
    firm_consent: Consent
    county_consent: Consent

    @property
    def is_agreed(self) -> bool:
        """Whether both sides have given their consent."""
        return self.firm_consent == Consent.GIVEN and self.county_consent == Consent.GIVEN


@dataclass(frozen=True, slots=True)
class CountyCover:
    """The firms agreed for one county on a day; none is a gap, several an overlap."""

    county: str
    county_name: str
    is_target: bool
    firms: tuple[str, ...]

    @property
    def state(self) -> CoverState:
        """Whether the county is missing a firm, has one, or has several."""
        if not self.firms:
            return CoverState.GAP
        return CoverState.OVERLAP if len(self.firms) > 1 else CoverState.ONE


@dataclass(frozen=True, slots=True)
class Cover:
    """Overlaps and gaps of pairings on one day."""

    on: date
    counties: tuple[CountyCover, ...]
    """Every county with a firm, and every target, by code."""
    overlaps: tuple[CountyCover, ...]
    """Counties with more than one firm."""
    gaps: tuple[CountyCover, ...]
    """Target counties with no firm."""
    firms_without: tuple[str, ...]
    """Members (codes) with no county."""
    counties_paired: int
    firms_paired: int
