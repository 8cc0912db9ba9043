"""Packs among themselves: what they require, what two of them define."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concentric.kernel.api import msgid
from concentric.rulebook.loading import PACK_FILE, PackFolder, Placed
from concentric.rulebook.problems import problem
from concentric.rulebook.types import Problem


def pack_problems(packs: Sequence[PackFolder]) -> Iterator[Problem]:
    """Packs whose requirements are not among the packs before them."""
    before: set[str] = set()
    for pack in packs:
        for required in pack.pack.requires:
            if required not in before:
                yield problem(
                    str(pack.folder / PACK_FILE),
                    1,
                    msgid("Pack %(pack)s requires %(required)s, which is not loaded before it."),
                    msgid("Its definitions lean on codes of the other pack."),
                    msgid("Give the required pack first."),
                    pack=pack.pack.code,
                    required=required,
                )
        before.add(pack.pack.code)


def twin_problems(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Objects defined twice under one code and first day."""
    seen: dict[tuple[str, str], Placed] = {}
    for entry in placed:
        place = (entry.document.kind, entry.document.key)
        twin = seen.setdefault(place, entry)
        if twin is not entry:
            yield problem(
                entry.file.file,
                entry.line("/code"),
                msgid("%(key)s is defined twice: in %(first)s and in %(second)s."),
                msgid("One code has one definition on any day."),
                msgid("Remove one, give it another first day, or mark its pack as an overlay."),
                key=entry.document.key,
                first=f"{twin.document.pack}/{twin.document.path}",
                second=f"{entry.document.pack}/{entry.document.path}",
            )
