"""Drafts and actors for tests of parties."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from concentric.kernel.api import Actor, Role
from concentric.parties.types import OrganisationDraft, OrganisationKind

SYSTEM = Actor.system("tests")
SINCE = date(2015, 1, 1)


def draft(code: str, **stated: Any) -> OrganisationDraft:
    """A firm that is fine as it is."""
    texts: dict[str, Any] = {
        "kind": OrganisationKind.FIRM,
        "legal_name": f"示例证券{code}股份有限公司",
        "short_name": f"示例证券{code}",
        "legal_name_en": f"Sample Securities {code} Co., Ltd.",
        "short_name_en": f"Sample Securities {code}",
        "valid_from": SINCE,
    }
    return OrganisationDraft(code=code, **(texts | stated))


def contact_of(code: str) -> Actor:
    """The contact of a member."""
    return Actor(uuid4(), uuid4(), code, frozenset({Role.CONTACT}), False, None, "contact")


def officer() -> Actor:
    """An officer of the convener."""
    return Actor(uuid4(), uuid4(), "ASSOC", frozenset({Role.OFFICER}), True, None, "officer")
