"""Reads of what was filled in: lines, rows, last year, the peers, the group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.rules import attribution, checks, content, states
from concentric.indicators.returns.types import Claim, TypedLine
from concentric.indicators.returns.workbooks.layout import FormBook
from concentric.members import api as members
from concentric.members.types import Attribute
from concentric.rulebook.types import Table


def entries_of(owners: Iterable[int]) -> dict[int, dict[str, models.Entry]]:
    """Entries by return and line, one query."""
    found: dict[int, dict[str, models.Entry]] = defaultdict(dict)
    for entry in models.Entry.objects.filter(owner_id__in=list(owners)):
        found[entry.owner_id][entry.line] = entry
    return found


def rows_of(owners: Iterable[int]) -> dict[int, dict[str, list[models.TableRow]]]:
    """Standing rows by return and table in their order, one query."""
    found: dict[int, dict[str, list[models.TableRow]]] = defaultdict(lambda: defaultdict(list))
    rows = models.TableRow.objects.filter(owner_id__in=list(owners), removed_at=None)
    for row in rows.order_by("table", "number", "id"):
        found[row.owner_id][row.table].append(row)
    return found


def last_year(
    cycle: models.Cycle, organisations: Collection[str]
) -> dict[str, dict[str, TypedLine]]:
    """What firms had accepted for the period before, by firm and line; one query."""
    before = str(cycle_queries.period_of(cycle).previous())
    rows = models.Entry.objects.filter(
        owner__cycle__period=before,
        owner__state__in=[str(s) for s in states.SETTLED],
        owner__organisation__code__in=list(organisations),
    ).values_list("owner__organisation__code", "line", "value", "text", "note")
    found: dict[str, dict[str, TypedLine]] = defaultdict(dict)
    for firm, line, value, text, note in rows:
        found[firm][line] = TypedLine(value, text, note)
    return found


def peer_medians(cycle: models.Cycle, book: FormBook) -> dict[str, Fraction]:
    """Medians of what rules compare with peers, over the filled returns of the cycle; one query."""
    asked = checks.peer_lines(book.form)
    if not asked:
        return {}
    rows = models.Entry.objects.filter(owner__cycle=cycle, line__in=asked, value__isnull=False)
    values: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    for owner, line, value in rows.values_list("owner_id", "line", "value"):
        values[owner][line] = value
    return checks.peer_medians(book.form, values.values())


def group_sums(cycle: models.Cycle, organisation: str) -> dict[str, Decimal]:
    """For a firm in a group: what the group's other firms state in this cycle, added up by line."""
    period = cycle_queries.period_of(cycle)
    groups = members.attribute_of(Attribute.GROUP, on=period.end)
    mine = groups.get(organisation)
    if not mine:
        return {}
    others = [code for code, group in groups.items() if group == mine and code != organisation]
    rows = models.Entry.objects.filter(
        owner__cycle=cycle, owner__organisation__code__in=others, value__isnull=False
    ).values_list("line", "value")
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line, value in rows:
        sums[line] += value or 0
    return sums


def filled(
    book: FormBook,
    entries: Mapping[str, models.Entry],
    rows: Mapping[str, Sequence[models.TableRow]],
    last: Mapping[str, TypedLine],
    usual: Mapping[str, Fraction],
) -> checks.Filled:
    """A return as the checks see it."""
    return checks.Filled(
        values={code: entry.value for code, entry in entries.items()},
        texts={code: entry.text for code, entry in entries.items()},
        rows={
            table.code: [_amounts(table, row) for row in rows.get(table.code, ())]
            for table in book.form.tables()
        },
        last={code: typed.value for code, typed in last.items()},
        usual=usual,
    )


def _amounts(table: Table, row: models.TableRow) -> checks.RowAmounts:
    numeric = (column.code for column in table.columns if column.kind in {"amount", "count"})
    amounts = {code: Decimal(row.values[code]) for code in numeric if row.values.get(code)}
    return checks.RowAmounts(amounts, row.attributed)


def hash_of(
    owner: models.Return,
    entries: Mapping[str, models.Entry],
    rows: Mapping[str, Sequence[models.TableRow]],
) -> str:
    """The hash of a return's content as it stands; cycle and organisation must be loaded."""
    return content.content_hash(
        form=owner.cycle.form,
        catalogue=owner.cycle.catalogue,
        organisation=owner.organisation.code,
        lines=((code, e.value, e.text, e.note) for code, e in entries.items()),
        rows=((row.table, row.values) for group in rows.values() for row in group),
    )


def claims(
    cycle: models.Cycle, codes: Collection[str] | None, shared: Mapping[str, str]
) -> list[Claim]:
    """What arrived returns of a cycle claim about objects (all of them without codes), of the tables that share.

    `shared` gives the partners column by table.
    """
    rows = models.TableRow.objects.filter(
        owner__cycle=cycle,
        owner__submitted_on__isnull=False,
        removed_at=None,
        table__in=list(shared),
        amount__isnull=False,
    ).exclude(object_code="")
    if codes is not None:
        rows = rows.filter(object_code__in=list(codes))
    columns = ("owner__organisation__code", "table", "object_code", "amount", "values")
    return [
        Claim(
            firm, table, code, amount, attribution.read_shares(values.get(shared[table], ""), firm)
        )
        for firm, table, code, amount, values in rows.values_list(*columns)
    ]


def shared_tables(book: FormBook) -> dict[str, str]:
    """The tables whose rows several firms share, with their column of partners."""
    return {
        table.code: fact.share for table in book.form.tables() for fact in table.facts if fact.share
    }


def arrived_firms(cycle: models.Cycle) -> set[str]:
    """The firms of a cycle whose returns were submitted at least once."""
    rows = models.Return.objects.filter(cycle=cycle, submitted_on__isnull=False)
    return set(rows.values_list("organisation__code", flat=True))
