"""Files of these tests lie in a folder of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Path) -> None:
    settings.CONCENTRIC_EVIDENCE = tmp_path / "evidence"
