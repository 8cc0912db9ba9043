"""Acts of computing: fill the lake, compute, keep the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.indicators.compute import models, permissions, queries, rules
from concentric.indicators.compute.questions import Answer, Question
from concentric.indicators.compute.terms import VERSION
from concentric.indicators.compute.types import Pin, Value
from concentric.indicators.compute.world import StatedWorld
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor, Period
from concentric.rulebook.types import Rulebook

if TYPE_CHECKING:
    from concentric.indicators.compute.engine import Engine
    from concentric.indicators.compute.lake import Lake

LAKE_LOCK = 0x1A4E_F111
"""Advisory lock of whoever fills the lake of a database."""

TASK = "indicators.compute_standing"
_GATHERED = 15
"""Seconds in which further requests join the one that waits."""
_BATCH = 2_000
_per_thread = local()

Report = Callable[[int, int, str], None]
"""Told of progress: done, of, what."""


def lake() -> Lake:
    """The lake of the database the site talks to: a database made anew gets a lake of its own."""
    from concentric.indicators.compute.lake import Lake  # heavy: pages never open it

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database() || '-' || oid FROM pg_database WHERE datname = current_database()"
        )
        (name,) = cursor.fetchone()
    return Lake(Path(settings.CONCENTRIC_LAKE) / name)


def fill_lake(upto: int) -> Lake:
    """Copy what was sealed up to a position into the lake. One process at a time; the others wait."""
    found = lake()
    if found.last_position() >= upto:
        return found
    with _alone():
        found.fill(upto, facts.fact_rows)
    return found


def rebuild_lake() -> Lake:
    """Write the whole lake anew from the ledger."""
    facts.seal()
    found = lake()
    with _alone():
        found.rebuild(facts.position(), facts.fact_rows)
    return found


def pin_now() -> Pin:
    """Seal what is committed and name the positions as of now, under the catalogue in force."""
    facts.seal()
    return Pin(facts.position(), facts.dimension_position(), facts.current_hash())


def compute(
    *,
    actor: Actor,
    indicators: Sequence[str],
    periods: Sequence[Period],
    by: Sequence[str] = (),
    pin: Pin | None = None,
) -> tuple[Value, ...]:
    """Compute indicators for periods, divided by breakdowns, as recorded by a pin (now, without one), and keep them.

    A value that stands already for the same pin is not written again. Raises `Refused` for an actor who may not
    compute, `Missing` for an indicator that is unknown or not valid in the period.
    """
    if not permissions.may_compute(actor):
        raise Refused(msgid("Computing is for the convener's staff."))
    pin = pin or pin_now()
    rulebook = facts.catalogue(pin.catalogue)
    answers = _answers(rulebook, indicators, periods, by, pin)
    rows = [_row(rulebook, answer, pin) for answer in answers]
    with transaction.atomic():
        _keep(rows)
        audit.log(
            actor=actor,
            act="indicators.computed",
            object_kind="indicator",
            organisation=actor.organisation,
            details={
                "indicators": list(indicators),
                "periods": [str(p) for p in periods],
                "by": list(by),
                "position": pin.position,
                "values": len(rows),
            },
        )
    return queries.kept(pin, indicators, periods, by)


def compute_standing(
    *, actor: Actor, periods: Sequence[Period], pin: Pin | None = None, report: Report | None = None
) -> int:
    """Compute every indicator of the catalogue, whole and by each of its breakdowns, and let pages read them.

    Returns the number of values. Repeating it with nothing new recorded computes nothing.
    """
    pin = pin or pin_now()
    total = standing_batches(pin, periods)
    for done, says in standing_steps(actor=actor, periods=periods, pin=pin):
        if report is not None:
            report(done, total, says)
    run = queries.run_at(pin, [str(period) for period in periods])
    return 0 if run is None or total == 0 else queries.run_by(run).values


def standing_batches(pin: Pin, periods: Sequence[Period]) -> int:
    """In how many steps the standing set is computed; 0 where it stands already."""
    if queries.run_at(pin, [str(period) for period in periods]) is not None:
        return 0
    return len(rules.standing_questions(facts.catalogue(pin.catalogue), periods))


def standing_steps(
    *, actor: Actor, periods: Sequence[Period], pin: Pin
) -> Iterator[tuple[int, str]]:
    """Compute the standing set step by step; gives how many are done and what comes next."""
    if not permissions.may_compute(actor):
        raise Refused(msgid("Computing is for the convener's staff."))
    asked = [str(period) for period in periods]
    if queries.run_at(pin, asked) is not None:
        return
    rulebook = facts.catalogue(pin.catalogue)
    run = models.Run.objects.create(
        catalogue=pin.catalogue,
        position=pin.position,
        dimension_position=pin.dimension_position,
        engine=VERSION,
        periods=asked,
    )
    written = 0
    for number, (by, some, codes) in enumerate(rules.standing_questions(rulebook, periods)):
        yield number, " × ".join(by)
        answers = _answers(rulebook, codes, some, by, pin)
        rows = [_row(rulebook, answer, pin) for answer in answers]
        _keep(rows)
        written += len(rows)
    with transaction.atomic():
        last = queries.runs(limit=1)
        _decide(pin, last[0].pin if last else None)
        models.Run.objects.filter(id=run.id).update(
            finished_at=timezone.now(),
            values=written,
            is_for_members=_is_for_members(rulebook, pin),
        )
        audit.log(
            actor=actor,
            act="indicators.computed",
            object_kind="run",
            object_uuid=run.uuid,
            organisation=actor.organisation,
            details={"position": pin.position, "values": written},
        )


def _decide(pin: Pin, before: Pin | None) -> None:
    """Decide about every value of a pin that is not decided whether it is withheld, knowing what was shown before."""
    reasons = queries.withheld_at(pin, before=before)
    undecided = queries.at(pin).exclude(cell__has_key=queries.ORGANISATION).filter(verdict=None)
    models.Verdict.objects.bulk_create(
        [
            models.Verdict(value_id=number, reason=reasons.get(uuid, ""))
            for number, uuid in undecided.values_list("id", "uuid")
        ]
    )


def _is_for_members(rulebook: Rulebook, pin: Pin) -> bool:
    """Whether so many changed something since the last run for members that the difference tells about none of them.

    Where nothing changed there is no difference.
    """
    last = queries.newest_run_for_members()
    if last is None:
        return True
    least = queries.rule_on(rulebook, max(period.end for period in last.periods)).least
    changed = _changed(last.pin, pin, least)
    return not changed or changed >= least


def _changed(before: Pin, now: Pin, enough: int) -> int:
    """How many organisations and places something was recorded or stated about in between; counting stops at enough."""
    stated = facts.dimension_statements(
        first_position=before.dimension_position + 1, last_position=now.dimension_position
    )
    found = {(one.statement.entity_kind, one.statement.entity) for one in stated}
    for rows in facts.fact_rows(before.position + 1, now.position):
        if len(found) >= enough:
            break
        found |= {("organisation", code) for code in rows["organisation"].unique().to_pylist()}
    return len(found)


def _answers(
    rulebook: Rulebook,
    indicators: Sequence[str],
    periods: Sequence[Period],
    by: Sequence[str],
    pin: Pin,
) -> Sequence[Answer]:
    question = Question(
        tuple(indicators), tuple(periods), tuple(by), pin.position, pin.dimension_position
    )
    return _engine(fill_lake(pin.position)).answer(
        rulebook, question, StatedWorld(pin.dimension_position)
    )


def _engine(found: Lake) -> Engine:
    """The engine of this thread over a lake."""
    from concentric.indicators.compute.engine import Engine  # heavy: pages never compute

    held: Engine | None = getattr(_per_thread, "engine", None)
    if held is None or held.lake.root != found.root:
        held = _per_thread.engine = Engine(found)
    return held


def _keep(rows: Sequence[models.Value]) -> None:
    """Add values; those that stand under the same pin are passed over.

    One array per column instead of one parameter per field: ten times quicker for many rows.
    """
    fields = [one for one in models.Value._meta.concrete_fields if not one.primary_key]
    arrays = ", ".join(f"%s::{one.db_type(connection)}[]" for one in fields)
    names = ", ".join(f'"{one.column}"' for one in fields)
    sql = (
        f"INSERT INTO {models.Value._meta.db_table} ({names}) "
        f"SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        for first in range(0, len(rows), _BATCH):
            some = rows[first : first + _BATCH]
            columns = [
                [one.get_db_prep_save(one.pre_save(row, add=True), connection) for row in some]
                for one in fields
            ]
            cursor.execute(sql, columns)


def _row(rulebook: Rulebook, answer: Answer, pin: Pin) -> models.Value:
    behind = answer.behind
    exact = answer.figure.value if answer.figure else None
    return models.Value(
        indicator=answer.indicator,
        catalogue=pin.catalogue,
        period=str(answer.period),
        cell=dict(answer.cell),
        cell_code=rules.cell_code(answer.cell),
        population=rulebook.indicator(answer.indicator, answer.period.end).population,
        exact=None if exact is None else str(exact),
        rounded=answer.rounded,
        bound=answer.figure.bound if answer.figure else "eq",
        is_derived=answer.is_derived,
        facts=behind.facts,
        confirmed=behind.confirmed,
        word_1=behind.word_1,
        word_2=behind.word_2,
        contributors=behind.contributors,
        largest=_rounded_up(behind.largest),
        position=pin.position,
        dimension_position=pin.dimension_position,
        engine=VERSION,
    )


def _rounded_up(part: Fraction) -> Decimal:
    """A part as a decimal that is never less than it: a rule of disclosure errs on the safe side."""
    whole = Decimal(part.numerator) / Decimal(part.denominator)
    return min(whole.quantize(Decimal("1e-12"), rounding=ROUND_UP), Decimal(1))


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LAKE_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LAKE_LOCK])


def recompute_standing(*, actor: Actor) -> None:
    """Let the worker compute the standing set anew, soon: asked many times in a moment it is done once.

    For whoever recorded facts that pages should show, in the transaction that recorded them.
    """
    try:
        with transaction.atomic():
            queue.configure_task(
                TASK, queueing_lock=TASK, lock=TASK, schedule_in={"seconds": _GATHERED}
            ).defer(asked_by=actor.name)
    except AlreadyEnqueued:
        return
