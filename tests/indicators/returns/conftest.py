"""The small cycle as a fixture."""

from __future__ import annotations

import pytest

from tests.indicators.returns.world import World, opened


@pytest.fixture
def world(db: None) -> World:
    """Three firms with an open cycle of 2020."""
    return opened()
