"""What must be remembered between processes: the port and the passwords, in one file of the owner's."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

from concentric_config.embedded.trouble import ServerUnavailable

ADMIN = "postgres"
OWNER = "concentric_owner"
WEB = "concentric_web"
DATABASE = "concentric"
LOOPBACK = "127.0.0.1"


def _passwords() -> dict[str, str]:
    return {role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, WEB)}


@dataclass(frozen=True, slots=True)
class State:
    """Port (0 before the first start) and one password per role."""

    port: int = 0
    passwords: dict[str, str] = field(default_factory=_passwords, repr=False)

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for a role."""
        password = quote(self.passwords[role], safe="")
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.port}/{quote(database, safe='')}"


def _file(home: Path) -> Path:
    return home / "server.json"


def read(home: Path) -> State | None:
    """What was remembered, or `None` before the first start."""
    try:
        return State(**json.loads(_file(home).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise ServerUnavailable(
            f"The database in {home} belongs to another user.",
            "Run as that user, or set CONCENTRIC_VAR to a folder of your own.",
        ) from error


def write(home: Path, state: State) -> None:
    """Remember; a reader sees the old file or the new one, never half of it."""
    draft = home / f".server.json.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
    draft.replace(_file(home))
