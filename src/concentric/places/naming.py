"""English names of Chinese divisions: official where the word file has one, else pinyin and rank. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concentric.places.pinyin import joined, syllables, teach_readings
from concentric.places.types import Level

_TOWNSHIP = "Township"
_ETHNIC_TOWNSHIP = "Ethnic Township"


@dataclass(frozen=True, slots=True)
class Words:
    """English words for names and parts of names, by their Chinese."""

    provinces: Mapping[str, str]
    groups: Mapping[str, str]
    """Groups of counties that stand where a prefecture would; the English has a place for the province."""
    suffixes: Mapping[str, str]
    """Ranks at the end of names, the longest first; a city's rank is left out in English."""
    subdistrict_suffixes: Mapping[str, str]
    """The same for names of sub-districts, where some ends mean something else."""
    peoples: Mapping[str, str]
    names: Mapping[str, str]


def words_of(rows: Iterable[Mapping[str, str]]) -> Words:
    """The words of the data file; its readings are taught to the pinyin dictionary."""
    kinds: dict[str, dict[str, str]] = {}
    for row in rows:
        kinds.setdefault(row["kind"], {})[row["zh"]] = row["en"]
    teach_readings(kinds["reading"])
    peoples = dict(sorted(kinds["people"].items(), key=lambda item: -len(item[0])))
    return Words(
        provinces=kinds["province"],
        groups=kinds["group"],
        suffixes=kinds["suffix"],
        subdistrict_suffixes=kinds["suffix"] | kinds["suffix_subdistrict"],
        peoples=peoples,
        names=kinds["name"],
    )


def english_name(name: str, words: Words, level: Level = Level.COUNTY) -> str:
    """The English name of a division of a level."""
    known = words.provinces.get(name) or words.names.get(name)
    if known:
        return known
    is_low = level is Level.SUBDISTRICT
    for suffix, rank in (words.subdistrict_suffixes if is_low else words.suffixes).items():
        if name.endswith(suffix) and len(name) > len(suffix):
            return _with_rank(name, len(name) - len(suffix), rank, words)
    return joined(syllables(name))


def _with_rank(name: str, length: int, rank: str, words: Words) -> str:
    stem, peoples = _peoples_at_end(name[:length], words)
    if peoples and rank == _TOWNSHIP:
        rank = _ETHNIC_TOWNSHIP
    return " ".join(
        part for part in (_roman_start(name, len(stem)), _listed(peoples), rank) if part
    )


def _peoples_at_end(stem: str, words: Words) -> tuple[str, list[str]]:
    found: list[str] = []
    while True:
        people = next((p for p in words.peoples if stem.endswith(p) and len(stem) > len(p)), None)
        if people is None:
            return stem, found
        found.insert(0, words.peoples[people])
        stem = stem[: -len(people)]


def _roman_start(name: str, length: int) -> str:
    """The first characters in pinyin, read within the whole name: a rank can decide how they sound."""
    whole = syllables(name)
    return joined(whole[:length] if len(whole) == len(name) else syllables(name[:length]))


def _listed(peoples: list[str]) -> str:
    if len(peoples) < 2:
        return "".join(peoples)
    return f"{', '.join(peoples[:-1])} and {peoples[-1]}"
