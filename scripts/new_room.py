"""Write a new room from the template and enter it where rooms are listed.

    python scripts/new_room.py volunteering --above programmes

Writes `src/concentric/<name>/`, `tests/<name>/`, the lines of the storeys in `.importlinter`, of `ROOMS` in the
settings and of the portal's addresses. A room that exists is never overwritten.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent / "room_template"
NAME = re.compile(r"[a-z][a-z_]{2,30}")
REFUSED = {"common", "utils", "helpers", "core", "base", "misc", "test", "tests"}

SETTINGS = "config/concentric_config/settings.py"
ADDRESSES = "src/concentric/portal/urls.py"


def filled(text: str, name: str) -> str:
    """The template's text for this room."""
    camel = "".join(word.capitalize() for word in name.split("_"))
    return text.replace("__room__", name).replace("__Room__", camel)


def write(source: Path, target: Path, name: str) -> list[Path]:
    """Copy a folder of the template, names and texts filled in; the files written."""
    written = []
    for path in sorted(source.rglob("*")):
        if path.is_dir() or "__pycache__" in path.parts:
            continue
        file = target / filled(str(path.relative_to(source)), name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(filled(path.read_text(encoding="utf-8"), name), encoding="utf-8")
        written.append(file)
    return written


def insert_before(file: Path, line: str, new: str) -> None:
    """Put a line before every line equal to `line`, with its indentation. Ends with a sentence if there is none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    out: list[str] = []
    for old in lines:
        if old.strip() == line:
            out.append(old[: len(old) - len(old.lstrip())] + new)
        out.append(old)
    if len(out) == len(lines):
        sys.exit(f"{file} has no line {line!r}: enter the room by hand.")
    file.write_text("\n".join(out) + "\n", encoding="utf-8")


def enter(root: Path, name: str, above: str) -> None:
    """Enter the room, directly above another, in the lists of rooms."""
    linter = root / ".importlinter"
    insert_before(linter, above, name)
    insert_before(linter, f"concentric.{above}", f"concentric.{name}")
    insert_before(root / SETTINGS, f'"concentric.{above}",', f'"concentric.{name}",')
    lines = (root / ADDRESSES).read_text(encoding="utf-8").splitlines()
    model = next(
        line.strip()
        for room in (above, "desk")
        for line in lines
        if f'"concentric.{room}.urls"' in line
    )
    address = re.sub(r'"[\w-]+/"', f'"{name.replace("_", "-")}/"', model)
    new = re.sub(r'"concentric\.\w+\.urls"', f'"concentric.{name}.urls"', address)
    insert_before(root / ADDRESSES, model, new)


def tidy(folders: list[Path]) -> None:
    """Bring the written Python into form: line breaks and import order depend on the room's name."""
    for command in (["check", "--fix", "--quiet", "--select", "I"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, *map(str, folders)], check=True)


def main() -> None:
    """Read the command line, write the room, say what comes next."""
    parser = argparse.ArgumentParser(description="Write a new room from the template.")
    parser.add_argument("name")
    parser.add_argument("--above", required=True, help="the room that stands directly below it")
    parser.add_argument("--root", type=Path, default=TEMPLATE.parents[1])
    asked = parser.parse_args()
    folder = asked.root / "src" / "concentric" / asked.name
    if not NAME.fullmatch(asked.name) or asked.name in REFUSED:
        sys.exit("A room is named by one lower-case word that says what it holds.")
    if folder.exists():
        sys.exit(f"The room {asked.name} exists.")
    enter(asked.root, asked.name, asked.above)
    written = write(TEMPLATE / "room", folder, asked.name)
    tests = asked.root / "tests" / asked.name
    written += write(TEMPLATE / "tests", tests, asked.name)
    tidy([folder, tests])
    print("\n".join(str(file.relative_to(asked.root)) for file in written))
    print(
        f"\nNext: say in src/concentric/{asked.name}/__init__.py what the room is for, replace Entry by your own"
        f"\ntable, then: .venv/bin/django-admin makemigrations {asked.name}"
    )


if __name__ == "__main__":
    main()
