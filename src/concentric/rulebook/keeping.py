"""A rulebook as one text that is quick to read back: its documents as JSON, without YAML and schemas.

The documents were read and checked when the text was made. Reading it back computes the content hash
anew, so a text that was damaged or changed is refused and the packs are read instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from concentric.rulebook import building
from concentric.rulebook.case_reading import read_case
from concentric.rulebook.hashing import content_hash
from concentric.rulebook.types import Case, Document, Pack, Rulebook

_FORM = "concentric/rulebook/1"
_NUMBER = "$number"


def kept_text(rulebook: Rulebook) -> str:
    """The rulebook as a text for `from_kept`."""
    kept = {
        "form": _FORM,
        "packs": [_head(pack) for pack in rulebook.packs],
        "documents": [
            [one.pack, one.kind, one.key, one.path, one.line, one.content]
            for one in rulebook.documents
        ],
        "cases": [[case.file, [said.line for said in case.expect]] for case in rulebook.cases],
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=_tagged)


def from_kept(text: str, expected_hash: str) -> Rulebook:
    """The rulebook of a kept text. Raises `ValueError` when it is not whole, or not the one expected."""
    try:
        kept = json.loads(text, object_hook=_untagged)
        documents = tuple(Document(*parts) for parts in kept["documents"])
        packs = [building.pack(head) for head in kept["packs"]]
        cases = _cases(documents, kept["cases"])
        form, digest = kept["form"], content_hash(documents)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise ValueError("this is not the text of a rulebook") from error
    if (form, digest) != (_FORM, expected_hash):
        raise ValueError("this is the text of another rulebook")
    return building.rulebook(digest, packs, documents, cases)


def _cases(documents: Sequence[Document], places: Sequence[tuple[str, list[int]]]) -> list[Case]:
    """The worked cases: the file of each and the lines of its expectations were kept beside it."""
    found = [document for document in documents if document.kind == "cases"]
    cases = []
    for document, (file, lines) in zip(found, places, strict=True):
        line_of = {f"/expect/{index}": line for index, line in enumerate(lines)}
        cases.append(read_case(document, file, line_of.__getitem__))
    return cases


def _head(pack: Pack) -> dict[str, Any]:
    return {
        "code": pack.code,
        "version": pack.version,
        "name": {"zh": pack.name.zh, "en": pack.name.en},
        "requires": list(pack.requires),
        "overlay": pack.overlay,
    }


def _tagged(value: object) -> dict[str, str]:
    # A JSON number would not keep whether the catalogue said 1 or 1.0.
    if isinstance(value, Decimal):
        return {_NUMBER: str(value)}
    raise TypeError(type(value).__name__)


def _untagged(found: dict[str, Any]) -> Any:
    return Decimal(found[_NUMBER]) if found.keys() == {_NUMBER} else found
