"""Server time of the demo site's pages: p95 below 100 ms, beside a bare Django page in the same process.

    python -m bench.pages

Loads the demo period into an installation of its own (a few minutes), then asks every page many times, as the
kinds of users who open it, through the whole middleware and with templates rendered.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.harness import ROOT, Report, installation

ROUNDS = 20
LIMIT_MS = 100.0
HREF = re.compile(r'href="(/[^"#]*)')


def main() -> bool:
    """Measure every page and report; True when all are within the limit."""
    report = Report("pages")
    with installation():
        _load(ROOT / "examples")
        bare = _percentile_95(_bare_page())
        report.add("a bare Django page of 50 rows, p95", bare, "ms")
        for who, address in _pages():
            taken = _percentile_95(_client(who, address))
            report.add(f"{who or 'public'} {address}, p95", taken, "ms", at_most=LIMIT_MS)
    return report.finish()


def _load(examples: Path) -> None:
    from concentric.desk.api import registered
    from concentric.desk.types import DemoLoader

    for loader in registered(DemoLoader):
        for _step in loader.load(examples):
            pass


def _pages() -> Iterator[tuple[str, str]]:
    """The home of every kind of user, and every page that links lead to, once: as the first user who gets there."""
    from concentric.access import api as access

    users = ["", *(one.email for one in access.demo_sign_ins())]
    yield from ((who, "/") for who in users)
    known = {"portal:home"}
    for who in users:
        for view, address in _reached(who):
            if view not in known:
                known.add(view)
                yield who, address


def _reached(who: str) -> Iterator[tuple[str, str]]:
    """The pages one user reaches from home by links, one address of each view, the nearest first."""
    client, waiting, seen = _signed_in(who), ["/"], {"portal:home"}
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        if not _is_page(response):
            continue
        yield response.resolver_match.view_name, address
        for found in HREF.findall(response.content.decode()):
            view = _view_of(found.partition("?")[0])
            if view and view not in seen:
                seen.add(view)
                waiting.append(found.partition("?")[0])


def _view_of(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _is_page(response: Any) -> bool:
    is_whole = response.status_code == 200 and not response.streaming
    return is_whole and "text/html" in response.headers["Content-Type"]


def _signed_in(email: str):  # type: ignore[no-untyped-def]  # Django's client is loaded late
    from django.test import Client

    from concentric.access.models import User

    client = Client(headers={"host": "localhost"})
    if email:
        client.force_login(User.objects.get(email=email))
    return client


def _client(email: str, address: str) -> Callable[[], object]:
    client = _signed_in(email)
    return lambda: client.get(address)


def _bare_page() -> Callable[[], object]:
    """The named limit: 50 rows by the ORM through a plain template, without our shell."""
    from django.http import HttpResponse
    from django.template import engines
    from django.test import RequestFactory

    from concentric.parties.models import Organisation

    template = engines["django"].from_string(
        "<table>{% for o in rows %}<tr><td>{{ o.code }}</td><td>{{ o.legal_name }}</td></tr>{% endfor %}</table>"
    )
    request = RequestFactory().get("/")

    def page() -> HttpResponse:
        return HttpResponse(
            template.render({"rows": Organisation.objects.order_by("id")[:50]}, request)
        )

    return page


def _percentile_95(ask: Callable[[], object]) -> float:
    ask()
    with _quiet():
        taken = [_milliseconds(ask) for _ in range(ROUNDS)]
    return statistics.quantiles(taken, n=20)[-1]


def _milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


@contextmanager
def _quiet() -> Iterator[None]:
    """No collection of garbage in the middle of a round."""
    import gc

    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
