"""Pinyin of Chinese names: what lists sort by and what people type to find them. Pure.

The embedded database has no Chinese collation, so that every named row stores its own sort key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from pypinyin import Style, lazy_pinyin, load_phrases_dict, load_single_dict

_NOT_LETTERS = re.compile(r"[^0-9a-z]+")


def teach_readings(readings: Mapping[str, str]) -> None:
    """Tell the dictionary how to read words that it reads wrongly: word to syllables with spaces.

    A word of one character sets how that character is read where no longer word is known.
    """
    words = {word: said.split() for word, said in readings.items()}
    load_phrases_dict({w: [[s] for s in said] for w, said in words.items() if len(w) > 1})
    load_single_dict({ord(w): said[0] for w, said in words.items() if len(w) == 1})


def syllables(text: str) -> list[str]:
    """Syllables without tones in lower case; what is not Chinese stays one piece."""
    plain = unicodedata.normalize("NFKC", text)
    pieces = lazy_pinyin(plain, style=Style.NORMAL, v_to_u=False)
    return [letters for piece in pieces if (letters := _NOT_LETTERS.sub("", piece.lower()))]


def joined(pieces: Sequence[str]) -> str:
    """Syllables as one capitalised word, an apostrophe before an inner vowel (Xi'an)."""
    word = "".join(f"'{p}" if n and p[0] in "aeo" else p for n, p in enumerate(pieces))
    return word[:1].upper() + word[1:]


def sort_key(text: str) -> str:
    """The key by which a name sorts and is found by its pinyin: all its letters and digits."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """The first letter of every syllable."""
    return "".join(piece[0] for piece in syllables(text))
