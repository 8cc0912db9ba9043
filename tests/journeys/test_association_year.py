"""One year of an association, told over HTTP: from a firm's upload to a published number that anybody opens.

Everybody signs in through the form, with a session and a token of their own, at a site served as `concentric serve`
serves it: two web processes and a worker. Nothing is done behind the pages but founding the association.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from concentric.indicators.returns import models
from concentric.kernel.api import Role, shanghai_day
from concentric.publications.models import SignOff
from tests.journeys import association
from tests.journeys.association import CHAIN, FIRMS, PASSWORD, Listing, email
from tests.journeys.processes import (
    Environment,
    served,
    until,
    verified,
)
from tests.journeys.visiting import Form, Page, Someone

RETURNS = "/statistics/returns"
CYCLE = "2020"
REPORT = "csr-2020"
CHAPTER = f"/publications/reports/{REPORT}/chapters/real_economy/"
ISSUE = f"/publications/published/{REPORT}-1/"

LISTINGS = {
    "F001": [
        Listing("EX1", "star", "30000"),
        Listing("EX2", "star", "20000", "F001:3/4;F002:1/4"),
    ],
    "F002": [Listing("EX2", "star", "20000", "F001:3/4;F002:1/4")],
    "F003": [Listing("EX3", "chinext", "10000.0001")],
    "F004": [Listing("EX4", "main", "25000")],
}
"""Four companies: one of them listed by two firms together, who both report it whole."""
RAISED, RAISED_LATER = "850,000,001", "875,000,001"
"""Yuan, to the last: EX2 counts once. Then F003 finds out that EX3 raised 125,000,001."""
MENDED = "12500.0001"

ORDINARY, LINES = {"F05": "40", "F06": "10"}, {"F004": {"F05": "5000", "F06": "10"}}
"""Hours of training and people trained: one firm says a hundred and twenty-five times its peers' hours per head."""

TEXT_EN = "{{value RE-01 period=2020 unit=none}} companies raised {{value RE-02 period=2020 scale=1 decimals=0}}."
TEXT_ZH = "首发{{value RE-01 period=2020 unit=none}}家，筹得{{value RE-02 period=2020 scale=1 decimals=0}}。"


@dataclass(slots=True)
class Town:
    """The site and everybody in it; who signed in once stays signed in."""

    site: str
    environment: Environment
    _people: dict[str, Someone] = field(default_factory=dict)

    def person(self, role: Role, code: str = "ASSOC") -> Someone:
        address = email(role, code)
        if address not in self._people:
            someone = Someone(self.site)
            someone.signs_in(address, PASSWORD)
            self._people[address] = someone
        return self._people[address]

    @property
    def public(self) -> Someone:
        return Someone(self.site)


@pytest.fixture
def town(command_environment: Environment) -> Iterator[Town]:
    with override_settings(PASSWORD_HASHERS=[f"{association.__name__}.QuickHasher"]):
        association.founded()
    with served(command_environment) as (_serving, port):
        yield Town(f"http://127.0.0.1:{port}", command_environment)


def test_a_year_from_the_upload_to_a_restated_number(town: Town) -> None:
    returns = officer_opens_the_cycle(town)
    for firm in FIRMS:
        preparer_uploads(town, returns[firm], firm)
    for firm in FIRMS:
        firm_signs(town, returns[firm], firm)
    another_firm_sees_nothing(town, returns["F001"])
    officer_asks_about_the_flagged_line(town, returns["F004"])
    for firm in FIRMS:
        officer_accepts(town, returns[firm])

    editor_writes_the_report(town)
    three_people_sign(town)
    editor_issues(town)
    public_opens_the_number(town)

    officer_makes_an_exception(town, returns["F003"])
    firm_corrects_the_amount(town, returns["F003"])
    firm_signs(town, returns["F003"], "F003")
    officer_accepts(town, returns["F003"])
    public_sees_the_restated_number(town)
    verified(town.environment)


# --- The officer and the firms ----------------------------------------------------------------


def officer_opens_the_cycle(town: Town) -> Mapping[str, str]:
    """Answers the address of each firm's return, as its preparer finds it."""
    officer, today = town.person(Role.OFFICER), shanghai_day(timezone.now())
    path = f"{RETURNS}/cycles/"
    board = officer.submits(
        path,
        officer.opens(path).form(holding="population"),
        code=CYCLE,
        form="annual-return-2020",
        period="2020",
        population=association.POPULATION,
        opens_on=f"{today}",
        due_on=f"{today + timedelta(days=14)}",
    )
    assert board.path == f"{path}{CYCLE}/"
    assert all(firm in board.text for firm in FIRMS)
    found = {}
    for firm in FIRMS:
        mine = town.person(Role.PREPARER, firm).opens(f"{RETURNS}/")
        found[firm] = mine.link(rf"{RETURNS}/[0-9a-f-]{{36}}/")
    assert len(set(found.values())) == len(FIRMS)
    return found


def preparer_uploads(town: Town, address: str, firm: str) -> None:
    """Download, fill, dry run, take in; a second click on the button changes nothing."""
    preparer, path = town.person(Role.PREPARER, firm), f"{address}upload/"
    empty = preparer.opens(f"{address}workbook/").content
    content = association.filled(empty, firm, LISTINGS[firm], LINES.get(firm, ORDINARY))
    file, form = (f"{firm}.xlsx", content), preparer.opens(path).form(act="take_in")

    dry = preparer.submits(path, form, file=file, act="check")
    assert "can be taken in" in dry.text, dry.text
    mine = models.Return.objects.get(organisation__code=firm)
    assert (mine.edit, mine.state) == (0, "open"), "a dry run writes nothing"

    answers = twice(lambda: preparer.submits(path, form, file=file, act="take_in"))
    assert [page.status for page in answers] == [200, 200]
    mine.refresh_from_db()
    assert (mine.edit, mine.state) == (1, "preparing"), "the second click changes nothing"
    assert models.Upload.objects.filter(owner=mine).count() == 1
    assert models.TableRow.objects.filter(owner=mine).count() == len(LISTINGS[firm])


def firm_signs(town: Town, address: str, firm: str) -> None:
    """Preparer, checker and signatory sign, each once, though each of them clicks twice."""
    before = signatures(firm)
    for role in CHAIN:
        person, path = town.person(role, firm), f"{address}sign/"
        click = partial(person.submits, path, person.opens(path).form(holding="seen"))
        answers = twice(click)
        assert [page.status for page in answers] == [200, 200], "the second click is no fault"
    assert signatures(firm) == [*before, "prepared", "checked", "signed"]


def signatures(firm: str) -> list[str]:
    acts = models.ReturnAct.objects.filter(
        owner__organisation__code=firm, kind__in=("prepared", "checked", "signed")
    )
    return list(acts.order_by("id").values_list("kind", flat=True))


def another_firm_sees_nothing(town: Town, address: str) -> None:
    """Every address of a firm's return is closed to another firm, and so is the association's side of it."""
    stranger = town.person(Role.PREPARER, "F002")
    own = stranger.opens(f"{RETURNS}/")
    token = own.forms[0].fields["csrfmiddlewaretoken"]
    for part in ("", "sections/B/", "tables/B-IPO/", "workbook/", "upload/", "sign/"):
        assert stranger.asks(address + part).status == 404, part
    for part in ("lines/B02/", "upload/", "sign/", "hand-back/", "tables/B-IPO/"):
        form = Form(address + part, {"csrfmiddlewaretoken": token, "value-B02": "1", "text": "x"})
        assert stranger.submits(address, form).status == 404, part
    for path in (f"{address}review/", f"{RETURNS}/cycles/{CYCLE}/"):
        assert stranger.asks(path).status == 403, path


def officer_asks_about_the_flagged_line(town: Town, address: str) -> None:
    """Begin the review, ask about what the check flagged, read the answer, close."""
    officer, firm = town.person(Role.OFFICER), town.person(Role.CHECKER, "F004")
    review = officer.opens(f"{address}review/")
    taken_up = officer.submits(f"{address}review/", review.form(act="taken_up"), act="taken_up")
    assert "F05" in taken_up.text, "the check of hours per person flagged it"
    refused = officer.submits(f"{address}review/", taken_up.form(act="accepted"), act="accepted")
    assert "Queries are open" in refused.text
    thread = refused.link(rf"{RETURNS}/queries/[0-9a-f-]{{36}}/")
    asked = firm.opens(thread)
    firm.submits(thread, asked.form(act="answer"), act="answer", text="A two-week course <b>.")
    answered = officer.opens(thread)
    assert "A two-week course <b>." in answered.text
    closed = officer.submits(
        thread, answered.form(act="close"), act="close", text="It is as the firm says."
    )
    assert "Closed" in closed.text
    stranger = town.person(Role.CHECKER, "F001")
    assert stranger.asks(thread).status == 404


def officer_accepts(town: Town, address: str) -> None:
    """Take up, where that was not done, and accept; a second click records no fact twice."""
    officer, path = town.person(Role.OFFICER), f"{address}review/"
    page = officer.opens(path)
    if any("taken_up" in form.acts for form in page.forms):
        page = officer.submits(path, page.form(act="taken_up"), act="taken_up")
    twice(partial(officer.submits, path, page.form(act="accepted"), act="accepted"))
    assert "Accepted" in officer.opens(path).text


# --- The report -------------------------------------------------------------------------------


def editor_writes_the_report(town: Town) -> None:
    """Begin from the outline, write a chapter around two numbers, look at the preview, take in, check."""
    editor = town.person(Role.EDITOR)
    begun = editor.submits(
        "/publications/new/", editor.opens("/publications/new/").form(holding="outline"),
        outline=REPORT, code=REPORT,
    )  # fmt: skip
    assert begun.path == f"/publications/reports/{REPORT}/"
    form = editor.opens(CHAPTER).form(holding="text_en")
    saved = editor.submits(CHAPTER, form, text_en=TEXT_EN, text_zh=TEXT_ZH)
    assert saved.path == CHAPTER and TEXT_EN in saved.form(holding="text_en").fields["text_en"]
    form = saved.form(holding="text_en")
    preview = editor.submits(f"{CHAPTER}preview/", Form("", form.fields))
    assert f"4 companies raised CNY {RAISED}." in preview.text
    assert f"首发4家，筹得{RAISED}元" in preview.text.replace(" ", "")

    page = editor.opens(begun.path)
    editor.submits(begun.path, page.form(to="/numbers/"))
    checked = editor.submits(begun.path, editor.opens(begun.path).form(to="/check/"))
    assert "Nothing stops this report" in checked.text, checked.text


def three_people_sign(town: Town) -> None:
    """Handler, department head, leader; the editor has no step, and nobody signs out of turn."""
    path = f"/publications/reports/{REPORT}/sign/"
    assert town.person(Role.EDITOR).asks(path).status == 403
    assert "not your turn" in town.person(Role.LEADER).opens(path).text
    for role in (Role.OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER):
        person = town.person(role)
        twice(partial(person.submits, path, person.opens(path).form(act="sign"), act="sign"))
        assert "not your turn" in person.opens(path).text
    assert SignOff.objects.filter(report__code=REPORT).count() == 3


def editor_issues(town: Town) -> None:
    """The worker renders the files, reads every number back out of them, and the issue stands."""
    editor, path = town.person(Role.EDITOR), f"/publications/reports/{REPORT}/"
    job = editor.submits(path, editor.opens(path).form(to="/issue/"))
    assert "/desk/jobs/" in job.path
    until(lambda: ISSUE in editor.opens(job.path).html, "the worker issued the report")


def public_opens_the_number(town: Town) -> None:
    """Nobody signs in: the page, the number, what stands behind it; and nothing about a single firm."""
    public = town.public
    page = public.opens(ISSUE)
    assert f"4 companies raised CNY {RAISED}." in page.text
    trace = public.opens(number_on(page, RAISED))
    assert f"CNY {RAISED}" in trace.text
    assert "5 facts, 4 members" in trace.text
    assert "Restated" not in trace.text
    for firm in FIRMS:
        assert firm not in trace.text and f"Sample {firm}" not in trace.text


def number_on(page: Page, shown: str) -> str:
    """Where the number that a page shows opens."""
    for address, inside in re.findall(r'<a [^>]*href="([^"]+/n/n\d+/)"[^>]*>(.*?)</a>', page.html):
        if shown in re.sub(r"<[^>]+>", "", inside):
            return str(address)
    raise AssertionError(f"{page.path} has no number {shown} that opens")


# --- The correction ---------------------------------------------------------------------------


def officer_makes_an_exception(town: Town, address: str) -> None:
    """The accepted return is closed to its firm until the officer opens it, with a reason and a last day."""
    preparer, officer = town.person(Role.PREPARER, "F003"), town.person(Role.OFFICER)
    assert "cannot be changed now" in preparer.opens(f"{address}upload/").text
    path = f"{address}review/"
    page = officer.opens(path)
    page = officer.submits(path, page.form(act="locked"), act="locked")
    until_day = f"{shanghai_day(timezone.now()) + timedelta(days=3)}"
    opened = officer.submits(
        path, page.form(act="reopened"), text="The firm found an amount too low.", until=until_day
    )
    assert "The firm found an amount too low." in opened.text


def firm_corrects_the_amount(town: Town, address: str) -> None:
    """The row and the line that must agree with it; without a reason nothing is changed and nothing typed is lost."""
    preparer, table = town.person(Role.PREPARER, "F003"), f"{address}tables/B-IPO/"
    row = preparer.opens(table).link(rf"{table}[0-9a-f-]{{36}}/")
    form = preparer.opens(row).form(holding="amount")
    refused = preparer.submits(row, form, amount=MENDED)
    assert "A reason for the change is missing" in refused.text
    form = refused.form(holding="amount")
    assert form.fields["amount"] == MENDED
    reason = "The over-allotment was left out."
    assert preparer.submits(row, form, amount=MENDED, reason=reason).path == table

    section = f"{address}sections/B/"
    form = preparer.opens(section).form(holding="value-B02")
    typed: dict[str, Any] = {"value-B02": MENDED, "reason": reason}
    saved = preparer.submits(section, form, **typed)
    assert saved.form(holding="value-B02").fields["value-B02"] == MENDED


def public_sees_the_restated_number(town: Town) -> None:
    """As published, and beside it what it is by now: on the page and in the trace."""
    public = town.public
    until(lambda: RAISED_LATER in public.opens(ISSUE).text, "the worker computed anew")
    page = public.opens(ISSUE)
    assert RAISED in page.text and RAISED_LATER in page.text
    trace = public.opens(number_on(page, RAISED))
    assert f"CNY {RAISED}" in trace.text
    assert f"By now it is CNY {RAISED_LATER}." in trace.text
    assert "5 facts, 4 members" in trace.text


def twice(act: Callable[[], Page]) -> list[Page]:
    """A double click: the same request from two hands at once."""
    with ThreadPoolExecutor(2) as hands:
        return [one.result() for one in [hands.submit(act), hands.submit(act)]]
