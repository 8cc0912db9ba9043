"""Compile translation catalogues (.po) to what the program reads (.mo).

A catalogue with an empty or doubtful entry, or one whose placeholders differ from the text's, is refused.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def read(path: Path) -> Catalog:
    """The catalogue of a file; its language is the folder's name."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, abort_invalid=True)


def problems(catalogue: Catalog) -> list[str]:
    """The entries that must not be shipped, in sentences."""
    said = []
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(texts):
            said.append(f"{message.id!r} has no translation.")
        said += [f"{message.id!r}: {error}" for error in message.check(catalogue)]
    return said


def compile_one(path: Path) -> None:
    """Write the .mo beside the .po; a reader sees the old one or the new one."""
    catalogue = read(path)
    if found := problems(catalogue):
        sys.exit("\n".join(f"{path}: {problem}" for problem in found))
    draft = path.with_name(f".{path.stem}.{os.getpid()}.mo")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(path.with_suffix(".mo"))


def main() -> None:
    """Compile the files named on the command line."""
    for name in sys.argv[1:]:
        compile_one(Path(name))


if __name__ == "__main__":
    main()
