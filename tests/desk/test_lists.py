"""Lists: every row once and in order whatever the values, hostile addresses, one query budget, exports, views."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import NullIf
from django.test import RequestFactory
from django.utils import translation

from concentric.desk import lists
from concentric.desk.models import Job
from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListPage, ListSpec
from concentric.kernel.api import Invalid
from concentric.parties.models import Organisation

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 4, 11, 4, 0, tzinfo=UTC)
SPEC = ListSpec(
    code="jobs",
    columns=(
        Column("kind", "Kind", sort="kind"),
        Column("done", "Done", ColumnKind.NUMBER, sort="done", unit="rows"),
        Column("started", "Started", ColumnKind.MOMENT, sort="started_at"),
        Column("amount", "Amount", ColumnKind.NUMBER, sort="amount"),
    ),
    row=lambda job: [Cell(job.kind), Cell(job.done), Cell(job.started_at or ""), Cell(job.amount)],
    filters=(Filter("kind", "Kind", "kind", (Choice("a", "A"), Choice("b", "B"))),),
    search=("says", "kind"),
    size=4,
)


def jobs(count: int) -> QuerySet[Any]:
    """Jobs with ties in every column, and gaps where a column may have them."""
    Job.objects.bulk_create(
        Job(
            kind="ab"[number % 2],
            says=f"step {number}",
            done=number % 3,
            total=9,
            started_at=None if number % 4 == 0 else NOON + timedelta(hours=number % 3),
        )
        for number in range(count)
    )
    digits = DecimalField(max_digits=30, decimal_places=6)
    amount = NullIf(ExpressionWrapper(F("done") / Decimal("0.3"), digits), Decimal(0))
    return Job.objects.annotate(amount=amount)


def page(rf: RequestFactory, records: QuerySet[Any], address: str = "") -> ListPage:
    return lists.list_page(rf.get(f"/?{address}"), SPEC, records)


def walk(
    rf: RequestFactory, records: QuerySet[Any], sort: str, start: str, way: str
) -> Iterator[ListPage]:
    token = start
    while True:
        shown = page(rf, records, f"sort={sort}&page={token}")
        yield shown
        token = getattr(shown, f"{way}_token")
        if not token:
            return


def keys(pages: list[ListPage]) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row.cells) for shown in pages for row in shown.rows]


@pytest.mark.parametrize("sort", ["", "kind", "done", "started", "amount"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_paging_shows_every_row_once_forwards_and_backwards(
    rf: RequestFactory, sort: str, sign: str
) -> None:
    records = jobs(23)
    asked = f"{sign}{sort}" if sort else ""
    forwards = [*walk(rf, records, asked, "", "next")]
    assert [len(shown.rows) for shown in forwards] == [4, 4, 4, 4, 4, 3]
    assert sorted(map(str, keys(forwards))) == sorted(
        str((r.kind, r.done, r.started_at or "", r.amount)) for r in records
    )
    backwards = [*walk(rf, records, asked, forwards[-1].previous_token, "previous")][::-1]
    assert keys(backwards) == keys(forwards[:-1])
    assert not backwards[0].previous_token
    if sort in {"done", "kind"}:
        at = [c.code for c in SPEC.columns].index(sort)
        values = [key[at] for key in keys(forwards)]
        assert values == sorted(values, reverse=sign == "-")


@pytest.mark.parametrize("sign", ["", "-"])
def test_rows_without_a_value_stand_at_the_end(rf: RequestFactory, sign: str) -> None:
    shown = keys([*walk(rf, jobs(9), f"{sign}started", "", "next")])
    assert [bool(key[2]) for key in shown] == [True] * 6 + [False] * 3


def test_a_related_path_sorts_and_costs_no_query_of_its_own(
    rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    make = {"kind": "firm", "valid_from": date(2020, 1, 1)}
    parents = [
        Organisation.objects.create(code=c, legal_name=c, short_name=c, sort_key=c, **make)
        for c in ("T900", "T901")
    ]
    for number in range(7):
        Organisation.objects.create(
            code=f"T80{number}", legal_name="x", short_name="x", sort_key="x",
            parent=parents[number % 2] if number < 5 else None, **make,
        )  # fmt: skip
    spec = ListSpec(
        code="tree",
        columns=(Column("parent", "Parent", sort="parent__code"), Column("code", "Code")),
        row=lambda r: [Cell(r.parent.code if r.parent else ""), Cell(r.code)],
        order="-parent__code",
        size=3,
    )
    records = Organisation.objects.filter(code__startswith="T80").select_related("parent")
    seen, token = [], ""
    for _ in range(3):
        with django_assert_num_queries(2):
            shown = lists.list_page(rf.get(f"/?page={token}"), spec, records)
        seen += [cell.value for row in shown.rows for cell in row.cells[:1]]
        token = shown.next_token
    assert seen == ["T901", "T901", "T900", "T900", "T900", "", ""]


def test_paging_back_past_rows_that_went_shows_the_first_page_whole(rf: RequestFactory) -> None:
    records = jobs(12)
    first = page(rf, records, "sort=done")
    second = page(rf, records, f"sort=done&page={first.next_token}")
    Job.objects.filter(id__in=[r.id for r in records.order_by("done", "id")[:2]]).delete()
    back = page(rf, records, f"sort=done&page={second.previous_token}")
    assert len(back.rows) == 4
    assert not back.previous_token
    assert keys([back]) == keys([page(rf, records, "sort=done")])


def test_a_page_behind_the_last_row_is_the_last_page(rf: RequestFactory) -> None:
    records = jobs(10)
    second = page(rf, records, f"page={page(rf, records).next_token}")
    Job.objects.filter(id__in=[r.id for r in records.order_by("id")[6:]]).delete()
    shown = page(rf, records, f"page={second.next_token}")
    assert len(shown.rows) == 4
    assert shown.previous_token
    assert not shown.next_token


def token_of(*content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "value", ["x", "", "NaN", "Infinity", "1e999999", "2020-13-01", None, "9" * 400]
)
@pytest.mark.parametrize("sort", ["kind", "done", "started", "amount", "nonsense", "--kind"])
@pytest.mark.parametrize("backwards", [True, False])
def test_a_token_of_another_order_never_breaks_the_page(
    rf: RequestFactory, value: str | None, sort: str, backwards: bool
) -> None:
    records = jobs(5)
    address = f"sort={sort}&page={token_of(value, 3, backwards)}"
    with suppress(Invalid):
        assert len(page(rf, records, address).rows) <= 4


@pytest.mark.parametrize(
    "address",
    ["q=%00", "q=a%00b", "kind=%00", "kind=zzz", "export=exe", "sort=%27", "q=" + "%25" * 500],
)
def test_a_hostile_address_is_a_page_all_the_same(rf: RequestFactory, address: str) -> None:
    assert page(rf, jobs(3), address).count in {0, 3}


def test_search_and_filter_narrow_and_signs_are_meant_as_they_stand(rf: RequestFactory) -> None:
    records = jobs(12)
    assert page(rf, records, "q=step+1").count == 3
    assert page(rf, records, "q=step_1").count == 0
    assert page(rf, records, "kind=b&q=step+1").count == 2
    assert page(rf, records, "kind=b").chosen == {"kind": "b"}


def test_the_count_stops(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "COUNT_STOPS_AT", 5)
    assert (
        page(rf, jobs(5)).count,
        page(rf, Job.objects.annotate(amount=F("done"))).count_is_more,
    ) == (5, False)
    more = page(rf, jobs(1))
    assert (more.count, more.count_is_more) == (5, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_costs_two_queries(
    rf: RequestFactory, rows: int, django_assert_num_queries: Any
) -> None:
    records = jobs(rows)
    with django_assert_num_queries(2):
        page(rf, records)


def test_an_export_holds_every_row_exactly_and_no_formula(rf: RequestFactory) -> None:
    records = jobs(6)
    Job.objects.filter(id=records.order_by("id")[0].id).update(kind="=1+1")
    answer = lists.list_response(rf.get("/?export=csv&sort=kind"), SPEC, records)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Kind,Done (rows),Started,Amount"
    assert lines[1].startswith("'=1+1,0,")
    assert len(lines) == 7
    book = openpyxl.load_workbook(
        io.BytesIO(lists.list_response(rf.get("/?export=xlsx&sort=kind"), SPEC, records).content)
    )
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert "jobs.csv" in answer["Content-Disposition"]


def test_an_export_that_would_leave_rows_out_is_refused(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "EXPORT_STOPS_AT", 5)
    with pytest.raises(Invalid, match="more than 5 rows"):
        lists.list_response(rf.get("/?export=csv"), SPEC, jobs(6))
    with translation.override("en"):
        assert lists.list_response(rf.get("/?export=csv&kind=a"), SPEC, jobs(1)).status_code == 200


def test_a_list_that_sorts_by_what_is_not_there_is_a_fault_of_the_room(rf: RequestFactory) -> None:
    spec = ListSpec(code="x", columns=(), row=lambda r: [], order="nothing")
    with pytest.raises(LookupError, match="no nothing"):
        lists.list_page(rf.get("/"), spec, Job.objects.all())
