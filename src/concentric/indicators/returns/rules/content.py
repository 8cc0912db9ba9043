"""The content of a return as one hash: what a signature covers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from concentric.indicators.returns.rules.reading import number_text


def content_hash(
    *,
    form: str,
    catalogue: str,
    organisation: str,
    lines: Iterable[tuple[str, Decimal | None, str, str]],
    rows: Iterable[tuple[str, Mapping[str, str]]],
) -> str:
    """SHA-256 of a return in one canonical text: form and catalogue, lines (code, value, text, note), rows in
    any order.
    """
    said = {
        "form": form,
        "catalogue": catalogue,
        "organisation": organisation,
        "lines": sorted(
            [code, None if value is None else number_text(value), text, note]
            for code, value, text, note in lines
        ),
        "rows": sorted(
            [table, json.dumps(dict(values), sort_keys=True, ensure_ascii=False)]
            for table, values in rows
        ),
    }
    canonical = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
