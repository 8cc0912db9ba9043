"""What changes if one rulebook takes the place of another: asked before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping

from concentric.rulebook.hashing import canonical
from concentric.rulebook.types import Change, Document, Rulebook

ADDED, REMOVED, CHANGED, FOLLOWS = "added", "removed", "changed", "follows"


def what_changes(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Objects that the two define differently, and indicators and lines that follow from them.

    ``change`` is added, removed, changed (``keys`` says which keys) or follows: the object itself
    is the same but is computed from a changed one (``because_of``).
    """
    before = {(document.kind, document.key): document for document in old.documents}
    after = {(document.kind, document.key): document for document in new.documents}
    direct = []
    for kind, key in sorted({*before, *after}):
        change = _compare(before.get((kind, key)), after.get((kind, key)))
        if change is not None:
            direct.append(change)
    return (*direct, *_followers(new, direct))


def _compare(before: Document | None, after: Document | None) -> Change | None:
    if before is None and after is not None:
        return Change(after.kind, after.key, ADDED, ())
    if after is None and before is not None:
        return Change(before.kind, before.key, REMOVED, ())
    if before is None or after is None:
        return None
    keys = tuple(
        key
        for key in sorted({*before.content, *after.content})
        if canonical(before.content.get(key)) != canonical(after.content.get(key))
    )
    return Change(after.kind, after.key, CHANGED, keys) if keys else None


def _followers(new: Rulebook, direct: list[Change]) -> list[Change]:
    """Objects that use a changed fact type or indicator, directly or through others."""
    causes = {
        change.key.partition("@")[0]: change.key
        for change in direct
        if change.kind in ("fact_types", "indicators")
    }
    changed = {(change.kind, change.key) for change in direct}
    found: dict[tuple[str, str], Change] = {}
    grown = True
    while grown:
        grown = False
        for document in new.documents:
            place = (document.kind, document.key)
            if place in changed or place in found or document.kind not in _USERS:
                continue
            cause = next((code for code in sorted(_uses(document.content)) if code in causes), None)
            if cause is not None:
                found[place] = Change(*place, FOLLOWS, (), causes[cause])
                if document.kind == "indicators":
                    causes[document.key.partition("@")[0]] = causes[cause]
                    grown = True
    return list(found.values())


_USERS = frozenset({"indicators", "forms", "reports", "schemes"})
_REFERENCES = frozenset(
    {
        "fact_type",
        "indicator",
        "of",
        "numerator",
        "denominator",
        "part",
        "whole",
        "heads",
        "weights",
    }
)


def _uses(value: object, key: str = "") -> set[str]:
    """Every code a document names under a key that refers to a fact type or an indicator."""
    if isinstance(value, Mapping):
        return {code for name, item in value.items() for code in _uses(item, name)}
    if isinstance(value, list):
        return {code for item in value for code in _uses(item, key)}
    return {value} if isinstance(value, str) and key in _REFERENCES | {"indicators"} else set()
