"""The door of `members`."""

from __future__ import annotations

from concentric.members.queries import (
    acts_of,
    attribute_of,
    boundary_attribute,
    is_member,
    members_on,
    memberships_of,
    population,
    population_attribute,
    population_boundaries,
    populations,
    successor_of,
    successors,
)
from concentric.members.services import (
    admit_member,
    classify,
    define_population,
    end_membership,
    import_members,
    member_columns,
    merge_members,
    rename_member,
    separate_member,
)

__all__ = [
    "acts_of",
    "admit_member",
    "attribute_of",
    "boundary_attribute",
    "classify",
    "define_population",
    "end_membership",
    "import_members",
    "is_member",
    "member_columns",
    "members_on",
    "memberships_of",
    "merge_members",
    "population",
    "population_attribute",
    "population_boundaries",
    "populations",
    "rename_member",
    "separate_member",
    "successor_of",
    "successors",
]
