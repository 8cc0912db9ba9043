"""Checks run over returns, and what they find kept as query threads: opened, and closed when the figures agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from concentric.indicators.returns import models, permissions
from concentric.indicators.returns.queries import cycles as queries
from concentric.indicators.returns.queries import figures
from concentric.indicators.returns.rules import checks, objects
from concentric.indicators.returns.types import (
    Contest,
    ContestedObject,
    Finding,
    MessageKind,
    Severity,
    Side,
    ThreadKind,
    ThreadState,
)
from concentric.indicators.returns.workbooks.words import finding_words
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor

Found = Mapping[int, Sequence[tuple[ThreadKind, Finding]]]


@transaction.atomic
def recheck(*, actor: Actor, cycle: str) -> int:
    """Run every check over all returns of a cycle again; returns how many findings stand. Raises `Refused`."""
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not run the checks."), why=msgid("The association's officers do.")
        )
    row = queries.cycle_row(cycle)
    owners = list(queries.loaded().filter(cycle=row))
    found = recheck_rows(owners)
    return sum(len(group) for group in found.values())


def recheck_rows(owners: Sequence[models.Return]) -> dict[int, tuple[Finding, ...]]:
    """Check returns of one cycle as they stand and bring their threads into line; findings by return.

    One pass: a fixed number of queries however many returns.
    """
    if not owners:
        return {}
    ids = [owner.id for owner in owners]
    entries, rows = figures.entries_of(ids), figures.rows_of(ids)
    found = find(owners, entries, rows)
    wanted = {
        owner.id: [
            *((ThreadKind.RULE, finding) for finding in found[owner.id]),
            *_contests(entries.get(owner.id, {}).values()),
        ]
        for owner in owners
    }
    bring_into_line(ids, wanted, (ThreadKind.RULE, ThreadKind.CONTEST))
    return found


def find(
    owners: Sequence[models.Return],
    entries: Mapping[int, Mapping[str, models.Entry]],
    rows: Mapping[int, Mapping[str, Sequence[models.TableRow]]],
) -> dict[int, tuple[Finding, ...]]:
    """What the checks find in returns of one cycle, without writing anything. Untouched returns are not checked."""
    cycle = owners[0].cycle
    book = queries.book_of(cycle)
    last = figures.last_year(cycle, [owner.organisation.code for owner in owners])
    usual = figures.peer_medians(cycle, book)
    return {
        owner.id: checks.findings(
            book.form,
            figures.filled(
                book,
                entries.get(owner.id, {}),
                rows.get(owner.id, {}),
                last.get(owner.organisation.code, {}),
                usual,
            ),
            finding_words(),
        )
        if owner.edit
        else ()
        for owner in owners
    }


def check_objects(*, actor: Actor, cycle: str) -> tuple[ContestedObject, ...]:
    """Compare all partners' claims of a cycle, raise a query on each of them where they disagree, and close
    what agrees.

    Raises `Refused` and `Missing`.
    """
    if not permissions.may_review(actor):
        raise Refused(
            msgid("You may not compare the claims of partners."),
            why=msgid("The association's officers do."),
        )
    with transaction.atomic():
        return compare_claims(queries.cycle_row(cycle), None)


def compare_claims(
    cycle: models.Cycle, codes: Collection[str] | None
) -> tuple[ContestedObject, ...]:
    """Compare claims about some objects (all without codes) and bring the threads of all their firms into line."""
    shared = figures.shared_tables(queries.book_of(cycle))
    found = objects.contested(figures.claims(cycle, codes, shared), figures.arrived_firms(cycle))
    firms = {claim.firm for one in found for claim in one.claims} | {
        f for one in found for f in one.silent
    }
    owners = queries.returns_in(cycle.code, firms)
    wanted: dict[int, list[tuple[ThreadKind, Finding]]] = {}
    for one in found:
        said = finding_words()[one.reasons[0]]
        basis = ";".join(f"{c.firm}={c.amount.normalize():f}*{c.share}" for c in one.claims)
        finding = Finding(
            one.reasons[0], Severity.SOFT, one.table, said, about=one.object_code, basis=basis
        )
        for firm in {claim.firm for claim in one.claims} | set(one.silent):
            wanted.setdefault(owners[firm].id, []).append((ThreadKind.OBJECT, finding))
    _bring_objects_into_line(cycle, codes, wanted)
    return found


def codes_of(owner: models.Return) -> set[str]:
    """The objects on which a return has a say: its own rows, those that name the firm, and those still queried."""
    own = (
        models.TableRow.objects.filter(owner=owner)
        .exclude(object_code="")
        .exclude(partner_codes=[])
    )
    naming = models.TableRow.objects.filter(
        owner__cycle=owner.cycle, partner_codes__contains=[owner.organisation.code], removed_at=None
    )
    queried = models.Thread.objects.filter(owner=owner, kind=ThreadKind.OBJECT, closed_at=None)
    return (
        set(own.values_list("object_code", flat=True))
        | set(naming.values_list("object_code", flat=True))
        | set(queried.values_list("about", flat=True))
    )


def _bring_objects_into_line(
    cycle: models.Cycle, codes: Collection[str] | None, wanted: Found
) -> None:
    standing = models.Thread.objects.filter(
        owner__cycle=cycle, kind=ThreadKind.OBJECT, closed_at=None
    )
    if codes is not None:
        standing = standing.filter(about__in=list(codes))
    _reconcile(list(standing), wanted)


def bring_into_line(owners: Sequence[int], wanted: Found, kinds: Sequence[ThreadKind]) -> None:
    """Open the threads that checks ask for and close those whose finding is gone, four statements at most."""
    standing = models.Thread.objects.filter(
        owner_id__in=owners, kind__in=[str(k) for k in kinds], closed_at=None
    )
    _reconcile(list(standing), wanted)


def _reconcile(standing: Sequence[models.Thread], wanted: Found) -> None:
    held = {(t.owner_id, t.kind, t.rule, t.line, t.about): t for t in standing}
    asked = {
        (owner, str(kind), f.rule, f.line, f.about): f
        for owner, group in wanted.items()
        for kind, f in group
    }
    settled = _settled_by_officers([owner for owner, *_rest in asked])
    fresh = [
        models.Thread(
            owner_id=key[0],
            kind=key[1],
            rule=key[2],
            line=key[3],
            about=key[4],
            severity=finding.severity,
            compared=finding.basis,
            says={"zh": finding.says.zh, "en": finding.says.en},
        )
        for key, finding in asked.items()
        if key not in held and (*key, finding.basis) not in settled
    ]
    models.Thread.objects.bulk_create(fresh, batch_size=500)
    gone = [thread for key, thread in held.items() if key not in asked]
    models.Thread.objects.filter(id__in=[t.id for t in gone]).update(
        state=ThreadState.CLOSED, closed_at=timezone.now()
    )
    models.Message.objects.bulk_create(
        [_by_system(t, MessageKind.RAISED) for t in fresh]
        + [_by_system(t, MessageKind.CLOSED) for t in gone],
        batch_size=500,
    )


def _settled_by_officers(owners: Sequence[int]) -> set[tuple[Any, ...]]:
    """What officers closed with an explanation, with the figures it was about: it is not raised again for the
    same.
    """
    rows = models.Thread.objects.filter(
        owner_id__in=owners,
        state=ThreadState.CLOSED,
        messages__kind=MessageKind.CLOSED,
        messages__side=Side.ASSOCIATION,
    )
    return set(rows.values_list("owner_id", "kind", "rule", "line", "about", "compared"))


def _by_system(thread: models.Thread, kind: MessageKind) -> models.Message:
    return models.Message(thread=thread, side=Side.SYSTEM, kind=kind)


def _contests(entries: Iterable[models.Entry]) -> list[tuple[ThreadKind, Finding]]:
    said = finding_words()["contest"]
    return [
        (ThreadKind.CONTEST, Finding("contest", Severity.SOFT, entry.line, said))
        for entry in entries
        if entry.contest == Contest.OPEN
    ]


def open_hard(owner: models.Return) -> list[str]:
    """The lines whose hard findings are open."""
    rows = models.Thread.objects.filter(owner=owner, severity=Severity.HARD, closed_at=None)
    return sorted(set(rows.values_list("line", flat=True)))


def open_threads(owners: Iterable[int]) -> dict[int, list[str]]:
    """The lines of every open thread, by return."""
    found: dict[int, list[str]] = {}
    rows = models.Thread.objects.filter(owner_id__in=list(owners), closed_at=None)
    for owner, line in rows.values_list("owner_id", "line"):
        found.setdefault(owner, []).append(line)
    return found
