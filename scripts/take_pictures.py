"""Take the pictures of the guides from the demo, in both languages: `make pictures` renews them all.

Serves the demo of `CONCENTRIC_VAR` on loopback for as long as it takes and stops it again. With arguments only the
pictures whose names begin so are taken.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from concentric_config import bring_up

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
SCREEN, PHONE = (1280, 800), (390, 844)
LANGUAGES = {"zh-hans": ".zh", "en": ""}
QUALITY = 78
MOST_BYTES = 120_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it: who, where, and what they click on before the shutter."""

    name: str
    who: str
    """Address of the sample account; nobody where empty."""
    path: str
    clicks: tuple[str, ...] = ()
    """Selectors, clicked one after the other; the first match counts."""
    is_phone: bool = False
    in_readme: bool = False
    """Lies beside the guide's folder, in English only."""

    def file(self, language: str) -> Path:
        if self.in_readme:
            return FOLDER / f"{self.name}.webp"
        return FOLDER / "guide" / f"{self.name}{LANGUAGES[language]}.webp"


OFFICER, LEADER = "officer.01@assoc.example", "leader.01@assoc.example"
EDITOR, AUDITOR = "editor.01@assoc.example", "auditor.01@assoc.example"
ADMINISTRATOR = "administrator.01@assoc.example"
CONTACT, SIGNATORY = "contact.001@f001.example", "signatory.001@f001.example"
ISSUE = "main a[href*='/publications/published/csr']"

PICTURES = (
    Picture("officer-home", OFFICER, "/"),
    Picture("officer-board", OFFICER, "/statistics/returns/cycles/2020/"),
    Picture("officer-queries", OFFICER, "/statistics/returns/cycles/2020/queries/"),
    Picture("contact-home", CONTACT, "/"),
    Picture("contact-return", CONTACT, "/", ("#own_return .panel__head a",)),
    Picture("signatory-home", SIGNATORY, "/", is_phone=True),
    Picture("signatory-accord", SIGNATORY, "/", ("main a.btn-primary",), is_phone=True),
    Picture("leader-home", LEADER, "/"),
    Picture("editor-report", EDITOR, "/publications/reports/csr-2020/"),
    Picture("auditor-home", AUDITOR, "/"),
    Picture("auditor-verification", AUDITOR, "/assurance/verification/"),
    Picture("auditor-log", AUDITOR, "/assurance/log/?act=programmes."),
    Picture(
        "auditor-trace", AUDITOR, "/statistics/?period=2020&area=real_economy", ("main a.traced",)
    ),
    Picture("public-home", "", "/"),
    Picture("public-report", "", "/publications/published/", (ISSUE,)),
    Picture("operator-health", ADMINISTRATOR, "/assurance/health/"),
    Picture("board", OFFICER, "/statistics/returns/cycles/2020/", in_readme=True),
    Picture(
        "trace",
        AUDITOR,
        "/statistics/?period=2020&area=real_economy",
        ("main a.traced",),
        in_readme=True,
    ),
    Picture("report", "", "/publications/published/", (ISSUE,), in_readme=True),
)


def main(wanted: list[str]) -> None:
    """Take what is wanted and say what was taken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concentric_config.settings")
    pictures = [p for p in PICTURES if not wanted or p.name.startswith(tuple(wanted))]
    with bring_up.database():
        django.setup()  # with the database's address in the environment
        from concentric.portal import serving

        port = serving.free_port()
        with serving.running(port=port, web_workers=1), sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=_chromium(), args=arguments)
            for file in taken(browser, f"http://{serving.LOOPBACK}:{port}", pictures):
                print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KB")
            browser.close()


def taken(browser: Browser, site: str, pictures: list[Picture]) -> Iterator[Path]:
    """Every picture, one after the other; who signed in once stays signed in."""
    held: dict[tuple[str, str, bool], Page] = {}
    for picture in pictures:
        for language in ("en",) if picture.in_readme else LANGUAGES:
            key = (picture.who, language, picture.is_phone)
            page = held.get(key) or _signed_in(browser, site, *key)
            held[key] = page
            yield _take(page, site, picture, picture.file(language))


def _take(page: Page, site: str, picture: Picture, file: Path) -> Path:
    answer = page.goto(site + picture.path)
    if answer is None or not answer.ok:
        sys.exit(f"{picture.name}: {picture.path} answered {answer and answer.status}")
    for selector in picture.clicks:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)  # a drawer slides in
    shot = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    content = base64.b64decode(shot["data"])
    if len(content) > MOST_BYTES:
        sys.exit(
            f"{picture.name} has {len(content)} bytes; a guide's picture has {MOST_BYTES} at most"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _signed_in(browser: Browser, site: str, who: str, language: str, is_phone: bool) -> Page:
    page = _context(browser, language, is_phone, site).new_page()
    if who:
        from concentric.access.demo import PASSWORD  # Django must be set up

        page.goto(f"{site}/accounts/login/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(f"{site}/")
    return page


def _context(browser: Browser, language: str, is_phone: bool, site: str) -> BrowserContext:
    width, height = PHONE if is_phone else SCREEN
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=is_phone, is_mobile=is_phone,
        locale="zh-CN" if language == "zh-hans" else "en-GB", timezone_id="Asia/Shanghai",
        color_scheme="light", reduced_motion="reduce",
    )  # fmt: skip
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    return context


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    sys.exit("Chromium is missing. Run: apt-get install -y chromium")


if __name__ == "__main__":
    main(sys.argv[1:])
