"""What the association sees of a member: the same record, shown to the member."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.access import api as access
from concentric.kernel.types import Actor
from concentric.members import api as members
from concentric.parties import api as parties
from concentric.portal import labels
from concentric.portal.types import Part


def seen_of_us(actor: Actor, today: date) -> Part | None:
    """Names, membership, people by role and ways to reach them, as the association has them."""
    firm = actor.organisation
    if firm is None or actor.is_convener:
        return None
    known = parties.organisations_by_code([firm]).get(firm)
    if known is None:
        return None
    appointed = Counter(a.role for a in access.people_of(actor=actor, organisation=firm, on=today))
    spans = members.memberships_of(firm)
    return Part(
        code="seen",
        title=_("What the association sees of you"),
        template="portal/parts/seen.html",
        context={
            "organisation": known,
            "name": known.name(get_language() or "zh"),
            "member_since": spans[0].valid_from if spans else None,
            "people": [
                {"label": labels.ROLES[role], "count": count}
                for role, count in sorted(appointed.items())
            ],
            "lacking": [
                labels.ROLES[role] for role in access.MEMBER_CHAIN if role not in appointed
            ],
        },
    )
