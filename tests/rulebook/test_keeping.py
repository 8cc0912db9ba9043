"""A kept rulebook is the rulebook, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from concentric.rulebook.api import from_kept, kept_text, load_default, run_cases
from concentric.rulebook.loading import default_paths

BOOK = load_default(default_paths())
TEXT = kept_text(BOOK)


def test_reading_back_gives_the_same_rulebook() -> None:
    found = from_kept(TEXT, BOOK.hash)

    for name in type(BOOK).__slots__:
        assert getattr(found, name) == getattr(BOOK, name), name
    assert kept_text(found) == TEXT
    assert found.cases and run_cases(found) == run_cases(BOOK)


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "[]",
        "{}",
        TEXT[:-1],
        TEXT[: len(TEXT) // 2],
        TEXT.replace("concentric/rulebook/1", "concentric/rulebook/0"),
        TEXT.replace('"from":"20', '"from":"19', 1),
        TEXT.replace('{"$number":"', '{"$number":"x', 1),
    ],
)
def test_a_damaged_text_is_refused(damaged: str) -> None:
    assert damaged != TEXT
    with pytest.raises(ValueError, match="rulebook"):
        from_kept(damaged, BOOK.hash)


def test_another_rulebook_is_refused() -> None:
    with pytest.raises(ValueError, match="another"):
        from_kept(TEXT, "0" * 64)
