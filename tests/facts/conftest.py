"""The test pack, installed."""

from __future__ import annotations

import pytest

from concentric.facts import api as facts
from tests.facts.drafts import PACK, ROOM


@pytest.fixture
def pack(request: pytest.FixtureRequest) -> str:
    """The hash of the test pack, in force in the test's database."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    return facts.install_catalogue(actor=ROOM, rulebook_paths=[PACK]).hash
