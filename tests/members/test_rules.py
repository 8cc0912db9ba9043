"""Spans, successors and the boundary of populations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from concentric.members import rules
from concentric.members.types import MemberBoundary, PopulationEntry

SOLO, CONSOLIDATED = MemberBoundary.SOLO, MemberBoundary.CONSOLIDATED


def test_a_group_is_counted_consolidated_or_solo_and_never_both() -> None:
    entries = [
        PopulationEntry("F001", CONSOLIDATED, "F001"),
        PopulationEntry("F002", SOLO, "F001"),
        PopulationEntry("F003", SOLO, None),
    ]
    (clash,) = rules.boundary_clashes(entries)
    assert (clash.group, clash.consolidated, clash.beside) == (
        "F001",
        "F001",
        ("F002",),
    )


def test_two_consolidated_members_of_a_group_clash() -> None:
    entries = [
        PopulationEntry("F001", CONSOLIDATED, "G"),
        PopulationEntry("F002", CONSOLIDATED, "G"),
    ]
    (clash,) = rules.boundary_clashes(entries)
    assert clash.beside == ("F002",)


def test_the_solo_members_of_a_group_stand_together() -> None:
    entries = [PopulationEntry("F001", SOLO, "G"), PopulationEntry("F002", SOLO, "G")]
    assert rules.boundary_clashes(entries) == ()


def test_a_consolidated_firm_without_a_group_clashes_with_nobody() -> None:
    entries = [
        PopulationEntry("F001", CONSOLIDATED),
        PopulationEntry("F002", CONSOLIDATED),
    ]
    assert rules.boundary_clashes(entries) == ()


@given(
    st.lists(
        st.builds(
            PopulationEntry,
            organisation=st.sampled_from([f"F{n}" for n in range(8)]),
            boundary=st.sampled_from(MemberBoundary),
            group=st.sampled_from([None, "G", "H"]),
        ),
        unique_by=lambda e: e.organisation,
    )
)
def test_no_clash_means_every_group_with_a_consolidated_member_has_one_member(
    entries: list[PopulationEntry],
) -> None:
    clashing = {clash.group for clash in rules.boundary_clashes(entries)}
    groups: dict[str, list[PopulationEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.group or entry.organisation, []).append(entry)
    for group, held in groups.items():
        is_double = len(held) > 1 and any(e.boundary == CONSOLIDATED for e in held)
        assert (group in clashing) is is_double


def test_open_work_follows_mergers_to_the_end() -> None:
    successors = {"F001": "F002", "F002": "F003"}
    assert rules.final_successor("F001", successors) == "F003"
    assert rules.final_successor("F004", successors) == "F004"


def test_a_merger_never_closes_a_circle() -> None:
    successors = {"F001": "F002"}
    assert rules.would_circle("F002", "F001", successors)
    assert rules.would_circle("F001", "F001", {})
    assert not rules.would_circle("F002", "F003", successors)


def test_groups_are_named_by_the_topmost_parent() -> None:
    assert rules.groups_of({"F002": "F001", "F003": "F002"}) == {
        "F001": "F001",
        "F002": "F001",
        "F003": "F001",
    }


def test_a_circle_of_parents_is_found() -> None:
    parents = {"F001": "F002", "F002": "F001", "F003": "F001"}
    assert rules.has_parent_circle("F001", parents)
    assert not rules.has_parent_circle("F003", parents)
    assert not rules.has_parent_circle("F009", parents)
