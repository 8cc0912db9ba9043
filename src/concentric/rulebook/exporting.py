"""Documents back to YAML, keys in canonical order; reading it again gives the same hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from concentric.rulebook.parsing import reads_as_text
from concentric.rulebook.schema import KINDS, in_order, property_schema, resolved, schema
from concentric.rulebook.types import Document, Json, Pack, Rulebook

_WIDTH = 100


def as_yaml(document: Document) -> str:
    """One document as YAML with its keys in canonical order."""
    kind = KINDS.get(document.kind)
    described: Mapping[str, Any] = schema(kind) if kind else {}
    if document.kind == "parameters":
        described = described["items"]
    return _text(_ordered(dict(document.content), described, kind or ""))


def dump(rulebook: Rulebook, folder: Path) -> tuple[Path, ...]:
    """Write a rulebook as packs under a folder; returns the files written, sorted.

    Objects an overlay replaced are not written: what is written is what is in force.
    """
    files: dict[Path, list[str]] = {}
    for pack in rulebook.packs:
        files[folder / pack.code / "pack.yaml"] = [_head(pack)]
    for document in rulebook.documents:
        files.setdefault(folder / document.pack / document.path, []).append(as_yaml(document))
    for path, texts in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        family = path.relative_to(folder).parts[1] == "parameters"
        path.write_text(_as_list(texts) if family else texts[0], encoding="utf-8")
    return tuple(sorted(files))


def _head(pack: Pack) -> str:
    content: dict[str, Json] = {
        "code": pack.code,
        "version": pack.version,
        "requires": list(pack.requires),
        "name": {"zh": pack.name.zh, "en": pack.name.en},
    }
    if pack.overlay:
        content["overlay"] = True
    return _text(_ordered(content, schema("pack"), "pack"))


def _as_list(texts: Iterable[str]) -> str:
    entries = []
    for text in texts:
        first, *rest = text.rstrip("\n").split("\n")
        entries.append("\n".join([f"- {first}", *(f"  {line}" if line else "" for line in rest)]))
    return "\n".join(entries) + "\n"


def _ordered(value: Json, described: Mapping[str, Any], name: str) -> Json:
    described, name = resolved(described, name, value)
    if isinstance(value, list):
        return [_ordered(item, described.get("items", {}), name) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _ordered(value[key], property_schema(described, key), name)
        for key in in_order(value, described)
    }


def _text(content: Json) -> str:
    from ruamel.yaml import YAML  # here, as most processes write no YAML

    writer = YAML(pure=True)
    writer.width = _WIDTH
    writer.allow_unicode = True
    writer.representer.add_representer(Decimal, _decimal)
    writer.representer.add_representer(type(None), _null)
    writer.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    writer.dump(_quoted(content), out)
    return out.getvalue()


def _quoted(value: Json) -> Any:
    """Texts that would read back as a number, a constant or nothing are put in quotes."""
    if isinstance(value, dict):
        return {key: _quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    if isinstance(value, str) and not reads_as_text(value):
        from ruamel.yaml.scalarstring import DoubleQuotedScalarString

        return DoubleQuotedScalarString(value)
    return value


def _decimal(representer: Any, value: Decimal) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))


def _null(representer: Any, value: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")
