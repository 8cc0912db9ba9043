"""Bringing an installation up from nothing, as the operator's commands do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from concentric_config import embedded
from concentric_config.databases import server_home
from tests import run

PROGRAM = """
import os
from concentric_config import bring_up
with bring_up.database(fast=True):
    import django
    django.setup()
    before = bring_up.is_behind()
    bring_up.migrate()
    from django.contrib.auth import get_user_model
    print(before, bring_up.is_behind(), get_user_model().objects.count())
print("CONCENTRIC_DATABASE_URL" in os.environ)
"""


def test_an_empty_folder_becomes_an_installation_and_stands_still_afterwards() -> None:
    var = run.run_folder() / "installation"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCENTRIC_")}
    environment = kept | {
        "CONCENTRIC_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "concentric_config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.stdout.split("\n") == ["True False 0", "False", ""]
    assert done.stderr == ""
    assert not embedded.is_running(server_home(var))
    assert (var / "secret_key").is_file()


def test_addresses_of_ones_own_start_no_server(
    command_environment: dict[str, str], tmp_path: Path
) -> None:
    program = (
        "from concentric_config import bring_up\n"
        "with bring_up.database() as server:\n"
        "    print(server)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env=command_environment | {"CONCENTRIC_VAR": str(tmp_path / "var")},
    )
    assert done.stdout == "None\n"
    assert not (tmp_path / "var").exists()
