"""What readers who may not see single members get, after one firm changed something and after many did."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from concentric.desk import registry
from concentric.desk.types import PublishedFigure, PublishedFigures
from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.compute import models
from concentric.indicators.types import Withheld
from concentric.kernel.api import Actor, Role
from tests.access import factories as make
from tests.indicators.compute.conftest import admitted
from tests.indicators.compute.test_services import deal
from tests.indicators.compute.test_web import YEAR, YEARS, officer, signed_in, text, value


@pytest.fixture
def computed(firms: tuple[str, ...]) -> tuple[str, ...]:
    """Six firms with deals of two years on one board, one of them alone on another."""
    codes = tuple(f"F{number:03d}" for number in range(1, 7))
    admitted(codes[3:])
    from concentric.members import api as members

    members.define_population(
        actor=make.SYSTEM, code="returns", organisations=list(codes), valid_from=date(2019, 1, 1)
    )
    spring = {"covers_from": date(2019, 3, 1), "covers_to": date(2019, 3, 1)}
    facts.record_many(
        actor=make.SYSTEM,
        drafts=[deal(code, 30 + n) for n, code in enumerate(codes)]
        + [deal(code, 20 + n, **spring) for n, code in enumerate(codes)]
        + [deal("F001", 7, dims={"board": "main"})],
    )
    compute()
    return codes


def compute() -> None:
    indicators.compute_standing(actor=make.SYSTEM, periods=YEARS)


def corrected(*codes: str) -> None:
    """Each of some firms declares another deal, and everything is computed anew."""
    facts.record_many(actor=make.SYSTEM, drafts=[deal(code, 1000) for code in codes])
    compute()


def test_what_one_firm_changed_is_not_told_by_the_difference(computed: tuple[str, ...]) -> None:
    contact = signed_in(Role.CONTACT, "F002")
    assert ">202.00<" in text(contact, "/statistics/")
    corrected("F001")
    assert ">1,202.00<" in text(officer(), "/statistics/")
    page = text(contact, "/statistics/")
    assert ">202.00<" in page and ">1,202.00<" not in page
    text(contact, f"/statistics/values/{value('D-AMOUNT').uuid}/", 404)
    newest = indicators.newest_run()
    assert newest is not None
    text(contact, f"/statistics/?at={newest.uuid}", 404)
    own = text(signed_in(Role.CONTACT, "F001"), "/statistics/firm/")
    assert ">1,037.00<" in own and ">202.00<" in own and "Median and total as of" in own
    corrected("F002", "F003")
    assert ">3,202.00<" in text(contact, "/statistics/")


def test_what_was_decided_is_kept_and_never_changed(computed: tuple[str, ...]) -> None:
    assert value("D-AMOUNT", "board=main").withheld is None
    kept = {v.value.cell_code: v.reason for v in models.Verdict.objects.filter(
        value__indicator="D-AMOUNT", value__period=str(YEAR)).select_related("value")}  # fmt: skip
    assert kept == {"": "", "board=main": "too_few", "board=star": "complement"}
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Verdict.objects.update(reason="")


def test_a_part_under_another_name_is_withheld_with_what_is_computed_from_it(
    computed: tuple[str, ...],
) -> None:
    """The STAR amount is the cell beside the withheld one: as an indicator, in a share, in a growth."""
    contact = make.acting(Role.CONTACT, "F002")
    for code in ("D-STAR", "D-SHARE"):
        (seen,) = indicators.disclosed(contact, [value(code)])
        assert seen.withheld is Withheld.COMPLEMENT, code
        (public,) = indicators.for_public([value(code)])
        assert public.exact is None
    page = text(signed_in(Role.CONTACT, "F002"), "/statistics/")
    assert ">195.00<" not in page and "give away a withheld figure" in page


def test_values_computed_by_themselves_are_withheld_too(computed: tuple[str, ...]) -> None:
    facts.record_many(actor=make.SYSTEM, drafts=[deal("F004", 5, dims={"board": "main"})])
    pin = indicators.pin_now()
    line = indicators.compute(
        actor=make.SYSTEM, indicators=["D-AMOUNT"], periods=[YEAR], by=["board"], pin=pin
    )
    assert not models.Verdict.objects.filter(value__uuid__in=[v.uuid for v in line]).exists()
    shown = {v.code: v.withheld for v in indicators.for_public(line)}
    assert shown["board=main"] is Withheld.TOO_FEW


class Published:
    """A room above that published the total of an earlier computation."""

    def __init__(self, title: str = "Report") -> None:
        one = value("D-AMOUNT")
        self.figure = PublishedFigure(
            one.indicator, str(one.period), "", one.uuid, str(one.exact), title, "/published/"
        )

    def of(self, actor: Actor, codes: Sequence[str], cell_code: str) -> list[PublishedFigure]:
        wanted = self.figure.indicator in codes and cell_code == self.figure.cell_code
        return [self.figure] if wanted else []


@pytest.fixture
def published(computed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Published:
    found = Published()
    entry = PublishedFigures(room="publications", of=found.of)
    monkeypatch.setitem(registry._entries, PublishedFigures, {"publications": entry})
    return found


def test_what_was_published_stands_beside_what_is_known_now(published: Published) -> None:
    client = officer()
    url = "/statistics/indicators/D-AMOUNT/"
    assert "Unchanged" in text(client, url)
    corrected("F001")
    page = text(client, url)
    assert "+1,000.00 · Sample F001" in page
    assert f"/statistics/values/{published.figure.value_uuid}/" in page
    assert f"/statistics/values/{value('D-AMOUNT').uuid}/" in page
    assert "/published/" in page and "<del>202.00</del>" in page
    assert "As published" not in _heads(text(client, f"{url}?basis=restated"))
    assert "Change from the year before" not in _heads(text(client, f"{url}?basis=as_published"))
    assert "<del>202.00</del>" in text(client, "/statistics/")


def test_growth_is_told_on_either_basis(published: Published) -> None:
    """The earlier year as published: growth from it differs from growth from what is known now."""
    before = value("D-AMOUNT", period=YEARS[0])
    published.figure = PublishedFigure(
        "D-AMOUNT", str(YEARS[0]), "", before.uuid, str(before.exact), "Report", "/published/"
    )
    spring = {"covers_from": date(2019, 3, 1), "covers_to": date(2019, 3, 1)}
    facts.record_many(actor=make.SYSTEM, drafts=[deal("F003", 65, **spring)])
    compute()
    assert before.exact == 135 and value("D-AMOUNT", period=YEARS[0]).exact == 200
    page = text(officer(), "/statistics/indicators/D-AMOUNT/")
    restated, as_published = Fraction(202 - 200, 200), Fraction(202 - 135, 135)
    assert f"{float(restated) * 100:+.2f}%" in page and f"{float(as_published) * 100:+.2f}%" in page


def test_a_member_reads_what_was_published_without_names(published: Published) -> None:
    corrected("F001")
    page = text(signed_in(Role.CONTACT, "F002"), "/statistics/indicators/D-AMOUNT/")
    assert "/published/" in page and "Sample F001" not in page
    assert f"/statistics/values/{published.figure.value_uuid}/" in page  # still the current one


def _heads(page: str) -> str:
    return page[page.index("Over the periods") : page.index("Definition")].split("<tbody>")[-2]


def test_downloads_hold_exact_values_in_exact_units_and_say_what_is_withheld(
    computed: tuple[str, ...],
) -> None:
    contact = signed_in(Role.CONTACT, "F002")
    for url, row in (
        ("/statistics/?by=board&area=giving", ["main", "\u00b7"]),
        ("/statistics/indicators/D-AMOUNT/?part=cells&by=board", ["\u00b7"]),
        ("/statistics/firms/F002/", ["D-AMOUNT", 31]),
        ("/statistics/", ["D-AMOUNT", 135, 202]),
    ):
        answer = contact.get(f"{url}{'&' if '?' in url else '?'}as=xlsx")
        assert answer.status_code == 200, url
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        cells = [list(one) for one in sheet.iter_rows(values_only=True)]
        assert any(all(item in one for item in row) for one in cells[1:]), (url, cells)


def test_an_export_holds_all_rows_and_the_total(computed: tuple[str, ...]) -> None:
    more = tuple(f"G{number:03d}" for number in range(35))
    admitted(more)
    facts.record_many(actor=make.SYSTEM, drafts=[deal(code, 10) for code in more])
    compute()
    client = officer()
    page = text(client, "/statistics/?by=organisation&area=giving")
    assert "after=" in page
    rows = text(client, "/statistics/?by=organisation&area=giving&as=csv").splitlines()
    assert len([row for row in rows if row.startswith("G0")]) == 35
    assert "All members" in rows[-1]


def test_pages_of_a_member_keep_their_budget(computed: tuple[str, ...]) -> None:
    client = signed_in(Role.CONTACT, "F002")
    for url in ("/statistics/", "/statistics/firm/", "/statistics/indicators/D-AMOUNT/?by=board"):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= 24, url
