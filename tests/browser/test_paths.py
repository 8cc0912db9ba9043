"""The ways people take every day, in a real browser: both languages, light and dark, screen and phone."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from concentric.desk.api import run_job
from concentric.kernel.api import Role
from concentric.programmes import api as programmes
from concentric.programmes.types import InvitationState
from tests.browser.conftest import Opens
from tests.browser.data import CYCLE, Sample, address

LANGUAGES = ("zh-hans", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_phone", [False, True], ids=["screen", "phone"])
def test_the_public_reads_how_to_check(visitor: Opens, language: str, is_phone: bool) -> None:
    nobody = visitor(language=language, is_phone=is_phone)
    nobody.opens("/")
    html = nobody.page.locator("html")
    assert (html.get_attribute("lang") or "").lower().startswith(language[:2])
    nobody.follows(nobody.page.locator("header a[href*='login']").first)
    if not is_phone:  # it shows every size of button, the small ones too
        nobody.opens("/desk/styleguide/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_goes_through_the_rooms(visitor: Opens, sample: Sample, language: str) -> None:
    officer = visitor(address(Role.OFFICER), language=language)
    for path in (
        f"/programmes/accords/{sample.accord}/",
        "/programmes/",
        "/programmes/pairings/",
        "/programmes/pairings/new/",
        "/programmes/pairings/cover/",
        "/members/",
        "/members/F001/",
        f"/statistics/returns/cycles/{CYCLE}/",
        f"/statistics/returns/cycles/{CYCLE}/queries/",
        "/publications/",
        "/organisations/",
        "/account/appointments/",
    ):
        officer.opens(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_finds_everything_on_one_page(
    visitor: Opens, sample: Sample, language: str
) -> None:
    contact = visitor(address(Role.CONTACT, "F001"), language=language)
    assert contact.page.locator("#seen").is_visible()
    contact.follows(contact.page.locator("#own_accords a[href*='/invitations/']").first)
    assert str(sample.invitation) in contact.page.url
    contact.opens("/account/appointments/")
    contact.opens("/")
    contact.follows(contact.page.locator("main a.btn-primary").first)
    assert "/returns/" in contact.page.url


def test_a_preparer_types_a_line_on_the_phone(visitor: Opens) -> None:
    preparer = visitor(address(Role.PREPARER, "F001"), is_phone=True)
    preparer.follows(preparer.page.locator("main a.btn-primary").first)
    preparer.follows(preparer.page.locator("main a[href*='/sections/']").first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signatory_signs_on_the_phone_in_three_taps(
    visitor: Opens, sample: Sample, language: str
) -> None:
    signatory = visitor(address(Role.SIGNATORY, "F001"), language=language, is_phone=True)
    first = signatory.page.locator("main a.btn-primary").first
    box = first.bounding_box()
    assert box is not None and box["y"] + box["height"] < 844, (
        "the next act stands on the first screen"
    )
    signatory.follows(first)
    with signatory.page.expect_navigation():
        signatory.page.locator("form[action*='/sign/'] button").first.click()
    signatory.looks()
    assert programmes.invitations_of("F001")[0].state is InvitationState.SIGNED
    signatory.opens("/")


def test_a_leader_countersigns_on_the_phone(visitor: Opens, sample: Sample) -> None:
    signatory = visitor(address(Role.SIGNATORY, "F001"))
    signatory.follows(signatory.page.locator("main a.btn-primary").first)
    with signatory.page.expect_navigation():
        signatory.page.locator("form[action*='/sign/'] button").first.click()
    leader = visitor(address(Role.LEADER), is_phone=True)
    leader.follows(leader.page.locator("main a.btn-primary").first)
    leader.page.locator("[data-dialog=countersign]").first.click()
    leader.looks()
    with leader.page.expect_navigation():
        leader.page.locator("button[form=countersign-form]").click()
    leader.looks()
    assert programmes.invitations_of("F001")[0].state is InvitationState.COUNTERSIGNED


@pytest.mark.parametrize("is_phone", [False, True], ids=["screen", "phone"])
def test_an_auditor_verifies_and_keeps_a_line(visitor: Opens, is_phone: bool) -> None:
    auditor = visitor(address(Role.AUDITOR), language="en", is_phone=is_phone)
    auditor.opens("/assurance/log/?act=programmes.")
    auditor.follows(auditor.page.locator("a[href='/assurance/verification/']:visible").last)
    line = auditor.page.locator("main code").first.inner_text()
    auditor.page.fill("input[name=line]", line)
    with auditor.page.expect_navigation():
        auditor.page.locator("form:has(input[name=line]) button").click()
    auditor.looks()
    assert auditor.page.locator("[role=status] .callout--good").is_visible()
    with auditor.page.expect_navigation():
        auditor.page.locator("main form[method=post] button").first.click()
    job = re.search(r"/jobs/([0-9a-f-]+)/", auditor.page.url)
    assert job is not None
    run_job(UUID(job[1]))
    auditor.opens("/assurance/verification/")
    assert auditor.page.locator(".callout--good").first.is_visible()


def test_an_administrator_sees_that_all_is_well(visitor: Opens) -> None:
    administrator = visitor(address(Role.ADMINISTRATOR))
    administrator.opens("/assurance/health/")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.CHECKER, "F001"),
        (Role.DEPARTMENT_HEAD, "ASSOC"),
        (Role.EDITOR, "ASSOC"),
        (Role.ANALYST, "ASSOC"),
    ],
)
def test_the_other_kinds_of_user_have_a_home(visitor: Opens, role: Role, code: str) -> None:
    visitor(address(role, code), is_phone=role is Role.CHECKER)


def test_language_and_theme_are_changed_with_a_click(visitor: Opens) -> None:
    nobody = visitor(language="zh-hans")
    nobody.opens("/")
    with nobody.page.expect_navigation():
        nobody.page.locator("button[name=language][value=en]:visible").first.click()
    assert nobody.page.locator("html").get_attribute("lang") == "en"
    nobody.looks()
