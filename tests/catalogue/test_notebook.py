"""The worked notebook of the guide runs as it is written, without Django."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "guide" / "notebook.ipynb"


def test_every_cell_runs_in_order_and_needs_no_django() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 5
    check = "import sys\nassert 'django' not in sys.modules"
    answer = subprocess.run(
        [sys.executable, "-c", "\n\n".join([*code, check])],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
