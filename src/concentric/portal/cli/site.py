"""The site around a command: its database, Django set up, tables at this version where the command needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import django

from concentric_config import bring_up


@contextmanager
def site(*, migrated: bool = True) -> Iterator[None]:
    """Run a block with the database up and Django set up; `migrated` brings the tables to this version first."""
    with bring_up.database():
        django.setup()
        if migrated and bring_up.is_behind():
            bring_up.migrate()
        yield
