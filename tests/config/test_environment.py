"""Where an installation keeps its things, how large its server is, and settings that refuse to be unsafe."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from concentric_config import environment
from concentric_config.databases import Addresses, django_databases
from concentric_config.embedded.sizing import sized
from concentric_config.static import VersionedStaticFiles


def test_the_folder_is_the_operators_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONCENTRIC_VAR", str(tmp_path / "mine"))
    assert environment.var_folder() == tmp_path / "mine"


def test_root_does_not_open_a_private_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    private = tmp_path / "home"
    private.mkdir(mode=0o700)
    monkeypatch.delenv("CONCENTRIC_VAR")
    monkeypatch.setattr(environment, "checkout", lambda: private)
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0)
    assert environment.var_folder() == environment.PUBLIC_VAR
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    assert environment.var_folder() == private / "var"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(environment.kept_secret, [tmp_path] * 8))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 64
    assert [stat.S_IMODE(f.stat().st_mode) for f in tmp_path.iterdir()] == [0o600]


def settings_say(expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCENTRIC_")}
    program = f"from concentric_config import settings as s; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        text=True,
        env=kept | variables,
    )


EXTERNAL = {"CONCENTRIC_DATABASE_URL": "postgresql://web@db.example:5433/c?sslmode=require"}


def test_a_database_of_ones_own_needs_a_key_of_ones_own() -> None:
    assert "Set CONCENTRIC_SECRET_KEY" in settings_say("s.SECRET_KEY", **EXTERNAL).stderr


def test_a_real_site_has_secure_cookies_and_the_demo_works_without_tls(tmp_path: Path) -> None:
    expression = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0"
    real = settings_say(expression, **EXTERNAL, CONCENTRIC_SECRET_KEY="x" * 64)
    demo = settings_say(expression, CONCENTRIC_VAR=str(tmp_path))
    assert (real.stdout, demo.stdout) == ("True True True\n", "False False False\n")


def test_a_web_process_need_not_know_the_owner() -> None:
    found = django_databases(Addresses(web=EXTERNAL["CONCENTRIC_DATABASE_URL"], owner=""), pool=4)
    assert list(found) == ["default"]
    web = found["default"]
    assert (web["NAME"], web["USER"], web["HOST"], web["PORT"]) == (
        "c",
        "web",
        "db.example",
        "5433",
    )
    assert web["OPTIONS"]["sslmode"] == "require"
    assert web["OPTIONS"]["pool"]["max_size"] == 4


def mebibytes(value: str | int) -> int:
    return int(str(value).removesuffix("MB"))


@given(
    memory=st.integers(256, 1024 * 1024),
    processors=st.integers(1, 256),
    shared=st.integers(0, 1024 * 1024),
    fast=st.booleans(),
)
def test_the_server_fits_the_machine(memory: int, processors: int, shared: int, fast: bool) -> None:
    settings = sized(memory, processors, shared, fast=fast)
    assert mebibytes(settings["shared_buffers"]) <= max(memory // 8, 256)
    assert mebibytes(settings["shared_buffers"]) >= 128
    assert int(settings["max_parallel_workers_per_gather"]) <= max(processors // 2, 1)
    assert ("fsync" in settings) == fast
    assert ("dynamic_shared_memory_type" in settings) == (shared < 256)


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_the_address_of_a_static_file_follows_its_content(tmp_path: Path, settings: Any) -> None:
    settings.STATICFILES_DIRS = [tmp_path]
    (tmp_path / "one.css").write_text("a {}")
    (tmp_path / "two.css").write_text("b {}")
    finders.get_finder.cache_clear()
    storage = VersionedStaticFiles(base_url="/static/")
    one, two, none = (storage.url(name) for name in ("one.css", "two.css", "none.css"))
    finders.get_finder.cache_clear()
    assert one.startswith("/static/one.css?v=")
    assert one.split("=")[1] != two.split("=")[1]
    assert none == "/static/none.css"
