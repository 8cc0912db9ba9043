"""Somebody with a browser, who looks at every page with a demanding eye."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREEN: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST_TARGET = 44
"""Pixels of the look: what a thumb must hit on the phone."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Where the system's Chromium is."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise FileNotFoundError("Chromium is missing. Run: apt-get install -y chromium")


@cache
def axe() -> str:
    """The source of axe-core, as npm installed it."""
    if not AXE.is_file():
        raise FileNotFoundError("axe-core is missing. Run: make frontend")
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """A page of a browser, and what is expected of every page it shows."""

    def __init__(self, page: Page, site: str, *, is_phone: bool) -> None:
        self.page = page
        self.site = site
        self.is_phone = is_phone
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def signs_in(self, email: str, password: str) -> None:
        """Through the form, as everybody does."""
        self.page.goto(f"{self.site}/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.locator("form:has(input[name=password]) button[type=submit]").click()
        self.page.wait_for_url(f"{self.site}/")
        self.looks()

    def opens(self, path: str) -> None:
        """Go to an address of the site and look at the page."""
        answer = self.page.goto(self.site + path)
        assert answer is not None and answer.ok, f"{path} answered {answer and answer.status}"
        self.looks()

    def follows(self, link: Locator) -> None:
        """Click what leads to another page and look at that."""
        with self.page.expect_navigation():
            link.click()
        self.looks()

    def does(self, button: Locator) -> None:
        """Click what sends a form, and look at the page one arrives at."""
        with self.page.expect_navigation():
            button.click()
        self.looks()

    def asks_for(self, dialog: str) -> Locator:
        """Open a dialog by the button that asks for it and look at the page with it; answers the dialog."""
        self.page.locator(f"[data-dialog={dialog}]").first.click()
        opened = self.page.locator(f"dialog#{dialog}")
        opened.wait_for()
        self.looks()
        return opened

    def looks(self) -> None:
        """No error in the console, no fault axe can see in light and dark, nothing to scroll sideways."""
        self.page.wait_for_load_state("load")
        where = self.page.url.removeprefix(self.site)
        assert self.complaints == [], f"{where}: {self.complaints}"
        assert self.page.locator("h1").count() == 1, f"{where} needs one h1"
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two it knows
            found = self._faults()
            assert found == [], (
                f"{where} in {scheme}: {json.dumps(found, indent=1, ensure_ascii=False)}"
            )
        self.page.emulate_media(color_scheme="light")
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(width) == 0, f"{where} scrolls sideways"
        if self.is_phone:
            small = self._small_targets()
            assert small == [], f"{where}: too small for a thumb: {small}"

    def _faults(self) -> list[dict[str, Any]]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        report = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES
        )
        return [
            {
                "rule": one["id"],
                "help": one["help"],
                "at": [node["html"][:200] for node in one["nodes"][:3]],
            }
            for one in report["violations"]
        ]

    def _small_targets(self) -> list[str]:
        """Worded buttons of the page's own content that are lower than a thumb needs.

        A cross that closes a dialog has no words; a worded button beside it does the same.
        """
        return self.page.evaluate(
            """least => [...document.querySelectorAll('main .btn')]
                .map(one => [one, one.getBoundingClientRect()])
                .filter(([one, box]) => one.textContent.trim() && box.height > 0 && box.height < least)
                .map(([one, box]) => one.textContent.trim() + ' ' + Math.round(box.height))""",
            SMALLEST_TARGET,
        )
