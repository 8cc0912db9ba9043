"""How fast any number opens to its facts, with ten million facts in PostgreSQL.

    python -m bench.trace [facts]

Facts of thirty types, 140 firms and five years are made by the server, one in a hundred a reversal. Opened are numbers
of everybody (a third) and of one firm: value, rule, selector run again with count and fingerprint, first page of facts.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from bench import harness

FACTS = 10_000_000
OPENED = 120
LIMIT_MS = 300.0
FIRMS = tuple(f"F{number:03d}" for number in range(1, 141))
_STEP = 1_000_000

_FACTS = """
    INSERT INTO facts_fact (id, uuid, fact_type, fact_type_version, time_kind, organisation, covers_from, covers_to,
        value, bound, share_num, share_den, attributed, dims, basis, boundary, confirmation, status, confidentiality,
        evidence, backfilled, source_room, source_uuid, source_revision, source_slot, reverses, recorded_at, digest)
    SELECT n, md5(n::text)::uuid, t.type, 1, 'event', 'F' || lpad((1 + n * 7919 %% 140)::text, 3, '0'), t.day, t.day,
        CASE WHEN n %% 100 <> 0 THEN n %% 9973 + 1 END, 'eq', 1, 1, CASE WHEN n %% 100 <> 0 THEN n %% 9973 + 1 END,
        CASE WHEN n %% 100 <> 0 THEN jsonb_build_object('board', (ARRAY['main', 'star', 'chinext'])[1 + n %% 3])
            ELSE '{}'::jsonb END,
        'declared', 'solo', 'one_sided', 'A', 'F', '{}', false, 'bench', md5(n::text)::uuid, 1, 'amount',
        CASE WHEN n %% 100 = 0 THEN md5((n - 1)::text)::uuid END, now(), sha256(int8send(n))
    FROM (SELECT n, (%(types)s::text[])[1 + n * 104729 %% cardinality(%(types)s::text[])] AS type,
        date '2019-01-01' + (n * 15485863 %% 1827)::int AS day FROM generate_series(%(first)s::bigint, %(last)s) n) t
"""


def main() -> int:
    """Measure; exit 1 when the limit was missed."""
    facts = int(sys.argv[1]) if len(sys.argv) > 1 else FACTS
    report = harness.Report("trace")
    with harness.installation():
        types, indicator = prepare(facts)
        values = list(made_values(indicator, types, facts))
        random.Random(1).shuffle(values)
        times, _ = opened(values[:OPENED], tracing_limit())
        checked, unchanged = opened(values[:OPENED], None)
    report.add(
        f"{facts:,} facts: median of {len(times)} numbers opened", harness.median(times), "ms"
    )
    report.add("p95", p95(times), "ms", at_most=LIMIT_MS)
    report.add("p95, every number counted again whatever its size", p95(checked), "ms")
    report.add(
        "numbers whose facts were not found again", len(times) - unchanged, "numbers", at_most=0
    )
    return 0 if report.finish() else 1


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 stay below."""
    return sorted(times)[int(len(times) * 0.95)]


def tracing_limit() -> int:
    """Up to how many facts a page counts again while it opens."""
    from concentric.indicators.compute.tracing import CHECKED_AT_ONCE

    return CHECKED_AT_ONCE


def prepare(facts: int) -> tuple[Sequence[str], Any]:
    """Members, catalogue and facts; the types, and by type the indicator that sums it."""
    from concentric.facts import api
    from concentric.kernel.api import Actor
    from concentric.members import api as members
    from concentric.parties.models import Organisation
    from concentric.rulebook.api import default_paths

    actor = Actor.system("bench")
    rulebook = api.install_catalogue(actor=actor, rulebook_paths=default_paths())
    for code in FIRMS:
        Organisation.objects.create(
            code=code,
            kind="firm",
            legal_name=code,
            short_name=code,
            sort_key=code,
            valid_from="2015-01-01",
        )
    members.define_population(
        actor=actor, code="returns", organisations=list(FIRMS), valid_from=_first_day()
    )
    indicators = {
        one.measure.fact_type: code
        for code, one in rulebook.indicators.items()
        if one.measure and one.formula == "sum" and one.time == "within" and not one.measure.where
        and one.population == "returns" and "organisation" in one.breakdowns
    }  # fmt: skip
    types = sorted(indicators)[:30]
    fill(types, facts)
    api.seal()
    return types, indicators


def _first_day() -> Any:
    from datetime import date

    return date(2019, 1, 1)


def fill(types: Sequence[str], facts: int) -> None:
    """Let the server make the facts, as the owner, with the guards of ordinary writing put aside."""
    from django.db import connections

    settings = connections["owner"].get_connection_params()
    settings.pop("cursor_factory", None)
    settings.pop("context", None)
    settings = {k: v for k, v in settings.items() if k not in ("prepare_threshold", "pool")}
    with psycopg.connect(**settings, autocommit=True) as owner:
        owner.execute("ALTER TABLE facts_fact DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE facts_position DISABLE TRIGGER USER")
        for first in range(1, facts + 1, _STEP):
            last = min(first + _STEP - 1, facts)
            owner.execute(_FACTS, {"types": list(types), "first": first, "last": last})
            owner.execute(
                "INSERT INTO facts_position (position, row_id, digest) "
                "SELECT id, id, digest FROM facts_fact WHERE id BETWEEN %s AND %s ORDER BY id",
                [first, last],
            )
            print(f"{last:,} facts", flush=True)
        owner.execute("ALTER TABLE facts_fact ENABLE TRIGGER USER")
        owner.execute("ALTER TABLE facts_position ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE facts_fact")
        owner.execute("VACUUM ANALYZE facts_position")


def made_values(indicators: Any, types: Sequence[str], position: int) -> Any:
    """Values of everybody and of firms in each year, with the facts that stand behind them."""
    from concentric.facts import api
    from concentric.indicators.compute import models
    from concentric.indicators.compute.selectors import selectors_of
    from concentric.indicators.compute.terms import VERSION
    from concentric.indicators.compute.world import StatedWorld
    from concentric.kernel.types import Period
    from concentric.rulebook.api import plan

    catalogue = api.catalogue()
    world = StatedWorld(api.dimension_position())
    chosen = random.Random(2)
    for number in range(OPENED):
        code = indicators[types[number % len(types)]]
        period = Period.year(2019 + number % 5)
        cell = () if number % 3 == 0 else (("organisation", chosen.choice(FIRMS)),)
        (need,) = plan(catalogue, [code]).needs
        fact_type = catalogue.fact_type(need.measure.measure.fact_type)
        found = [
            api.count_and_fingerprint(one, position)
            for one in selectors_of(need.measure, fact_type, cell, period, world)
        ]
        yield models.Value.objects.create(
            indicator=code, catalogue=catalogue.hash, period=str(period), cell=dict(cell),
            cell_code="&".join(f"{n}={c}" for n, c in cell), population="returns", exact="1", rounded=1,
            facts=sum(f.count for f in found), word_1=sum(f.word_1 for f in found),
            word_2=sum(f.word_2 for f in found), position=position,
            dimension_position=api.dimension_position(), engine=f"{VERSION}-bench-{number}",
        ).uuid  # fmt: skip


def opened(values: Sequence[Any], checked_upto: int | None) -> tuple[list[float], int]:
    """Milliseconds of each opening, and how many found the same facts."""
    from concentric.indicators import api
    from concentric.kernel.api import Actor

    times, unchanged = [], 0
    for uuid in values:
        start = time.perf_counter()
        trace = api.trace(actor=Actor.system("bench"), uuid=uuid, checked_upto=checked_upto)
        times.append((time.perf_counter() - start) * 1000)
        unchanged += trace.is_unchanged
    return times, unchanged


if __name__ == "__main__":
    raise SystemExit(main())
