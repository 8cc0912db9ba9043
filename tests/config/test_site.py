"""The site as a browser meets it: served, with its headers and its files."""

from __future__ import annotations

from urllib.request import urlopen


def test_the_site_answers_with_a_policy_and_without_inline_script(site_url: str) -> None:
    with urlopen(f"{site_url}/accounts/login/") as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_the_site_speaks_chinese_unless_asked_otherwise(site_url: str) -> None:
    with urlopen(f"{site_url}/accounts/login/") as answer:
        assert answer.headers["Content-Language"] == "zh-hans"
        assert answer.status == 200
