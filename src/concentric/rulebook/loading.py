"""From folders of YAML to a frozen Rulebook: find packs, read, lay overlays, build, hash."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from concentric.kernel.api import Invalid, Missing, msgid
from concentric.rulebook import building
from concentric.rulebook.case_reading import read_case
from concentric.rulebook.hashing import content_hash
from concentric.rulebook.parsing import Parsed, Unreadable, parse
from concentric.rulebook.problems import problem
from concentric.rulebook.schema import KINDS, schema_problems
from concentric.rulebook.types import Document, Json, Pack, Problem, Rulebook

PACK_FILE = "pack.yaml"
CATALOGUE_VARIABLE = "CONCENTRIC_CATALOGUE"


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of a pack: where it is, its kind (folder), and what it says."""

    pack: str
    kind: str
    path: str
    file: str
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class PackFolder:
    """A pack as found on disk, with the problems met while reading it."""

    pack: Pack
    folder: Path
    files: tuple[PackFile, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A document and its place in the file it came from; ``pointer`` is its root inside the file."""

    document: Document
    file: PackFile
    pointer: str

    def line(self, pointer: str = "") -> int:
        """The line of a pointer relative to the document."""
        return self.file.parsed.line(self.pointer + pointer)


def default_paths() -> tuple[Path, ...]:
    """The folders of the installed packs, ``base`` first.

    Looks at the variable CONCENTRIC_CATALOGUE (one catalogue folder, or several separated as in
    PATH), then at the copy packaged with the software, then at the checkout. Raises Missing if
    none is there.
    """
    named = os.environ.get(CATALOGUE_VARIABLE)
    here = Path(__file__).resolve().parent
    candidates = [Path(part) for part in named.split(os.pathsep)] if named else []
    if not candidates:
        found = (here.parent / "_catalogue", here.parents[2] / "catalogue")
        candidates = [next((path for path in found if path.is_dir()), found[-1])]
    packs = [pack for path in candidates for pack in packs_in(path)]
    if packs:
        return tuple(packs)
    raise Missing(
        msgid("No catalogue was found in %(folder)s."),
        why=msgid("The rulebook is read from packs: folders that hold a file pack.yaml."),
        remedy=msgid("Set CONCENTRIC_CATALOGUE to the folder that holds the packs."),
        folder=str(candidates[0]),
    )


def packs_in(folder: Path) -> tuple[Path, ...]:
    """The pack folders in a catalogue folder (or the folder itself, if it is a pack), in order of
    need.
    """
    if (folder / PACK_FILE).is_file():
        return (folder,)
    if not folder.is_dir():
        return ()
    found = sorted(path for path in folder.iterdir() if (path / PACK_FILE).is_file())
    return tuple(sorted(found, key=lambda path: (path.name != "base", path.name)))


def load(paths: Sequence[Path]) -> Rulebook:
    """Read packs in order, overlays after what they replace. Raises Invalid naming the first fault."""
    packs = read_packs(paths)
    for pack in packs:
        for fault in pack.problems or tuple(shape_problems(pack)):
            raise unusable(fault)
    return build(packs, assemble(packs))


def read_packs(paths: Sequence[Path]) -> list[PackFolder]:
    """The packs at some paths, each after those it requires, overlays last, else in given order."""
    waiting = [read_pack(path) for path in expand(paths)]
    waiting.sort(key=lambda pack: pack.pack.overlay)
    ordered: list[PackFolder] = []
    while waiting:
        known = {pack.pack.code for pack in ordered}
        ready = (pack for pack in waiting if known.issuperset(pack.pack.requires))
        # A pack whose requirement is nowhere keeps its place: the linter names what is missing.
        chosen = next(ready, waiting[0])
        waiting.remove(chosen)
        ordered.append(chosen)
    return ordered


def expand(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Pack folders for paths that may be packs or folders of packs."""
    found: list[Path] = []
    for path in paths:
        packs = packs_in(Path(path))
        if not packs:
            raise Missing(
                msgid("No pack was found in %(folder)s."),
                why=msgid("A pack is a folder that holds a file pack.yaml."),
                remedy=msgid("Give the folder of a pack, or a folder of packs."),
                folder=str(path),
            )
        found.extend(packs)
    return tuple(found)


def unusable(fault: Problem) -> Invalid:
    """The error that says a pack cannot be used, with the place of the fault."""
    return Invalid(msgid("The catalogue cannot be read: %(fault)s"), fault=str(fault))


def read_pack(folder: Path) -> PackFolder:
    """Read every YAML file of a pack. Faults of single files are collected, not raised."""
    problems: list[Problem] = []
    files = []
    for path in sorted(folder.rglob("*.yaml")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts):
            continue
        try:
            parsed = parse(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as fault:
            problems.append(
                problem(
                    str(path),
                    fault.object.count(b"\n", 0, fault.start) + 1,
                    msgid("This file is not written in UTF-8."),
                    msgid("Nothing in it can be used."),
                    msgid("Save it as UTF-8 text."),
                )
            )
            continue
        except Unreadable as fault:
            problems.append(
                problem(
                    str(path),
                    fault.line,
                    msgid("This file is not readable YAML: %(said)s."),
                    msgid("Nothing in it can be used."),
                    msgid("Correct the line; check indentation, quotes and brackets."),
                    said=fault.said,
                )
            )
            continue
        kind = relative.parts[0] if len(relative.parts) > 1 else "pack"
        files.append(PackFile(folder.name, kind, relative.as_posix(), str(path), parsed))
    head = next((file for file in files if file.path == PACK_FILE), None)
    if head is not None:
        problems.extend(schema_problems(head.file, "pack", head.parsed))
    if head is None or problems:
        empty = Pack(folder.name, "0", building.UNNAMED, (), False)
        return PackFolder(empty, folder, tuple(files), tuple(problems))
    pack = building.pack(_mapping(head.parsed.content))
    own = tuple(replace(file, pack=pack.code) for file in files if file is not head)
    return PackFolder(pack, folder, own, ())


def shape_problems(pack: PackFolder) -> Iterable[Problem]:
    """What the JSON Schemas say about the files of a pack."""
    for file in pack.files:
        if file.kind in KINDS:
            yield from schema_problems(file.file, KINDS[file.kind], file.parsed)


def assemble(packs: Sequence[PackFolder]) -> tuple[Placed, ...]:
    """All objects of the packs; an overlay's object takes the place of one with the same key."""
    placed: dict[tuple[str, str, str], Placed] = {}
    for pack in packs:
        for file in pack.files:
            for entry in _objects(file):
                _lay(placed, entry, overlay=pack.pack.overlay)
    return tuple(placed.values())


def _lay(placed: dict[tuple[str, str, str], Placed], entry: Placed, *, overlay: bool) -> None:
    document = entry.document
    key = (document.kind, document.key, "")
    before = placed.get(key)
    if before is None:
        placed[key] = entry
    elif document.kind == "code_lists" and document.content.get("extends") is True:
        placed[key] = replace(before, document=_joined(before.document, document, "items", "code"))
    elif not overlay:
        # Kept beside its twin: the linter reports both places, and building refuses the set.
        placed[(document.kind, document.key, entry.file.file)] = entry
    elif document.kind == "parameters":
        joined = _joined(before.document, document, "values", "from")
        placed[key] = replace(entry, document=replace(joined, path=document.path))
    else:
        placed[key] = entry


def _joined(first: Document, second: Document, within: str, by: str) -> Document:
    """The first document with the entries of the second added, or put in place of their equals."""
    entries: dict[str, Json] = {}
    for document in (first, second):
        for entry in building.items(document.content.get(within)):
            entries[str(entry.get(by))] = entry
    keys = sorted(entries) if by == "from" else list(entries)
    content = {**first.content, within: [entries[key] for key in keys]}
    return replace(first, content=content)


def _objects(file: PackFile) -> Iterable[Placed]:
    content = file.parsed.content
    if file.kind == "parameters":
        for index, entry in enumerate(building.items(content)):
            yield _placed(file, f"/{index}", entry)
        return
    if isinstance(content, dict):
        yield _placed(file, "", content)


def _placed(file: PackFile, pointer: str, content: Mapping[str, Json]) -> Placed:
    line = file.parsed.line(pointer)
    key = _key(file, content)
    return Placed(Document(file.pack, file.kind, key, file.path, line, content), file, pointer)


def _key(file: PackFile, content: Mapping[str, Json]) -> str:
    if file.kind == "calendar":
        return str(content.get("year"))
    if file.kind == "cases":
        return f"{file.pack}/{Path(file.path).relative_to('cases').with_suffix('').as_posix()}"
    code = str(content.get("code", file.path))
    first = content.get("valid_from")
    return f"{code}@{first}" if first else code


def build(packs: Sequence[PackFolder], placed: Sequence[Placed]) -> Rulebook:
    """The frozen rulebook of assembled documents. Raises Invalid if a code is defined twice."""
    documents = tuple(entry.document for entry in placed)
    _refuse_twins(documents)
    cases = [
        read_case(entry.document, entry.file.file, entry.line)
        for entry in placed
        if entry.document.kind == "cases"
    ]
    heads = [pack.pack for pack in packs]
    return building.rulebook(content_hash(documents), heads, documents, cases)


def _refuse_twins(documents: Sequence[Document]) -> None:
    seen: dict[tuple[str, str], Document] = {}
    for document in documents:
        twin = seen.setdefault((document.kind, document.key), document)
        if twin is not document:
            raise Invalid(
                msgid("%(key)s is defined twice: in %(first)s and in %(second)s."),
                why=msgid("One code has one definition on any day."),
                remedy=msgid(
                    "Remove one, give it another first day, or mark its pack as an overlay."
                ),
                key=document.key,
                first=f"{twin.pack}/{twin.path}",
                second=f"{document.pack}/{document.path}",
            )


@lru_cache(maxsize=8)
def load_default(paths: tuple[Path, ...]) -> Rulebook:
    """``load``, kept for the life of the process: for callers whose packs do not change."""
    return load(paths)


def _mapping(content: Json) -> Mapping[str, Json]:
    return content if isinstance(content, dict) else {}
