"""Acts of members, split along their models: memberships, mergers, populations, and lists."""

from __future__ import annotations

from concentric.members.services.lists import import_members, member_columns
from concentric.members.services.memberships import (
    admit_member,
    classify,
    end_membership,
    rename_member,
)
from concentric.members.services.mergers import merge_members, separate_member
from concentric.members.services.populations import define_population

__all__ = [
    "admit_member",
    "classify",
    "define_population",
    "end_membership",
    "import_members",
    "member_columns",
    "merge_members",
    "rename_member",
    "separate_member",
]
