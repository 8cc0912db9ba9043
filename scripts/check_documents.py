"""Check that the documents speak of what exists: files they link to, headings, make targets, commands, modules."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
TARGET = re.compile(r"(?:^|`)make ([a-z][a-z-]*)", re.MULTILINE)
COMMAND = re.compile(r"(?:^|`)(?:\$ )?concentric ([a-z]+)", re.MULTILINE)
PLACE = re.compile(
    r"`((?:src|config|tests|docs|scripts|catalogue|examples|frontend|bench)/[\w./-]+)`"
)


def documents() -> list[Path]:
    """The documents people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def anchor(heading: str) -> str:
    """The anchor a forge gives a heading."""
    words = re.sub(r"[^\w\s-]", "", heading.lower().replace("`", ""))
    return re.sub(r"\s", "-", words.strip())


def make_targets() -> set[str]:
    """The targets of the Makefile."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def commands() -> set[str]:
    """The subcommands of `concentric`."""
    from concentric.portal.cli.main import COMMANDS

    return set(COMMANDS)


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Links and pictures that lead nowhere."""
    for target in LINK.findall(text) + PICTURE.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            yield f"links to {target}, which does not exist"
        elif fragment and file.suffix == ".md":
            anchors = {anchor(h) for h in HEADING.findall(file.read_text(encoding="utf-8"))}
            if fragment not in anchors:
                yield f"links to {target}, a heading that does not exist"


def unknown_words(text: str) -> Iterator[str]:
    """Make targets, commands and places that do not exist."""
    yield from (
        f"names `make {word}`" for word in sorted(set(TARGET.findall(text)) - make_targets())
    )
    yield from (
        f"names `concentric {word}`" for word in sorted(set(COMMAND.findall(text)) - commands())
    )
    for place in sorted(set(PLACE.findall(text))):
        if not (ROOT / place).exists():
            yield f"names `{place}`, which does not exist"


def stale_pictures() -> Iterator[str]:
    """Drawings that no longer show what is there."""
    from draw_architecture import stale  # it sets Django up, which the other checks do not need

    for path in stale():
        name = path.relative_to(ROOT)
        yield f"{name} is stale. Run: python scripts/draw_architecture.py"


def main() -> None:
    """Say every fault of every document."""
    faults = [
        f"{path.relative_to(ROOT)} {fault}"
        for path in documents()
        for text in [path.read_text(encoding="utf-8")]
        for fault in (*broken_links(path, text), *unknown_words(text))
    ]
    faults += stale_pictures()
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(documents())} documents speak of what exists")


if __name__ == "__main__":
    main()
