"""The user the server runs as: the current one, or a system user where the current one is root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concentric_config.embedded.trouble import ServerUnavailable

SYSTEM_USER = "concentric"
TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine. `is_other` means that we are root and step down to it."""

    name: str
    uid: int
    gid: int
    is_other: bool

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, with a bare environment, from `/` (ours may be closed to it)."""
        step_down: dict[str, Any] = (
            {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        )
        return subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            **step_down,
        )

    def take(self, path: Path) -> None:
        """Give a file or folder *we made* to this user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """Who runs the server. As root the system user is made if it is missing."""
    if os.geteuid() != 0:
        return Account(name="", uid=os.geteuid(), gid=os.getegid(), is_other=False)
    entry = _entry() or _made()
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, is_other=True)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd:
    adder = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    said = "useradd is not installed"
    if adder:
        done = subprocess.run(
            [
                adder,
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        said = done.stderr.strip()
    # Asked again even after a failure: another process may have made the user a moment ago.
    if entry := _entry():
        return entry
    raise ServerUnavailable(
        f"PostgreSQL refuses to run as root, and the system user {SYSTEM_USER} cannot be made ({said}).",
        "Run as an ordinary user, or set CONCENTRIC_DATABASE_URL to a server of your own.",
    )
