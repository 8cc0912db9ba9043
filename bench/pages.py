"""Server time of the demo site's pages: p95 below 100 ms, beside a bare Django page in the same process.

    python -m bench.pages

Loads the demo period into an installation of its own (a few minutes), then asks every page many times, as the
kinds of users who open it, through the whole middleware and with templates rendered.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.harness import ROOT, Report, installation

ROUNDS = 40
LIMIT_MS = 100.0


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
    """Every page without arguments that a sample user may open, and one of each kind with them."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    from concentric.access import api as access

    users = {str(one.role): one.email for one in access.demo_sign_ins()}
    yield "", "/"
    for role in ("officer", "contact", "signatory", "auditor"):
        yield users[role], "/"
    for namespace, (_prefix, resolver) in sorted(get_resolver().namespace_dict.items()):
        for pattern in resolver.url_patterns:
            if "GET" not in getattr(pattern.callback, "methods", ()):
                continue
            try:
                address = reverse(f"{namespace}:{pattern.name}")
            except NoReverseMatch:
                continue
            if _answers(users["officer"], address):
                yield users["officer"], address


def _answers(email: str, address: str) -> bool:
    response = _signed_in(email).get(address)
    return response.status_code == 200 and "text/html" in response.headers["Content-Type"]


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
