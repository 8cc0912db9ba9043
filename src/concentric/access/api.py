"""The door of `access`."""

from __future__ import annotations

from concentric.access.demo import sign_ins as demo_sign_ins
from concentric.access.labels import role_label
from concentric.access.permissions import is_administrator
from concentric.access.queries import (
    actor_for_appointment,
    actor_for_user,
    appointment,
    appointments_of_person,
    colleagues,
    convener_code,
    holders,
    people_of,
    user_by_email,
    user_of_person,
)
from concentric.access.rules import CONVENER_CHAIN, MEMBER_CHAIN, may_sign
from concentric.access.services import (
    appoint,
    appoint_many,
    create_user,
    deputise,
    end_appointment,
    open_access,
    reveal_colleague,
    set_active,
)

__all__ = [
    "CONVENER_CHAIN",
    "MEMBER_CHAIN",
    "actor_for_appointment",
    "actor_for_user",
    "appoint",
    "appoint_many",
    "appointment",
    "appointments_of_person",
    "colleagues",
    "convener_code",
    "create_user",
    "demo_sign_ins",
    "deputise",
    "end_appointment",
    "holders",
    "is_administrator",
    "may_sign",
    "open_access",
    "people_of",
    "reveal_colleague",
    "role_label",
    "set_active",
    "user_by_email",
    "user_of_person",
]
