"""Pure decisions of programmes: what may follow what, when a pairing is agreed, where cover is missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from concentric.kernel.api import msgid
from concentric.programmes.types import (
    Consent,
    CountyCover,
    Cover,
    InvitationState,
    PairingInfo,
)

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}")

TRANSITIONS: Mapping[InvitationState, frozenset[InvitationState]] = {
    InvitationState.INVITED: frozenset(
        {InvitationState.SIGNED, InvitationState.DECLINED, InvitationState.SILENT}
    ),
    InvitationState.SIGNED: frozenset({InvitationState.COUNTERSIGNED}),
    InvitationState.SILENT: frozenset({InvitationState.SIGNED, InvitationState.DECLINED}),
    InvitationState.DECLINED: frozenset({InvitationState.SIGNED}),
    InvitationState.COUNTERSIGNED: frozenset(),
}
"""What may follow what. A firm that was silent or declined may still sign; what is countersigned stands."""


def is_programme_code(text: str) -> bool:
    """Whether a text can be the code of a programme: it stands in addresses and in facts."""
    return _CODE.fullmatch(text) is not None


def may_become(state: InvitationState, following: InvitationState) -> bool:
    """Whether an invitation may pass from one state to another."""
    return following in TRANSITIONS[state]


def is_silent(state: InvitationState, answer_due_on: date | None, today: date) -> bool:
    """Whether an unanswered invitation has run past its date. Without a date nobody is ever silent."""
    return state == InvitationState.INVITED and answer_due_on is not None and today > answer_due_on


def signature_problem(*, invited_on: date, signed_on: date, today: date) -> str | None:
    """Why a signature cannot bear that date, or `None`."""
    if signed_on > today:
        return msgid("The date of signature lies in the future.")
    if signed_on < invited_on:
        return msgid("The firm was invited only after that date of signature.")
    return None


def countersignature_problem(*, signed_on: date, countersigned_on: date, today: date) -> str | None:
    """Why a countersignature cannot bear that date, or `None`."""
    if countersigned_on > today:
        return msgid("The date of countersignature lies in the future.")
    if countersigned_on < signed_on:
        return msgid("The countersignature is dated before the signature.")
    return None


def is_agreed(firm: Consent, county: Consent) -> bool:
    """A pairing is agreed when both sides gave their consent. Silence is never consent."""
    return firm == Consent.GIVEN and county == Consent.GIVEN


def agreed_on(*, starts_on: date, firm_consent_on: date, county_consent_on: date) -> date:
    """The day a pairing counts from: its start, or the later of the two consents when that is later."""
    return max(starts_on, firm_consent_on, county_consent_on)


def shares_a_day(
    one_from: date, one_to: date | None, other_from: date, other_to: date | None
) -> bool:
    """Whether two spans, inclusive and open where the end is missing, have a day in common."""
    return (other_to is None or one_from <= other_to) and (one_to is None or other_from <= one_to)


def cover(
    *,
    on: date,
    pairings: Iterable[PairingInfo],
    targets: Collection[str],
    members: Collection[str],
    county_names: Mapping[str, str],
) -> Cover:
    """Overlaps and gaps on one day, over the pairings agreed and running that day."""
    by_county: dict[str, set[str]] = {}
    paired: set[str] = set()
    for pairing in pairings:
        if not pairing.is_agreed or not shares_a_day(pairing.starts_on, pairing.ends_on, on, on):
            continue
        by_county.setdefault(pairing.county, set()).add(pairing.firm)
        paired.add(pairing.firm)

    def row(county: str) -> CountyCover:
        return CountyCover(
            county=county,
            county_name=county_names.get(county, county),
            is_target=county in targets,
            firms=tuple(sorted(by_county.get(county, ()))),
        )

    return Cover(
        on=on,
        counties=tuple(row(c) for c in sorted({*by_county, *targets})),
        overlaps=tuple(row(c) for c in sorted(by_county) if len(by_county[c]) > 1),
        gaps=tuple(row(c) for c in sorted(targets) if c not in by_county),
        firms_without=tuple(sorted(set(members) - paired)),
        counties_paired=len(by_county),
        firms_paired=len(paired),
    )
