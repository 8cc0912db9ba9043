"""One hash for the content of a set of documents, whatever their formatting, order or file names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from concentric.rulebook.types import Document, Json

# A case proves definitions, it is none: adding one must not make published values look outdated.
NOT_HASHED = frozenset({"cases"})


def canonical(value: Json | Mapping[str, Json]) -> object:
    """A form in which equal contents are equal: nulls left out, 0.50 written as 0.5, keys sorted."""
    if isinstance(value, Mapping):
        return {key: canonical(value[key]) for key in sorted(value) if value[key] is not None}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, Decimal):
        return {"number": _plain(value)}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"number": str(value)}
    return value


def content_hash(documents: Iterable[Document]) -> str:
    """SHA-256 over the canonical form of the documents, in order of kind and key."""
    lines = sorted(
        json.dumps(
            [document.kind, document.key, canonical(document.content)],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        for document in documents
        if document.kind not in NOT_HASHED
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"
