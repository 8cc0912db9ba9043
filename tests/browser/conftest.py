"""A real Chromium, and the site it visits, loaded with a small data set through the public doors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import data
from tests.browser.visitor import PHONE, SCREEN, Visitor, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run. Playwright keeps an event loop in this thread, and the ORM is used beside it."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def sample(committed_db: str) -> data.Sample:
    """One convener, two firms, their people, an accord, a pairing."""
    return data.load()


Opens = Callable[..., Visitor]


@pytest.fixture
def anybody(browser: Browser, site_url: str) -> Iterator[Opens]:
    """Opens the site as somebody: `anybody(email, language="en", is_phone=False)`; nobody without an address."""
    opened = []

    def opens(email: str = "", *, language: str = "zh-hans", is_phone: bool = False) -> Visitor:
        context = browser.new_context(
            viewport=PHONE if is_phone else SCREEN,
            has_touch=is_phone,
            is_mobile=is_phone,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "django_language", "value": language, "url": site_url}])
        opened.append(context)
        someone = Visitor(context.new_page(), site_url, is_phone=is_phone)
        if email:
            someone.signs_in(email, data.PASSWORD)
        return someone

    yield opens
    for context in opened:
        context.close()


@pytest.fixture
def visitor(sample: data.Sample, anybody: Opens) -> Opens:
    """Opens the site loaded with the sample."""
    return anybody
