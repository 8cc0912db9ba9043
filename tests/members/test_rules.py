"""Spans, successors and the boundary of populations."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
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


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


DAY_ZERO = date(2020, 1, 1)
spans_of_days = st.tuples(st.integers(0, 40), st.none() | st.integers(0, 40)).map(
    lambda pair: (
        DAY_ZERO + timedelta(days=pair[0]),
        None if pair[1] is None else DAY_ZERO + timedelta(days=pair[0] + pair[1]),
    )
)
definitions = st.lists(
    st.tuples(
        spans_of_days,
        st.dictionaries(st.sampled_from(["F1", "F2", "F3"]), st.sampled_from(MemberBoundary)),
    ),
    max_size=5,
)


def members_at(spans: tuple[rules.Span, ...], day: date) -> dict[str, MemberBoundary]:
    counted = [s for s in spans if rules.shares_a_day(s.valid_from, s.valid_to, day, day)]
    assert len({s.organisation for s in counted}) == len(counted), "an organisation counts twice"
    return {s.organisation: s.boundary for s in counted}


@given(definitions)
def test_the_last_definition_of_a_day_is_what_a_population_is(
    steps: list[tuple[tuple[date, date | None], dict[str, MemberBoundary]]],
) -> None:
    spans: tuple[rules.Span, ...] = ()
    for (first, last), wanted in steps:
        spans = rules.respanned(spans, wanted, first, last)
    for offset in range(90):
        day = DAY_ZERO + timedelta(days=offset)
        said = [w for (f, t), w in steps if f <= day and (t is None or day <= t)]
        assert members_at(spans, day) == (said[-1] if said else {})


def test_touching_spans_become_one() -> None:
    first = rules.respanned((), {"F1": SOLO}, date(2019, 1, 1), date(2019, 12, 31))
    both = rules.respanned(first, {"F1": SOLO}, date(2020, 1, 1), None)
    assert both == (rules.Span("F1", date(2019, 1, 1), None, SOLO),)
