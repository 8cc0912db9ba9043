"""Where this installation keeps its things, read from the environment. Standard library only.

Every name an operator may set begins with `CONCENTRIC_`; `settings.py` says what each means.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

PUBLIC_VAR = Path("/var/lib/concentric")
"""Where root keeps data when the usual place cannot be reached by another user."""

SECRET_BYTES = 48


def text(name: str, default: str = "") -> str:
    """The variable `CONCENTRIC_<name>`; an empty value counts as not set."""
    return os.environ.get(f"CONCENTRIC_{name}", "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable: 1, true, yes, on mean yes."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def checkout() -> Path | None:
    """The root of the source tree this runs from, or `None` for an installed wheel."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else None


def is_reachable(path: Path) -> bool:
    """Whether other users may walk to `path`: every existing folder on the way lets them through."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.is_dir())


def var_folder() -> Path:
    """The folder of everything this installation writes; it need not exist yet."""
    if chosen := text("VAR"):
        return Path(chosen).expanduser().resolve()
    root = checkout()
    usual = root / "var" if root else Path.home() / ".local" / "share" / "concentric"
    if os.geteuid() == 0 and not is_reachable(usual):
        # The database server may not run as root, and its user could not walk here. Opening the
        # folders above to everybody would be worse than going elsewhere.
        return PUBLIC_VAR
    return usual


def path(name: str, default: Path) -> Path:
    """A folder the operator may move: `CONCENTRIC_<name>`, else `default`."""
    chosen = text(name)
    return Path(chosen).expanduser().resolve() if chosen else default


def kept_secret(folder: Path, name: str = "secret_key") -> str:
    """A secret made once and kept in `folder`, readable by its owner alone.

    Two processes that start together agree: the loser of the race reads the winner's file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / name
    if not kept.is_file():
        handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{name}.")  # closed to others
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return kept.read_text(encoding="ascii")


def is_embedded() -> bool:
    """Whether the database is the embedded one: no address was given, or our own starter gave it."""
    return not text("DATABASE_URL") or flag("EMBEDDED", default=False)
