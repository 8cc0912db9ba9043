"""Acts that several people share, in a real browser: a report signed and read, a return signed, a firm chased."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from concentric.access import api as access
from concentric.desk.api import run_job
from concentric.kernel.api import Role
from concentric.publications import api as publications
from concentric.publications.types import ReportState
from tests.browser import stories
from tests.browser.conftest import Opens
from tests.browser.data import CYCLE, address
from tests.browser.stories import LATE, REPORT
from tests.browser.visitor import Visitor

LANGUAGES = ("zh-hans", "en")
FIRST_ACT = "main a.btn-primary"


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_people_sign_a_report_and_the_editor_issues_it(
    committed_db: str, anybody: Opens, language: str
) -> None:
    stories.checked_report()
    for role in access.CONVENER_CHAIN:
        someone = anybody(address(role), language=language, is_phone=role is Role.LEADER)
        someone.follows(someone.page.locator(f"main a[href$='/reports/{REPORT}/sign/']").first)
        assert someone.page.locator(".stepper").is_visible()
        someone.does(someone.page.locator("form:has(input[value=sign]) button[type=submit]"))
    assert publications.report(REPORT).state is ReportState.SIGNED
    editor = anybody(address(Role.EDITOR), language=language)
    editor.opens(f"/publications/reports/{REPORT}/")
    editor.does(editor.page.locator("form[action$='/issue/'] button"))
    job = re.search(r"/jobs/([0-9a-f-]+)/", editor.page.url)
    assert job is not None
    run_job(UUID(job[1]))
    editor.opens(editor.page.url.removeprefix(editor.site))
    editor.follows(editor.page.locator(f"main a[href$='/published/{REPORT}-1/']").first)


def test_a_leader_sends_a_report_back_from_the_phone(committed_db: str, anybody: Opens) -> None:
    world = stories.checked_report()
    for actor in world.chain[:2]:
        publications.sign_report(
            actor=actor, report=REPORT, digest=publications.report(REPORT).digest
        )
    leader = anybody(address(Role.LEADER), is_phone=True)
    leader.opens(f"/publications/reports/{REPORT}/sign/")
    leader.page.fill("textarea[name=reason]", "第一章的结论请再核实。")
    leader.does(leader.page.locator("form:has(input[value=back]) button[type=submit]"))
    assert publications.report(REPORT).state is ReportState.DRAFT
    editor = anybody(address(Role.EDITOR))
    editor.opens(f"/publications/reports/{REPORT}/")
    assert editor.page.get_by_text("第一章的结论请再核实。").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_phone", [False, True], ids=["screen", "phone"])
def test_the_public_goes_from_the_home_to_what_stands_behind_a_number(
    committed_db: str, anybody: Opens, language: str, is_phone: bool
) -> None:
    stories.published_report()
    nobody = anybody(language=language, is_phone=is_phone)
    nobody.opens("/")
    nobody.follows(nobody.page.locator("a[href*='/publications/published/']:visible").first)
    if not nobody.page.url.endswith(f"/{REPORT}-1/"):
        nobody.follows(nobody.page.locator(f"main a[href$='/published/{REPORT}-1/']").first)
    page = nobody.page
    assert page.locator(".report-restated").first.is_visible(), "as published, and as it is by now"
    number = page.locator("article.report p a.traced").first
    shown = number.inner_text()
    number.click()
    page.locator("#drawer .trace").wait_for()
    nobody.looks()
    assert shown in page.locator("#drawer .trace").inner_text()
    assert page.locator("#drawer .callout--attention").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#drawer").is_visible()
    assert number.evaluate("one => one === document.activeElement"), "the focus goes back"
    number.click()
    nobody.follows(page.locator("#drawer [data-drawer-page]"))
    assert re.search(r"/n/n\d+/$", page.url)
    assert "F00" not in page.locator("main").inner_text(), "nothing about a single firm"


@pytest.mark.parametrize("language", LANGUAGES)
def test_checker_and_signatory_decide_on_the_phone(
    committed_db: str, anybody: Opens, language: str
) -> None:
    story = stories.prepared_return()
    checker = anybody(address(Role.CHECKER, "F001"), language=language, is_phone=True)
    signs_first(checker)
    dialog = checker.asks_for("back")
    dialog.locator("textarea").fill("培训学时请核实。")
    checker.does(dialog.locator("button[form=back-form]"))
    assert story.state == "preparing"
    story.prepares(lines={"F05": 50, "F06": 10})

    checker.opens("/")
    signs_first(checker)
    assert checker.page.get_by_text("培训学时请核实。").is_visible()
    signatory = anybody(address(Role.SIGNATORY, "F001"), language=language, is_phone=True)
    checker.does(checker.page.locator("form:has(input[name=seen]) button[type=submit]"))
    assert story.state == "checked"
    signatory.opens("/")
    signs_first(signatory)
    signatory.does(signatory.page.locator("form:has(input[name=seen]) button[type=submit]"))
    assert story.state == "signed"
    signatory.opens("/")


def signs_first(someone: Visitor) -> None:
    """The first act of the home is the return to decide on; the button to sign is not far."""
    someone.follows(someone.page.locator(FIRST_ACT).first)
    assert someone.page.url.endswith("/sign/")
    assert someone.page.locator("form:has(input[name=seen]) button[type=submit]").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_chases_who_is_late_and_asks_about_a_line(visitor: Opens, language: str) -> None:
    stories.late_cycle()
    officer = visitor(address(Role.OFFICER), language=language)
    officer.opens("/statistics/returns/")
    officer.follows(officer.page.locator(f"main a[href$='/cycles/{LATE}/']").first)
    officer.follows(officer.page.locator(f"main a[href$='/cycles/{LATE}/late/']").first)
    dialog = officer.asks_for("chase")
    dialog.locator("input[type=checkbox]").last.uncheck()
    dialog.locator("textarea").fill("请于周四前报送。")
    officer.does(dialog.locator("button[form=chase-form]"))
    chased = officer.page.get_by_text("请于周四前报送。")
    assert chased.count() == 1, "one firm was unticked"
    assert chased.is_visible()
    contact = visitor(address(Role.CONTACT, "F001"), language=language, is_phone=True)
    contact.opens("/statistics/returns/")

    officer.opens(f"/statistics/returns/cycles/{CYCLE}/")
    officer.follows(officer.page.locator("main a[href$='/review/']").first)
    officer.page.locator("main details:has(#q-line) summary").click()
    officer.looks()
    officer.page.fill("#q-line", "A04")
    officer.page.fill("#q-text", "含税吗？")
    officer.does(officer.page.locator("button[value=query]"))
    officer.follows(officer.page.locator("main a[href*='/returns/queries/']").first)
    assert officer.page.get_by_text("含税吗？").first.is_visible()
    officer.opens(f"/statistics/returns/cycles/{CYCLE}/queries/")
    assert officer.page.get_by_text("A04").first.is_visible()
