"""Acts on populations: who is counted, when, alone or consolidated. Rows and sealed statements are written together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.facts.types import DimensionStatement
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.members import models, permissions, queries, rules
from concentric.members.types import MemberBoundary, PopulationEntry

Entry = tuple[Any, MemberBoundary, date, date | None]
"""A row of parties, how it is counted, first and last day."""


@transaction.atomic
def define_population(
    *,
    actor: Actor,
    code: str,
    organisations: Iterable[str] | Mapping[str, MemberBoundary],
    valid_from: date,
    valid_to: date | None = None,
    seen: Mapping[str, MemberBoundary] | None = None,
) -> int:
    """Say who is in a population between two days: exactly these, alone unless a mapping says otherwise.

    Outside these days it stays what it was. A group counted twice is refused. `seen` is who was in on the first day
    when the change was begun. Returns how many are in. Raises `Refused`, `Missing`, `Invalid`, and `Conflict` when
    somebody changed it since.
    """
    if not permissions.may_define_population(actor):
        raise Refused(
            msgid("You may not define populations."),
            why=msgid("The association's officers and administrators do."),
        )
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(msgid("The last day lies before the first."))
    wanted = _with_boundaries(organisations)
    found = queries.organisation_rows(wanted)
    population = _locked(code)
    before = _spans(population)
    if seen is not None and dict(seen) != queries.boundaries_on(code, valid_from):
        raise Conflict(
            msgid("Somebody changed this population in the meantime."),
            remedy=msgid("Look at the difference again before you record it."),
        )
    after = rules.respanned(before, wanted, valid_from, valid_to)
    _check_boundaries(wanted, valid_from)
    _replace(population, before, after, found)
    dropped = {s.organisation for s in before if _meets(s, valid_from, valid_to)} - wanted.keys()
    _state(actor, code, wanted, valid_from, valid_to)
    _state(actor, code, dict.fromkeys(dropped), valid_from, valid_to)
    audit.log(
        actor=actor,
        act="members.population_defined",
        object_kind="population",
        object_uuid=population.uuid,
        details={
            "code": code,
            "members": len(wanted),
            "valid_from": valid_from,
            "valid_to": valid_to,
        },
    )
    return len(wanted)


def add_members(*, actor: Actor, code: str, entries: Iterable[Entry]) -> int:
    """Add organisations to a population beside those in it, inside the caller's transaction; how many were new."""
    wanted = list(entries)
    if not wanted:
        return 0
    population = _locked(code)
    before = _spans(population)
    after = before
    for row, boundary, valid_from, valid_to in wanted:
        own = [s for s in after if s.organisation == row.code]
        others = [s for s in after if s.organisation != row.code]
        after = (*others, *rules.respanned(own, {row.code: boundary}, valid_from, valid_to))
    added = {s.organisation for s in after if s not in set(before)}
    if not added:
        return 0
    _replace(population, before, after, {row.code: row for row, *_ in wanted})
    for first, last in sorted({(e[2], e[3]) for e in wanted}, key=str):
        same = {row.code: b for row, b, f, t in wanted if (f, t) == (first, last)}
        _state(actor, code, same, first, last)
    _check_entries(queries.entries_of(population, max(e[2] for e in wanted)))
    return len(added)


def remove(*, actor: Actor, code: str, organisation: Any, last: date) -> None:
    """Let an organisation leave a population after a day, inside the caller's transaction."""
    population = models.Population.objects.select_for_update().filter(code=code).first()
    if population is None:
        return
    later = population.members.filter(organisation=organisation, valid_from__gt=last)
    running = population.members.filter(organisation=organisation).filter(queries.running(last))
    if not (later.exists() or running.exists()):
        return
    later.delete()
    running.update(valid_to=last)
    _state(actor, code, {organisation.code: None}, last + timedelta(days=1), None)


def remove_from_all(*, actor: Actor, organisation: Any, last: date) -> None:
    """Let an organisation leave every population after a day, inside the caller's transaction."""
    rows = models.PopulationMember.objects.filter(organisation=organisation)
    for code in sorted(set(rows.values_list("population__code", flat=True))):
        remove(actor=actor, code=code, organisation=organisation, last=last)


def check_boundaries_of(organisation: str, on: date) -> None:
    """Raise `Invalid` when a population of an organisation counts its group twice on a day."""
    rows = models.Population.objects.filter(members__organisation__code=organisation).distinct()
    for population in rows:
        _check_entries(queries.entries_of(population, on))


def _with_boundaries(
    organisations: Iterable[str] | Mapping[str, MemberBoundary],
) -> dict[str, MemberBoundary]:
    if isinstance(organisations, Mapping):
        return dict(organisations)
    return dict.fromkeys(organisations, MemberBoundary.SOLO)


def _locked(code: str) -> models.Population:
    """The population's row, made if need be, locked until the end of the transaction."""
    if not code.strip():
        raise Invalid(msgid("A population needs a code."))
    models.Population.objects.bulk_create([models.Population(code=code)], ignore_conflicts=True)
    return models.Population.objects.select_for_update().get(code=code)


def _spans(population: models.Population) -> tuple[rules.Span, ...]:
    rows = population.members.values_list(
        "organisation__code", "valid_from", "valid_to", "boundary"
    )
    return tuple(rules.Span(c, f, t, MemberBoundary(b)) for c, f, t, b in rows)


def _meets(span: rules.Span, valid_from: date, valid_to: date | None) -> bool:
    return rules.shares_a_day(span.valid_from, span.valid_to, valid_from, valid_to)


def _replace(
    population: models.Population,
    before: tuple[rules.Span, ...],
    after: tuple[rules.Span, ...],
    known: Mapping[str, Any],
) -> None:
    """Bring the rows to the new spans, touching only organisations whose spans changed."""
    unchanged = set(before) & set(after)
    changed = {s.organisation for s in (*before, *after) if s not in unchanged}
    if not changed:
        return
    rows = {**queries.organisation_rows(changed - known.keys()), **known}
    population.members.filter(organisation__code__in=changed).delete()
    models.PopulationMember.objects.bulk_create(
        models.PopulationMember(
            population=population,
            organisation=rows[span.organisation],
            boundary=span.boundary,
            valid_from=span.valid_from,
            valid_to=span.valid_to,
        )
        for span in after
        if span.organisation in changed
    )


def _state(
    actor: Actor,
    code: str,
    boundaries: Mapping[str, MemberBoundary | None],
    valid_from: date,
    valid_to: date | None,
) -> None:
    """State who is in (with a boundary) and who is not (`None`) between two days."""
    statements = [
        DimensionStatement(
            entity_kind=queries.ENTITY,
            entity=organisation,
            attribute=attribute,
            value=value,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for organisation, boundary in sorted(boundaries.items())
        for attribute, value in (
            (queries.population_attribute(code), None if boundary is None else queries.IN),
            (queries.boundary_attribute(code), None if boundary is None else str(boundary)),
        )
    ]
    facts.state_dimensions(actor=actor, statements=statements)


def _check_boundaries(wanted: Mapping[str, MemberBoundary], on: date) -> None:
    groups = queries.groups_on(on, wanted)
    _check_entries(PopulationEntry(c, b, groups.get(c)) for c, b in wanted.items())


def _check_entries(entries: Iterable[PopulationEntry]) -> None:
    clashes = rules.boundary_clashes(entries)
    if not clashes:
        return
    first = clashes[0]
    raise Invalid(
        msgid("The group %(group)s would be counted twice: %(consolidated)s and %(beside)s."),
        why=msgid(
            "A population takes per group either the consolidated parent or the solo members."
        ),
        remedy=msgid("Leave out the one or the others."),
        group=first.group,
        consolidated=first.consolidated,
        beside=", ".join(first.beside),
    )
